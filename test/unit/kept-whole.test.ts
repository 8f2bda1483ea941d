/** Code, links and formulas of a model's answer, when every sentence around them gets a mark. */
import fc from 'fast-check';
import { Marked, type Token } from 'marked';
import { describe, expect, test } from 'vitest';
import type { Citation } from '../../core/types.ts';
import type { CitationLedger } from '../../server/answer/proof/citations.ts';
import { draft } from '../../server/answer/writing/draft.ts';

/** Finds a place for whatever has a word in it, and keeps what it was asked. */
function eagerLedger(): CitationLedger & { readonly claims: string[] } {
  const claims: string[] = [];
  const citation: Citation = {
    ...{ number: 1, documentId: 'a' as Citation['documentId'], source: 'a.md', title: 'a', start: 0, end: 1, quote: 'a' },
    ...{ status: 'verified', reason: null },
    place: { page: null, lineStart: 1, lineEnd: 1, heading: null, sheet: null, cells: null, table: null, boxes: [] },
  };
  return {
    claims,
    async cite(claim) {
      claims.push(claim);
      return [citation];
    },
    async findFor(claim) {
      claims.push(claim);
      return /\p{L}/u.test(claim) ? citation : null;
    },
    quote: async () => citation,
    all: () => [citation],
  };
}

async function answered(pieces: readonly string[]): Promise<{ readonly text: string; readonly claims: readonly string[] }> {
  const ledger = eagerLedger();
  const text = draft(ledger);
  for (const piece of pieces) for await (const _ of text.write(piece));
  for await (const _ of text.end());
  return { text: text.text(), claims: ledger.claims };
}

const reader = new Marked({ gfm: true });

/** Code and links, as a reader of Markdown finds them. */
function wholes(text: string): readonly string[] {
  const found: string[] = [];
  reader.walkTokens(reader.lexer(text), (token: Token) => {
    if (token.type === 'code' || token.type === 'codespan') found.push(token.text);
    if (token.type === 'link' && !/^\d+$/.test(token.text)) found.push(`${token.text} → ${token.href}`);
  });
  return found;
}

const answer = `The check is in the schema. Use \`vat_number != null\` there! See [the rule. Part 2](https://a.example/?q=1!x).

\`\`\`ts
if (customer.vat_number != null) return ok. Then. Next!
const first = list[1];

// A blank line. And a comment.
\`\`\`
It holds for all. A list:

1. One step. \`a ? b : c\` is it.
2. \`\`\`sql
   SELECT 1. FROM a WHERE b != 2;
   \`\`\`
3. See https://a.example/b?c=d!e for more.

The area is $x! \\\\cdot y. Z$ in all. Done.

~~~
Last. One!
~~~`;

describe('what must stay whole', () => {
  test('stays as the model wrote it, and every sentence around it has its mark', async () => {
    const { text } = await answered([answer]);
    expect(wholes(text)).toEqual(wholes(answer));
    expect(text).toContain('$x! \\\\cdot y. Z$');
    expect(text).toContain('https://a.example/b?c=d!e');
    expect(text).toContain('The check is in the schema. [1] Use `vat_number != null` there! [1]');
    expect(text).toContain('comment.\n```\n[1]\n\nIt holds for all. [1]');
    expect(text).toContain('FROM a WHERE b != 2;\n   ```\n   [1]\n\n3. See');
    expect(text.endsWith('~~~\nLast. One!\n~~~\n[1]')).toBe(true);
  });

  test('is one claim', async () => {
    const { claims } = await answered([answer]);
    expect(claims.map((claim) => claim.trim())).toContain('~~~\nLast. One!\n~~~');
    expect(claims).toContain('The check is in the schema.');
  });

  test('a mark of the model stands below its block and not behind its last line', async () => {
    for (const gap of ['\n', '\n\n', ' ', '']) {
      const { text, claims } = await answered([`So:\n\n\`\`\`\nx = 1\n\`\`\`\n${gap.trimStart()}`, '[3]', '\nMore of it.']);
      expect(text).toContain('```\nx = 1\n```\n[1]\n\nMore of it. [1]');
      expect(claims).toContain('\n\n```\nx = 1\n```');
    }
  });

  test('a block that was never closed gets no mark', async () => {
    const { text } = await answered(['So it is.\n\n```\nx = 1. y']);
    expect(text).toBe('So it is. [1]\n\n```\nx = 1. y');
  });

  test('does not depend on how the text arrives', async () => {
    const whole = (await answered([answer])).text;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: answer.length }), { maxLength: 30 }), async (cuts) => {
        const at = [0, ...cuts.toSorted((one, other) => one - other), answer.length];
        expect((await answered(at.slice(1).map((end, index) => answer.slice(at[index], end)))).text).toBe(whole);
      }),
      { numRuns: 50 },
    );
  });
});
