/** The page with a model server beside it: what is known before asking, stop, and what becomes of wrong citations. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { findBrowser, openBrowser } from '../browser.ts';
import { type FakeModelServer, startFakeModelServer } from '../fake-model-server/index.ts';
import { createCollection, type Running, startServer, upload } from './running.ts';

const browserPath = findBrowser();

const leave = '# Leave\n\nFull-time staff receive 28 days of annual leave each calendar year.\n';
const reply = [
  'Full-time staff receive ',
  '**28 days** of annual leave. ',
  '[1]',
  ' They receive 45 days of annual leave ',
  'in a leap year. [1]',
  '\n\n<img src="http://example.org/x.png"> ![seen](http://example.org/y.png) [more](http://example.org/z)',
];

describe.skipIf(browserPath === null)('the page with a model', () => {
  let model: FakeModelServer;
  let server: Running;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let requested: string[];

  beforeAll(async () => {
    execFileSync(process.execPath, [fileURLToPath(new URL('../../bin/build-page.js', import.meta.url))]);
    model = await startFakeModelServer({ reply });
    server = await startServer({ ollamaUrl: model.url });
    browser = await openBrowser(browserPath ?? '');
    await createCollection(server, 'office');
    await upload(server, 'office', { 'leave.md': leave });
  });

  afterAll(async () => {
    await browser?.close();
    await server?.stop();
    await model?.close();
  });

  beforeEach(async () => {
    model.setFault(null);
    requested = [];
    context = await browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce', locale: 'en' });
    page = await context.newPage();
    page.on('request', (request) => requested.push(request.url()));
    await page.goto(`${server.address}/c/office`);
    await page.locator('.gauge').waitFor();
  });

  afterEach(() => context.close());

  const ask = async (): Promise<void> => {
    await page.getByLabel('Your question').fill('How many days of annual leave do full-time staff receive?');
    await page.keyboard.press('Enter');
  };

  test('the gauge names the model, its window and the mode before anything is asked', async () => {
    expect(await page.locator('.gauge .gauge-line').textContent()).toMatch(
      // Which of the two depends on the memory of this machine.
      /^gemma4:\S+ [\d,]+ of [\d,]+ tokens · (read whole|the passages that matter are read)/,
    );
  });

  test('a claim with another number is hollow, opens nothing and says why', async () => {
    await ask();
    await page.getByText('How this was answered').waitFor();
    const marks = page.locator('.answer .mark');
    expect(await marks.count()).toBe(2);
    expect(await marks.nth(0).getAttribute('class')).toContain('verified');
    expect(await marks.nth(1).getAttribute('class')).toContain('hollow');
    await marks.nth(1).click();
    expect(await page.getByRole('tooltip').textContent()).toContain('Unverified');
    expect(await page.locator('.source').count()).toBe(0);
    expect(page.url()).not.toContain('citation=');
  });

  test('an answer loads nothing from elsewhere and links nowhere', async () => {
    await ask();
    await page.getByText('How this was answered').waitFor();
    expect(await page.locator('.answer img, .answer a').count()).toBe(0);
    expect(await page.locator('.answer').textContent()).toContain('(http://example.org/z)');
    expect(requested.filter((url) => !url.startsWith(server.address))).toEqual([]);
  });

  test('stop works before the first word, reaches the model, and the question can be edited', async () => {
    model.setFault('hang-before-headers');
    const before = model.requests.length;
    await ask();
    await model.until(
      (requests) => requests.length > before && requests.at(-1)?.outcome === 'open' && requests.at(-1)?.path === '/api/chat',
    );
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.getByText('Stopped before the first word.').waitFor();
    await model.until((requests) => requests.at(-1)?.outcome === 'closed');
    await page.getByRole('button', { name: 'Edit the question' }).click();
    expect(await page.getByLabel('Your question').inputValue()).toContain('How many days');
  });

  test('the question stands still while words come', async () => {
    model.setFault('hang-mid-stream');
    await ask();
    const heading = page.getByRole('heading', { name: 'How many days' });
    const first = await heading.boundingBox();
    await page.locator('.answer').waitFor();
    expect((await heading.boundingBox())?.y).toBe(first?.y);
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.getByText('Stopped. This is what had come.').waitFor();
    expect((await heading.boundingBox())?.y).toBe(first?.y);
  });

  test('a model out of memory is named, and quotes are one click away', async () => {
    model.setFault('memory-on-load');
    await ask();
    await page.getByRole('button', { name: 'Answer with quotes instead' }).click();
    await page.getByText('Quotes from your documents, no model was asked').waitFor();
    expect(await page.locator('.answer').textContent()).toContain('28 days');
  });
});
