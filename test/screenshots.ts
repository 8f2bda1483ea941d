/**
 * `npm run screenshots`: the page in every state, width, light and language, as PNG files in screenshots/.
 * Words after the command choose states: `npm run screenshots -- answer source`.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { axeViolations } from './axe.ts';
import { findBrowser, openBrowser } from './browser.ts';
import { openFakeServer } from './fake-api.ts';
import { type ScreenshotState, screenshotStates } from './screenshot-states.ts';

const widths = [
  { width: 1440, height: 900 },
  { width: 1024, height: 768 },
  { width: 390, height: 844 },
] as const;
const lights = ['light', 'dark'] as const;
const languages = ['en', 'ur'] as const;

const folder = fileURLToPath(new URL('../screenshots', import.meta.url));

interface Look {
  readonly size: (typeof widths)[number];
  readonly light: (typeof lights)[number];
  readonly language: (typeof languages)[number];
}

const looks: readonly Look[] = widths.flatMap((size) =>
  lights.flatMap((light) => languages.map((language) => ({ size, light, language }))),
);

/** The name of the picture, with a line for each rule of accessibility that is broken in it. */
async function shoot(browser: Browser, state: ScreenshotState, address: string, look: Look): Promise<string> {
  const { size, light, language } = look;
  const context = await browser.newContext({ viewport: size, colorScheme: light, locale: language, reducedMotion: 'reduce' });
  try {
    const page = await context.newPage();
    await page.goto(address + state.path);
    await page
      .locator(state.path === '/' ? '.welcome' : '.gauge-line')
      .first()
      .waitFor();
    await page.waitForLoadState('load');
    await prepare(page, state, size.width < 760);
    const name = `${state.name}-${size.width}-${light}-${language}.png`;
    await page.screenshot({ path: join(folder, name) });
    return [name, ...(await axeViolations(page))].join('\n  ');
  } finally {
    await context.close();
  }
}

async function prepare(page: Page, state: ScreenshotState, isNarrow: boolean): Promise<void> {
  if (state.question !== null) {
    await page.locator('textarea').fill(state.question);
    await page.keyboard.press('Enter');
    await page.locator('.exchange').first().waitFor();
    await page.locator('.waiting, .fault').first().waitFor();
  }
  if (state.path.includes('talk-1')) await page.locator('.answer').waitFor();
  if (state.path.includes('citation=') || state.path.includes('at=')) await page.locator('mark.active').first().waitFor();
  if (state.isOnShelf && isNarrow) await page.locator('.open-shelf').click();
  for (const selector of state.clicks) await page.locator(selector).first().click();
  if (state.hover !== null) await page.locator(state.hover).first().hover();
}

async function main(): Promise<void> {
  const browserPath = findBrowser();
  if (browserPath === null) {
    process.stderr.write('No Chromium or Chrome on this machine: no screenshots. Install one with your package manager.\n');
    return;
  }
  execFileSync(process.execPath, [fileURLToPath(new URL('../bin/build-page.js', import.meta.url))]);
  mkdirSync(folder, { recursive: true });
  const wanted = process.argv.slice(2);
  const browser = await openBrowser(browserPath);
  try {
    for (const state of screenshotStates.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
      const server = await openFakeServer(state.server);
      for (const look of looks) process.stdout.write(`${await shoot(browser, state, server.address, look)}\n`);
      await server.close();
    }
  } finally {
    await browser.close();
  }
}

await main();
