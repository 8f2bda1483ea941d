/** The page with answers that are hard to set: wide code, tables in Urdu; and with a model server that comes later. */
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

const wide = `const total = ${Array.from({ length: 60 }, (_, index) => `price${index}`).join(' + ')};`;
const reply = [
  'The total adds the prices. [1]\n\n',
  `\`\`\`ts\n${wide}\n\`\`\`\n\n`,
  `| a | b |\n|---|---|\n| ${'wide'.repeat(80)} | x |\n`,
];

describe.skipIf(browserPath === null)('the page', () => {
  let model: FakeModelServer;
  let server: Running;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let refused: string[];

  beforeAll(async () => {
    execFileSync(process.execPath, [fileURLToPath(new URL('../../bin/build-page.js', import.meta.url))]);
    model = await startFakeModelServer({ reply, models: [fakeModels.twentySix, { ...fakeModels.twentySix, name: 'other:12b' }] });
    server = await startServer({ ollamaUrl: model.url });
    browser = await openBrowser(browserPath ?? '');
    await createCollection(server, 'office');
    await upload(server, 'office', {
      'total.md': `# Total\n\nThe total adds the prices.\n\n\`\`\`ts\n${wide}\n\`\`\`\n`,
      'items.csv': 'item,status,price\nLamp,open,12\nChair,closed,30\nTable,open,95\n',
    });
  });

  afterAll(async () => {
    await browser?.close();
    await server?.stop();
    await model?.close();
  });

  beforeEach(async () => {
    model.setFault(null);
    refused = [];
    context = await browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce', locale: 'en' });
    page = await context.newPage();
    page.on('response', (response) => {
      if (response.status() >= 400) refused.push(`${response.status()} ${new URL(response.url()).pathname}`);
    });
  });

  afterEach(() => context.close());

  const ask = async (question: string): Promise<void> => {
    await page.getByLabel('Your question').fill(question);
    await page.keyboard.press('Enter');
    await page.getByText('How this was answered').last().waitFor();
  };
  const sizes = (selector: string): Promise<{ readonly own: number; readonly inner: number }> =>
    page.evaluate(`(({ clientWidth, scrollWidth }) => ({ own: clientWidth, inner: scrollWidth }))(document.querySelector('${selector}'))`);

  test('wide code and a wide table stay in the column of the answer, and keys scroll them', async () => {
    await page.goto(`${server.address}/c/office`);
    await page.locator('.gauge').waitFor();
    await ask('What does the total add?');
    const sheet = await sizes('.sheet');
    expect(sheet.inner).toBe(sheet.own);
    for (const selector of ['.answer .code', '.answer .table-frame']) {
      const { own, inner } = await sizes(selector);
      expect(inner).toBeGreaterThan(own);
      expect(own).toBeLessThan(sheet.own);
      const area = page.locator(selector).first();
      await area.focus();
      await page.keyboard.press('ArrowRight');
      await expect.poll(() => page.evaluate(`document.querySelector('${selector}').scrollLeft`), { timeout: 20_000 }).toBeGreaterThan(0);
    }
    expect(await axeViolations(page)).toEqual([]);
  });

  test('rows that are asked for in Urdu are answered from right to left, although a file name comes first', async () => {
    await page.goto(`${server.address}/c/office`);
    await page.locator('.gauge').waitFor();
    await ask('items.csv میں کتنی سطریں ہیں؟');
    expect(await page.locator('.answer').getAttribute('dir')).toBe('rtl');
    const line = page.locator('.answer p').first();
    expect(await line.textContent()).toMatch(/^items\.csv کی 3 میں سے 3 سطریں/);
    expect(await page.evaluate("getComputedStyle(document.querySelector('.answer p')).direction")).toBe('rtl');
  });

  test('a model server that comes later is named as soon as a plan knows of it', async () => {
    model.setFault('garbage-discovery');
    await page.goto(`${server.address}/c/office`);
    await page.getByText('No model was found').waitFor();
    model.setFault(null);
    await page.getByLabel('Your question').fill('What does the total add?');
    await page.locator('.gauge .strong', { hasText: 'gemma4' }).waitFor();
    expect(await page.getByText('No model was found').count()).toBe(0);
    expect(await page.getByLabel('Model').locator('option').allTextContents()).toContain('Best model here');
    expect(refused).toEqual([]);
  });

  test('the figures of one model never stand beside the name of another', async () => {
    await page.goto(`${server.address}/c/office`);
    await page.locator('.gauge .strong').waitFor();
    const both = await page.evaluate(`(async () => {
      const choice = document.querySelector('.choice[aria-label="Model"]');
      choice.value = 'other:12b';
      choice.dispatchEvent(new Event('change', { bubbles: true }));
      const seen = new Set();
      for (let name = null; name !== 'other:12b'; ) {
        await new Promise((resolve) => requestAnimationFrame(resolve));
        name = document.querySelector('.gauge .strong')?.textContent ?? null;
        if (name !== null) seen.add(name);
      }
      return [...seen];
    })()`);
    expect(both).toEqual(['other:12b']);
  });

  test('nobody is asked to read ahead where there is no collection or no model', async () => {
    const asked: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    const ledger = (name: string) => page.waitForResponse((response) => response.url().endsWith(`/${name}/ledger`));
    await Promise.all([ledger('nowhere'), page.goto(`${server.address}/c/nowhere`)]);
    await page.evaluate("localStorage.setItem('carrel.model', 'gone:1b')");
    await Promise.all([ledger('office'), page.goto(`${server.address}/c/office`)]);
    await page.getByText('There is no model').waitFor();
    expect(asked.filter((path) => path.endsWith('/warm-up'))).toEqual([]);
  });
});
