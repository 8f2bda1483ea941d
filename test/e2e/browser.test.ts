/** The page in a real browser, on the real server: what a person does, with the keyboard and the mouse. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { en } from '../../web/words/en.ts';
import { ur } from '../../web/words/ur.ts';
import { axeViolations } from '../axe.ts';
import { findBrowser, openBrowser } from '../browser.ts';
import { createCollection, type Running, startServer, upload } from './running.ts';

const browserPath = findBrowser();
if (browserPath === null) process.stderr.write('Skipped: browser tests, because this machine has no Chromium or Chrome.\n');

const leave = [
  '# Leave',
  '',
  'Full-time staff receive 28 days of annual leave each calendar year.',
  '',
  '## Carrying over',
  '',
  'Up to five unused days of annual leave may be carried over. They must be taken before 31 March.',
  '',
].join('\n');
const cleaning = 'The cleaning contract ends on 30 June 2027. Either side terminates it in writing, three months ahead.\n';
const filler = Array.from({ length: 3000 }, (_, line) => `Entry ${line} of the inventory lists a chair and a lamp.`);
const inventory = [...filler, 'The safe in the cellar has the colour green.', ...filler].join('\n');
const question = 'How many days of annual leave do staff receive?';

describe.skipIf(browserPath === null)('the page', () => {
  let folders: string;
  let server: Running;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let requested: string[];
  let complaints: string[];

  beforeAll(async () => {
    execFileSync(process.execPath, [fileURLToPath(new URL('../../bin/build-page.js', import.meta.url))]);
    folders = mkdtempSync(join(tmpdir(), 'carrel-folders-'));
    server = await startServer({ folders });
    browser = await openBrowser(browserPath ?? '');
    await createCollection(server, 'office');
    await upload(server, 'office', { 'handbook/leave.md': leave, 'contracts/cleaning.txt': cleaning, 'inventory.txt': inventory });
  });

  afterAll(async () => {
    await browser?.close();
    await server?.stop();
    rmSync(folders, { recursive: true, force: true });
  });

  beforeEach(async () => {
    requested = [];
    complaints = [];
    context = await browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce', locale: 'en' });
    page = await context.newPage();
    page.on('request', (request) => requested.push(request.url()));
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
  });

  afterEach(async () => {
    const elsewhere = requested.filter((url) => !url.startsWith(server.address));
    await context.close();
    expect(elsewhere, 'the page asked another host').toEqual([]);
    expect(
      complaints.filter((text) => /Content Security Policy|Uncaught|TypeError/.test(text)),
      'the browser complained',
    ).toEqual([]);
  });

  const askQuestion = async (text: string): Promise<void> => {
    await page.getByLabel('Your question').fill(text);
    await page.keyboard.press('Enter');
    await page.getByText('How this was answered').waitFor();
  };

  test('each question that is offered for the sample gets a cited answer', async () => {
    const folder = fileURLToPath(new URL('../../data/sample', import.meta.url));
    const names = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const paths = names.map((entry) => join(entry.parentPath, entry.name));
    await createCollection(server, 'sample');
    await upload(server, 'sample', Object.fromEntries(paths.map((path) => [relative(folder, path), new Uint8Array(readFileSync(path))])));
    for (const { language, desk } of [en, ur]) {
      await page.goto(`${server.address}/c/sample`);
      await page.locator('.shelf-foot select').first().selectOption(language);
      for (const question of desk.sampleQuestions) {
        await page.goto(`${server.address}/c/sample`);
        await page.getByRole('button', { name: question }).click();
        await page.getByText(desk.receipt).waitFor();
        expect(await page.locator('.answer .mark.verified').count(), question).toBeGreaterThan(0);
      }
    }
    // The very first answer that anybody sees.
    await page.goto(`${server.address}/c/sample`);
    await page.locator('.shelf-foot select').first().selectOption('en');
    await page.getByRole('button', { name: en.desk.sampleQuestions[0] }).click();
    await page.locator('.answer').waitFor();
    expect(await page.locator('.answer').textContent()).toContain('26 days of paid leave');
  });

  test('files that are chosen become a collection that answers with their words', async () => {
    await page.goto(server.address);
    await page.getByTestId('files').setInputFiles([
      { name: 'rent.md', mimeType: 'text/markdown', buffer: Buffer.from('# Rent\n\nThe rent of the office is 1,250 euros a month.\n') },
      { name: 'noise.bin', mimeType: 'application/octet-stream', buffer: Buffer.from([0, 1, 2, 3, 0, 255]) },
    ]);
    await page.getByLabel('Where to').selectOption('');
    await page.getByLabel('Its name').fill('Lease');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.waitForURL('**/c/Lease');
    await page.getByRole('region', { name: 'Finished' }).filter({ hasText: 'noise.bin' }).waitFor();
    await askQuestion('How much is the rent of the office?');
    expect(await page.locator('.answer').textContent()).toContain('1,250 euros');
  });

  test('files are dropped anywhere, also those that lie in no folder', async () => {
    await page.goto(`${server.address}/c/office`);
    await page.locator('.document').first().waitFor();
    await page.evaluate(`{
      const files = new DataTransfer();
      files.items.add(new File(['# Parking\\n\\nThe gate opens with code 4711.\\n'], 'parking.md'));
      document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: files, bubbles: true, cancelable: true }));
    }`);
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByRole('button', { name: /^parking\.md/ }).waitFor();
  });

  test('a folder that the config allows is read by its path', async () => {
    const path = join(folders, 'Board minutes');
    mkdirSync(path);
    writeFileSync(join(path, 'may.md'), '# May\n\nThe board meets on the second Tuesday of each month.\n');
    await page.goto(`${server.address}/c/office`);
    await page.getByText('Read a folder of this computer').click();
    await page.getByLabel('Folder', { exact: true }).fill(path);
    await page.getByRole('region', { name: 'Add files' }).getByRole('button', { name: 'Add', exact: true }).click();
    await page.waitForURL('**/c/Board%20minutes');
    await page.getByRole('button', { name: /^may\.md/ }).waitFor();
    await page.getByText('Read a folder of this computer').click();
    await page.getByLabel('Folder', { exact: true }).fill('/');
    await page.getByRole('region', { name: 'Add files' }).getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByText('That folder is not one of the allowed ones').waitFor();
  });

  test('a citation shows its quote, and opens the document with exactly these words marked', async () => {
    await page.goto(`${server.address}/c/office`);
    await askQuestion(question);
    const mark = page.locator('.mark.verified').first();
    await mark.hover();
    const quote = await page.getByRole('tooltip').locator('blockquote').textContent();
    await mark.click();
    await page.locator('mark.active').waitFor();
    expect(await page.locator('mark.active').allTextContents()).toEqual([quote]);
    expect(leave).toContain(quote);
    expect(await page.locator('mark.active').isVisible()).toBe(true);
  });

  test('the quote does not come back by itself when its source is closed', async () => {
    await page.goto(`${server.address}/c/office`);
    await askQuestion(question);
    await page.locator('.mark.verified').first().click();
    await page.locator('mark.active').waitFor();
    await page.mouse.move(0, 0);
    await page.goBack();
    await page.locator('mark.active').waitFor({ state: 'detached' });
    expect(await page.evaluate('document.activeElement.className')).toContain('mark');
    expect(await page.getByRole('tooltip').count()).toBe(0);
  });

  test('a passage deep in a long document is in view, and what is loaded above it does not move it', async () => {
    await page.goto(`${server.address}/c/office`);
    await askQuestion('What is the colour of the safe in the cellar?');
    await page.locator('.mark.verified').first().click();
    const mark = page.locator('mark.active').first();
    await mark.waitFor();
    const place = await mark.boundingBox();
    expect(place?.y).toBeGreaterThan(0);
    expect(place?.y).toBeLessThan(800);
    const segments = await page.locator('.segment').count();
    await page.evaluate("document.querySelector('.document-text').scrollTop -= 4800");
    const scrolled = await mark.boundingBox();
    await page.locator('.segment').nth(segments).waitFor({ state: 'attached' });
    expect((await mark.boundingBox())?.y).toBeCloseTo(scrolled?.y ?? 0, 0);
  });

  test('a table is shown as rows with their numbers, a program with those of its lines, each with its mark', async () => {
    await createCollection(server, 'kinds');
    await upload(server, 'kinds', {
      'prices.csv': 'code,item,price\nA-1,"Oak table, large",420\nB-2,Pine shelf,85\n',
      'rate.ts': '// Taxes\n\nexport const taxPercent = 23;\n',
    });
    await page.goto(`${server.address}/c/kinds`);
    await askQuestion('What does the pine shelf cost?');
    await page.locator('.mark.verified').first().click();
    const row = page.locator('.rows tr', { has: page.locator('mark.active') });
    await row.waitFor();
    expect(await row.locator('th, td').allTextContents()).toEqual(['3', 'B-2', 'Pine shelf', '85']);
    expect(await page.locator('.rows thead th').allTextContents()).toEqual(['code', 'item', 'price']);
    expect(await axeViolations(page)).toEqual([]);
    await page.getByRole('button', { name: /^rate\.ts/ }).click();
    await page.locator('.numbered').nth(2).waitFor();
    expect(await page.locator('.numbered').nth(2).getAttribute('data-line')).toBe('3');
    expect(await page.locator('.document-text').textContent()).toContain('// Taxes\n\nexport const taxPercent = 23;');
  });

  test('a reload shows the same conversation and citation, and Back closes the citation', async () => {
    await page.goto(`${server.address}/c/office`);
    await askQuestion(question);
    await page.locator('.mark.verified').first().click();
    await page.locator('mark.active').waitFor();
    const address = page.url();
    await page.reload();
    await page.locator('mark.active').waitFor();
    expect(await page.getByRole('heading', { name: question }).count()).toBe(1);
    expect(page.url()).toBe(address);
    await page.goBack();
    await page.locator('mark.active').waitFor({ state: 'detached' });
    expect(await page.locator('.answer').count()).toBe(1);
  });

  test('the keyboard alone asks, walks the citations and closes them', async () => {
    await page.goto(`${server.address}/c/office`);
    await page.getByRole('heading', { name: 'What would you like to know?' }).waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type(question);
    await page.keyboard.press('Enter');
    await page.getByText('How this was answered').waitFor();
    await page.locator('.thread').focus();
    await page.keyboard.press(']');
    await page.locator('mark.active').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('.source').waitFor({ state: 'detached' });
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keys' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog', { name: 'Keys' }).waitFor({ state: 'hidden' });
  });

  test('what the documents do not hold is said, with the nearest passages', async () => {
    await page.goto(`${server.address}/c/office`);
    await askQuestion('Who won the football world championship?');
    await page
      .locator('.label, article p')
      .filter({ hasText: /^(Not in these documents|I found no sentence)/ })
      .first()
      .waitFor();
    expect(await page.locator('.mark.verified').count()).toBe(0);
  });

  test('a follow-up stays in the conversation, and a new question begins another', async () => {
    await page.goto(`${server.address}/c/office`);
    await askQuestion(question);
    const first = page.url();
    await page.getByLabel('Your question').fill('When does the cleaning contract end?');
    await page.keyboard.press('Enter');
    await page.locator('.answer').nth(1).waitFor();
    await page.getByText('How this was answered').nth(1).waitFor();
    expect(page.url()).toBe(first);
    await page.getByRole('button', { name: 'New question' }).click();
    await page.getByRole('heading', { name: 'What would you like to know?' }).waitFor();
    expect(page.url()).toBe(`${server.address}/c/office`);
  });

  test('a conversation is deleted only when a person says so twice', async () => {
    await createCollection(server, 'talks');
    await upload(server, 'talks', { 'leave.md': leave });
    await page.goto(`${server.address}/c/talks`);
    await askQuestion(question);
    const talk = page.locator('.conversations .line');
    await talk.getByRole('button', { name: /^Delete the conversation/ }).click();
    await page.locator('button:focus', { hasText: 'Keep' }).waitFor();
    await page.keyboard.press('Escape');
    expect(await talk.count()).toBe(1);
    await talk.getByRole('button', { name: /^Delete the conversation/ }).click();
    await talk.getByRole('button', { name: 'Delete', exact: true }).click();
    await talk.waitFor({ state: 'detached' });
  });

  test('a question survives a reload, and a server that does not answer', async () => {
    await page.goto(`${server.address}/c/office`);
    const box = page.getByLabel('Your question');
    await box.fill(question);
    await page.reload();
    expect(await box.inputValue()).toBe(question);
    await page.route('**/answers', (route) => route.abort());
    await box.press('Enter');
    await page.getByText('Carrel does not answer.').first().waitFor();
    expect(await box.inputValue()).toBe(question);
    await page.unroute('**/answers');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('How this was answered').waitFor();
    expect(await box.inputValue()).toBe('');
  });

  test.each([
    { width: 1280, colorScheme: 'light' },
    { width: 1024, colorScheme: 'dark' },
    { width: 390, colorScheme: 'light' },
  ] as const)('axe finds nothing at $width in the $colorScheme', async ({ width, colorScheme }) => {
    await page.setViewportSize({ width, height: 800 });
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.goto(`${server.address}/c/office`);
    await page.getByRole('heading', { name: 'What would you like to know?' }).waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await askQuestion(question);
    expect(await axeViolations(page)).toEqual([]);
    await page.locator('.mark.verified').first().click();
    await page.locator('mark.active').waitFor();
    expect(await axeViolations(page)).toEqual([]);
  });

  test('Urdu turns the page around, and nothing runs over its edge', async () => {
    await page.goto(`${server.address}/c/office`);
    await page.getByLabel('Language').selectOption('ur');
    await page.getByRole('heading', { name: 'آپ کیا جاننا چاہتے ہیں؟' }).waitFor();
    expect(await page.locator('html').getAttribute('dir')).toBe('rtl');
    for (const width of [1280, 1024, 390]) {
      await page.setViewportSize({ width, height: 800 });
      expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    }
    expect(await axeViolations(page)).toEqual([]);
  });
});
