/**
 * States that a real server shows only for a moment or after minutes, played by a fake API (test/fake-api.ts): waiting in
 * line, a scan under way, reading ahead. What the real server does is held by browser-window.test.ts and its neighbours.
 */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { axeViolations } from '../axe.ts';
import { findBrowser, openBrowser } from '../browser.ts';
import { type FakeServer, openFakeServer } from '../fake-api.ts';
import { screenshotStates } from '../screenshot-states.ts';

const browserPath = findBrowser();

describe.skipIf(browserPath === null)('the page in a state that passes', () => {
  let browser: Browser;
  let server: FakeServer | null = null;

  beforeAll(async () => {
    execFileSync(process.execPath, [fileURLToPath(new URL('../../bin/build-page.js', import.meta.url))]);
    browser = await openBrowser(browserPath ?? '');
  });

  afterEach(async () => {
    for (const context of browser.contexts()) await context.close();
    await server?.close();
    server = null;
  });

  afterAll(async () => {
    await browser?.close();
  });

  const open = async (name: string, locale = 'en'): Promise<Page> => {
    const state = screenshotStates.find((known) => known.name === name);
    if (state === undefined) throw new Error(`no state ${name}`);
    server = await openFakeServer(state.server);
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce', locale });
    const page = await context.newPage();
    await page.goto(server.address + state.path);
    if (state.question === null) return page;
    await page.locator('textarea').fill(state.question);
    await page.keyboard.press('Enter');
    return page;
  };

  test('in line: how many are before me, and how long that takes', async () => {
    const page = await open('in-line');
    await page.getByText('2 questions are before yours').waitFor();
    expect(await page.locator('.waiting').textContent()).toContain('about 2 min left');
    expect(await page.getByRole('button', { name: 'Stop' }).count()).toBe(1);
    expect(await axeViolations(page)).toEqual([]);
  });

  test('a scan counts sections, not tokens', async () => {
    const page = await open('scanning');
    await page.getByText('Reading 118 of 312 sections').waitFor();
    expect(await page.getByRole('progressbar').getAttribute('aria-valuenow')).toBe('38');
  });

  test('what a scan has read stands under its answer, with the query that was asked of the rows', async () => {
    const page = await open('scanned');
    await page.getByText('Read 312 of 312 sections').waitFor();
    await page.getByText('How the table was asked').click();
    await page.getByText('SELECT kind, days FROM leave').waitFor();
    expect(await axeViolations(page)).toEqual([]);
  });

  test('ten thousand documents come in pages: as far as one scrolls, and by what one looks for', async () => {
    const page = await open('huge');
    await page.locator('.document').first().waitFor();
    expect(await page.locator('.virtual-row').first().getAttribute('aria-setsize')).toBe('10000');
    const list = page.locator('.virtual');
    await list.evaluate((element) => element.scrollTo({ top: element.scrollHeight }));
    await page.getByText('report-09999.pdf').waitFor();
    await page.getByRole('searchbox').first().fill('REPORT-04');
    await page.locator('.virtual-row[aria-setsize="1000"]').first().waitFor();
    expect(await page.locator('.document').first().textContent()).toContain('report-04000.pdf');
    expect(await axeViolations(page)).toEqual([]);
  });

  test('reading ahead says how far it is and can be stopped', async () => {
    const page = await open('reading-ahead');
    const line = page.locator('.warm-up');
    await line.waitFor();
    expect(await line.textContent()).toContain('Reading ahead: 88,400 of 190,213 tokens · about 2 min left');
    const stopped = page.waitForRequest((request) => request.method() === 'DELETE' && request.url().endsWith('/warm-up'));
    await line.getByRole('button', { name: 'Stop reading ahead' }).click();
    await stopped;
  });

  test('what does not fit names the documents to leave out', async () => {
    const page = await open('ledger');
    await page.getByText('What fits').click();
    const line = page.locator('.ledger-model', { hasText: 'gemma4:e4b' });
    await line.click();
    expect(await line.textContent()).toContain('short by 60,165');
    expect(await line.locator('.leave-out li').allTextContents()).toEqual(['contracts/cleaning.pdf', 'database/schema.sql']);
  });

  test('an impossible way cannot be chosen and says why, in Urdu too', async () => {
    const page = await open('ways', 'ur');
    await page.locator('.ways > button').click();
    const whole = page.locator('.way', { has: page.locator('input[value="whole"]') });
    expect(await whole.locator('input').isDisabled()).toBe(true);
    expect(await whole.locator('.way-why').textContent()).toMatch(/^[^A-Za-z]*414,454[^A-Za-z]*$/);
    expect(await axeViolations(page)).toEqual([]);
  });
});
