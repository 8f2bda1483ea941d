import { describe, expect, test } from 'vitest';
import { prepare } from '../../ingest/prepare.ts';
import { isCurrentRecipe, recipeOfUnread } from '../../ingest/recipe.ts';

const file = (source: string, content: string | Uint8Array) => ({ source, bytes: Buffer.from(content) });

describe('a prepared document', () => {
  test('has chunks that tile its text, each with its terms', async () => {
    const { document } = await prepare(
      file('leave.md', `# Leave\n\n${'The leave of the year is for those who have been with us from the start. '.repeat(60)}\n`),
    );
    const text = document?.parsed.text ?? '';
    const spans = document?.chunks.map(({ span }) => span) ?? [];
    expect(spans.length).toBeGreaterThan(1);
    expect(spans.map(({ start }) => start)).toEqual([0, ...spans.map(({ end }) => end).slice(0, -1)]);
    expect(spans.at(-1)?.end).toBe(text.length);
    expect(document?.terms).toHaveLength(spans.length);
    expect(document).toMatchObject({ language: 'en', format: 'markdown' });
  });

  test('carries a recipe that is current', async () => {
    const { recipe, document } = await prepare(file('a.txt', 'words'));
    expect(isCurrentRecipe(recipe)).toBe(true);
    expect(document?.recipe).toBe(recipe);
    expect(isCurrentRecipe('text@0 chunks@0 terms@0')).toBe(false);
    expect(isCurrentRecipe(recipeOfUnread)).toBe(true);
  });

  test('is the same each time', async () => {
    const html = file('a.html', '<h1>Leave</h1><p>Thirty days.</p>');
    expect(await prepare(html)).toEqual(await prepare(html));
  });
});

describe('the words by which a file is found', () => {
  const termsOf = async (source: string, content: string) => (await prepare(file(source, content))).document?.terms[0];

  test('are those of its title and those of its path that the title lacks', async () => {
    expect((await termsOf('travel/rail-refunds.md', '# Refunds\n\nAsk at the desk.\n'))?.title).toBe('refund rail travel');
  });

  test('hold the name of a source file twice and its folders once', async () => {
    expect((await termsOf('lib/reply.js', 'x = 1\n'))?.title).toBe('repli lib repli js');
  });

  test('hold what a source file defines as headings, and not what it calls', async () => {
    const terms = await termsOf('lib/reply.js', 'export function sendLate(reply) {\n  const soon = later(reply)\n  return soon\n}\n');
    expect(terms?.headings).toBe('sendlate send late');
  });

  test('hold no names from code inside a page of prose', async () => {
    const page = '# Replies\n\nSend them late.\n\n```js\nfunction sendLate() {\n}\n```\n';
    expect((await termsOf('replies.md', page))?.headings).toBe('repli');
  });
});

describe('refusals', () => {
  test('a binary file of no known format', async () => {
    await expect(prepare(file('a.xyz', Uint8Array.from([0, 1, 2, 0, 0, 3])))).rejects.toMatchObject({ code: 'file-unsupported' });
  });

  test('more text than a document may hold', async () => {
    await expect(prepare(file('a.txt', 'x'.repeat(101)), 100)).rejects.toMatchObject({
      code: 'file-too-large',
      message: 'a.txt holds 101 characters of text, the limit is 100',
    });
  });
});
