/** Accessibility of a page as it stands, by axe. */
import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** One line for each rule that the page breaks, with the elements that break it. */
export async function axeViolations(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const found = (await page.evaluate('axe.run()')) as { violations: { id: string; nodes: { html: string }[] }[] };
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}
