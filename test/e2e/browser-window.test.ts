/** The window on the page, with the real server and a model server that counts and keeps a prefix: before, while and after asking. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { axeViolations } from '../axe.ts';
import { findBrowser, openBrowser } from '../browser.ts';
import { type FakeModelServer, startFakeModelServer } from '../fake-model-server/index.ts';
import { fakeModels } from '../fake-model-server/model.ts';
import { createCollection, type Running, startServer, upload } from './running.ts';

const browserPath = findBrowser();

const leave = '# Leave\n\nFull-time staff receive 28 days of annual leave each calendar year.\n';
const filler = Array.from({ length: 400 }, (_, line) => `Entry ${line} of the inventory lists a chair and a lamp.`).join('\n');
const question = 'How many days of annual leave do full-time staff receive?';

describe.skipIf(browserPath === null)('the window on the page', () => {
  let model: FakeModelServer;
  let server: Running;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;

  beforeAll(async () => {
    execFileSync(process.execPath, [fileURLToPath(new URL('../../bin/build-page.js', import.meta.url))]);
    const models = [{ ...fakeModels.twelve, name: 'gemma4:12b-on-the-page' }];
    model = await startFakeModelServer({ flavour: 'llama-server', models, reply: 'Full-time staff receive 28 days of annual leave. [1]' });
    server = await startServer({ openaiUrl: model.url, warmUp: 'off' });
    browser = await openBrowser(browserPath ?? '');
    await createCollection(server, 'office');
    await upload(server, 'office', { 'leave.md': leave, 'inventory.txt': filler });
  });

  afterAll(async () => {
    await browser?.close();
    await server?.stop();
    await model?.close();
  });

  beforeEach(async () => {
    model.setFault(null);
    context = await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce', locale: 'en' });
    page = await context.newPage();
    await page.goto(`${server.address}/c/office`);
    await page.locator('.gauge').waitFor();
  });

  afterEach(() => context.close());

  const ask = async (): Promise<void> => {
    await page.getByLabel('Your question').fill(question);
    await page.keyboard.press('Enter');
    await page.locator('.answer-foot').last().waitFor();
  };

  // First, because reading ahead waits until nobody has asked for a while.
  test('reading ahead is begun by a person, and the gauge then counts what is held', async () => {
    await page.getByRole('button', { name: 'Read it now' }).click();
    await page.getByText(/are read already/).waitFor();
  });

  test('every way to read is told with its tokens, and the keyboard chooses one for the next question alone', async () => {
    await page.getByRole('button', { name: 'Reading: Automatic' }).click();
    const panel = page.getByRole('group', { name: 'How to read for the next question' });
    expect(await panel.getByRole('radio').count()).toBe(5);
    expect(await panel.locator('.way', { hasText: 'tokens' }).first().textContent()).toMatch(/[\d,]+ tokens/);
    expect(await axeViolations(page)).toEqual([]);
    await panel.getByRole('radio', { name: 'The passages that matter' }).focus();
    await page.keyboard.press('Space');
    await page.keyboard.press('Enter');
    await panel.waitFor({ state: 'detached' });
    expect(await page.locator('.gauge').textContent()).toContain('the passages that matter are read');
    await ask();
    expect(await page.locator('.plan-line').textContent()).toContain('The passages that matter');
    expect(await page.getByRole('button', { name: 'Reading: Automatic' }).count()).toBe(1);
  });

  test('Esc closes the ways and goes back to the question', async () => {
    await page.getByRole('button', { name: 'Reading: Automatic' }).click();
    await page.keyboard.press('Escape');
    await page.locator('.ways-panel').waitFor({ state: 'detached' });
    expect(await page.evaluate('document.activeElement.id')).toBe('question');
  });

  test('a question about everything has another plan while it is typed', async () => {
    const plans: string[] = [];
    page.on('request', (request) => request.url().endsWith('/plan') && plans.push(request.postData() ?? ''));
    const planned = page.waitForResponse((response) => response.url().endsWith('/plan'));
    await page.getByLabel('Your question').fill('List all entries of the inventory.');
    expect(((await (await planned).json()) as { plan: { kind: string } }).plan.kind).toBe('complete');
    expect(plans).toHaveLength(1);
  });

  test('the shelf says how much of the window is left', async () => {
    await page.getByText('What fits').click();
    const line = page.locator('.ledger-model');
    expect(await line.textContent()).toMatch(/gemma4:12b-on-the-page.*fits, [\d,]+ to spare/);
    await line.click();
    expect(await line.textContent()).toMatch(/[\d,]+ of [\d,]+ tokens, with room for question and answer/);
  });

  test('the receipt tells what was still in memory and shows the prompt that was sent', async () => {
    await ask();
    await page.getByRole('button', { name: 'New question' }).click();
    await ask();
    await page.getByText('How this was answered').click();
    const receipt = page.locator('.receipt');
    expect(await receipt.textContent()).toMatch(/\d+ of them \(9\d%\) were still in memory/);
    expect(await receipt.textContent()).toMatch(/Fingerprint of what was sent[0-9a-f]{64}/);
    await page.getByText('For checking').click();
    await page.getByRole('button', { name: 'Show exactly what was sent' }).click();
    const prompt = page.locator('.prompt-text');
    await prompt.waitFor();
    expect(await prompt.textContent()).toContain('28 days of annual leave');
    expect(await prompt.textContent()).toContain(question);
    expect(await axeViolations(page)).toEqual([]);
  });

  test('the check-up lists what wants looking at first, tries the model, and Back closes it', async () => {
    await page.getByRole('button', { name: 'Check-up' }).click();
    await page.locator('.finding').first().waitFor();
    expect(page.url()).toContain('show=doctor');
    const states = await page.locator('.finding').evaluateAll((rows) => rows.map((row) => row.className.replace('finding ', '')));
    const rank = ['bad', 'doubtful', 'good'];
    expect(states).toEqual(states.toSorted((first, second) => rank.indexOf(first) - rank.indexOf(second)));
    await page.getByRole('button', { name: 'Try the model' }).click();
    await page.getByRole('region', { name: 'gemma4:12b-on-the-page, as tried' }).waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await page.goBack();
    await page.locator('.finding').first().waitFor({ state: 'detached' });
  });

  test('who asks while another answer is written sees his place in line, and is served when that one stops', async () => {
    model.setFault('hang-mid-stream');
    await page.getByLabel('Your question').fill(question);
    await page.keyboard.press('Enter');
    await page.locator('.answer').waitFor();
    model.setFault(null);
    const second = await context.newPage();
    await second.goto(`${server.address}/c/office`);
    await second.getByLabel('Your question').fill('What does entry 7 of the inventory list?');
    await second.keyboard.press('Enter');
    await second.getByText('1 question is before yours').waitFor();
    await page.getByRole('button', { name: 'Stop' }).click();
    await second.locator('.answer-foot').waitFor();
  });

  test('in Urdu a fault has a name in Urdu, and the words of the server are marked as English', async () => {
    await page.getByLabel('Language').selectOption('ur');
    model.setFault('crashed');
    await page.locator('textarea').fill(question);
    await page.keyboard.press('Enter');
    const fault = page.locator('.fault');
    await fault.waitFor();
    expect(await fault.locator('.fault-what').textContent()).toMatch(/^[^A-Za-z]+$/);
    const english = fault.locator('.server-text').first();
    expect(await english.getAttribute('lang')).toBe('en');
    expect(await english.getAttribute('dir')).toBe('ltr');
    expect(await axeViolations(page)).toEqual([]);
  });
});
