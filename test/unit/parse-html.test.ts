import { describe, expect, test } from 'vitest';
import { textBuilder } from '../../ingest/parse/builder.ts';
import { addHtml, html } from '../../ingest/parse/html.ts';

async function blocksOf(page: string): Promise<readonly string[]> {
  const builder = textBuilder();
  await addHtml(builder, page);
  const { text, blocks } = builder.build({ title: 'page' });
  return blocks.map(({ kind, span }) => `${kind}: ${text.slice(span.start, span.end)}`);
}

describe('the walk through a page', () => {
  test('fifty thousand nested elements do not overflow the stack', async () => {
    expect(await blocksOf(`${'<b>'.repeat(50_000)}deep`)).toEqual(['prose: deep']);
  });

  test('scripts, styles and navigation are left out; alternative texts stay', async () => {
    const page = '<nav>menu</nav><script>var a</script><style>p{}</style><p>seen <img alt="a chart"></p><svg><text>art</text></svg>';
    expect(await blocksOf(page)).toEqual(['prose: seen a chart']);
  });

  test('a heading inside a list item is a heading, and the list goes on after it', async () => {
    expect(await blocksOf('<ul><li>one<li><h3>Two</h3>two<li>three</ul>')).toEqual(['list: - one', 'heading: Two', 'list: - two\n- three']);
  });

  test('a table that only lays out the page gives its blocks, one with header cells gives rows', async () => {
    expect(await blocksOf('<table><tr><td><h1>A</h1><p>b</p><td>c</table>')).toEqual(['heading: A', 'prose: b', 'prose: c']);
    expect(await blocksOf('<table><tr><th>A<th>B<tr><td><h1>c</h1><td>d<ul><li>e<li>f</ul></table>')).toEqual(['table: A | B\nc | d e f']);
  });

  test('cells below a tall cell keep their column', async () => {
    expect(await blocksOf('<table><tr><th rowspan=2>A<th>B<tr><td>c<tr><td>d<td>e</table>')).toEqual(['table: A | B\n | c\nd | e']);
  });

  test('a hostile column span does not swell the text', async () => {
    const [table] = await blocksOf(`<table><tr><th>a${'<tr><td colspan=1000>x'.repeat(100)}</table>`);
    expect(table?.length).toBeLessThan(100 * 130);
  });

  test('powers and note marks do not run into the word before them', async () => {
    expect(await blocksOf('<p>10<sup>6</sup> m<sup><a>2</a></sup>, CO<sub>2</sub>, the 1<sup>st</sup>')).toEqual([
      'prose: 10^6 m^2, CO2, the 1st',
    ]);
  });

  test('code keeps its blanks and knows its language', async () => {
    expect(await blocksOf('<pre><code class="language-sql">SELECT 1;\n  -- two</code></pre>')).toEqual(['code: SELECT 1;\n  -- two']);
  });

  test('a page without a title takes its first heading, then its name', async () => {
    const titleOf = async (page: string): Promise<string | undefined> =>
      (await html.parse({ source: 'a/leave policy.html', bytes: Buffer.from(page) })).document?.title;
    expect(await titleOf('<h2>Rules</h2><p>x')).toBe('Rules');
    expect(await titleOf('<p>x')).toBe('leave policy');
  });
});
