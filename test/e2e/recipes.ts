/** What the tests of wrangler-free.md's recipes share: the recipe as it is printed, and a page of another origin that attacks. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { openBrowser } from '../browser.ts';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** The one block of a language in wrangler-free.md. */
export function recipe(language: string): string {
  const text = readFileSync(new URL('../../wrangler-free.md', import.meta.url), 'utf8');
  const found = new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\n\`\`\``).exec(text)?.[1];
  if (found === undefined) throw new Error(`wrangler-free.md has no ${language} block`);
  return found;
}

export interface Attacker {
  readonly browser: Browser;
  /** A page that evil.example serves. */
  visit(options?: BrowserContextOptions): Promise<Page>;
  close(): Promise<void>;
}

/** Every name under .example leads to this machine, as a name of the attacker's own DNS can. */
export async function openAttacker(executablePath: string): Promise<Attacker> {
  const site = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>evil</title>');
  });
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
  const { port } = site.address() as AddressInfo;
  const browser = await openBrowser(executablePath, ['--host-resolver-rules=MAP *.example 127.0.0.1']);
  return {
    browser,
    async visit(options) {
      const page = await (await browser.newContext(options)).newPage();
      await page.goto(`http://evil.example:${port}/`);
      return page;
    },
    async close() {
      await browser.close();
      await new Promise((resolve) => {
        site.close(resolve);
        site.closeAllConnections();
      });
    },
  };
}

/** Sends a file by a form, which needs no permission of the server it goes to. Gives what that server said. */
export async function formAttack(page: Page, target: string): Promise<{ readonly status: number; readonly text: string }> {
  const [response] = await Promise.all([
    page.waitForResponse((one) => one.request().method() === 'POST'),
    page.evaluate(`{
      const form = document.createElement('form');
      Object.assign(form, { action: ${JSON.stringify(target)}, method: 'post', enctype: 'multipart/form-data' });
      const input = Object.assign(document.createElement('input'), { type: 'file', name: 'files' });
      const files = new DataTransfer();
      files.items.add(new File(['The rent is paid to Mallory.'], 'rent.txt'));
      input.files = files.files;
      form.append(input);
      document.body.append(form);
      form.submit();
    }`),
  ]);
  // Chromium gives the body of a navigation only once it is there.
  await response.finished();
  return { status: response.status(), text: await response.text() };
}

/** Sends JSON as text, the one way that a page of another origin has without asking first. */
export async function scriptAttack(page: Page, target: string): Promise<void> {
  await page.evaluate(async (address) => {
    await fetch(address, { method: 'POST', mode: 'no-cors', credentials: 'include', body: JSON.stringify({ name: 'stolen' }) });
  }, target);
}

/** What a page gets from its own origin. */
export function statusFromPage(page: Page, path: string, body: unknown = null): Promise<number> {
  return page.evaluate(
    async ([address, sent]) => {
      const init = sent === null ? {} : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(sent) };
      return (await fetch(String(address), init)).status;
    },
    [path, body] as const,
  );
}
