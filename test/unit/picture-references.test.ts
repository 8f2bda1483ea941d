import { describe, expect, test } from 'vitest';
import { sourceShown } from '../../ingest/parse/picture-references.ts';
import { prepare } from '../../ingest/prepare.ts';

async function shownIn(source: string, text: string): Promise<readonly (readonly [string, string])[]> {
  const { document } = await prepare({ source, bytes: new TextEncoder().encode(text) });
  const { parsed } = document ?? {};
  return (parsed?.pictureReferences ?? []).map(({ span, source: file }) => [parsed?.text.slice(span.start, span.end) ?? '', file]);
}

describe('an address in a document', () => {
  test.each([
    ['img/plan.png', 'docs/house.md', 'docs/img/plan.png'],
    ['./plan.png', 'house.md', 'plan.png'],
    ['../media/roof%20plan.JPG?v=2#top', 'docs/a/house.md', 'docs/media/roof plan.JPG'],
    ['50%.png', 'house.md', '50%.png'],
    ['plan.png', 'archive.zip/docs/house.md', 'archive.zip/docs/plan.png'],
  ])('%s in %s is %s', (address, from, source) => {
    expect(sourceShown(address, from)).toBe(source);
  });

  test.each([
    ['leads out of the collection', '../../plan.png'],
    ['leads out with another slash', '..\\..\\plan.png'],
    ['leads out in disguise', '%2e%2e/%2e%2e/plan.png'],
    ['is on the network', 'https://example.org/plan.png'],
    ['is on the network of whoever asks', '//example.org/plan.png'],
    ['is on the machine', '/etc/plan.png'],
    ['is on the machine, for Windows', 'C:/plan.png'],
    ['is a file of the machine', 'file:///plan.png'],
    ['is no picture', 'plan.pdf'],
    ['is a drawing in SVG, which is code', 'plan.svg'],
    ['is nothing', ' '],
  ])('that %s stands for nothing', (_, address) => {
    expect(sourceShown(address, 'docs/house.md')).toBeNull();
  });
});

describe('pictures that a document shows belong to the block that shows them', () => {
  test('in Markdown, however they are written', async () => {
    const text = [
      '# Roof\n\nAs ![the plan](img/plan.png "Plan") shows, it leaks.\n',
      '- ![](<img/with blank.jpg>)\n- <img alt="x" src="img/tag.webp">\n',
      '![Gauge][g] and ![gauge 2]\n\n[g]: img/gauge.gif\n[Gauge 2]: <img/two.png>\n',
      '```md\n![not this](img/code.png)\n```\n',
    ].join('\n');
    expect(await shownIn('docs/house.md', text)).toEqual([
      ['As ![the plan](img/plan.png "Plan") shows, it leaks.', 'docs/img/plan.png'],
      ['- ![](<img/with blank.jpg>)\n- <img alt="x" src="img/tag.webp">', 'docs/img/with blank.jpg'],
      ['- ![](<img/with blank.jpg>)\n- <img alt="x" src="img/tag.webp">', 'docs/img/tag.webp'],
      ['![Gauge][g] and ![gauge 2]', 'docs/img/gauge.gif'],
      ['![Gauge][g] and ![gauge 2]', 'docs/img/two.png'],
    ]);
  });

  test('in HTML', async () => {
    const page = '<h1>Roof</h1><p>It leaks. <img src="plan.png"></p><p>Later. <img src="https://example.org/a.png"></p>';
    expect(await shownIn('roof.html', page)).toEqual([['It leaks.', 'plan.png']]);
  });

  test('and a long index of thumbnails stops at two hundred', async () => {
    const text = Array.from({ length: 300 }, (_, index) => `![](t/${index}.png)\n`).join('\n');
    expect(await shownIn('index.md', text)).toHaveLength(200);
  });

  test('and text that only looks like one costs no time', async () => {
    const startedMs = performance.now();
    await shownIn('a.md', `${'!['.repeat(100_000)}\n\n${'<img '.repeat(100_000)}\n`);
    expect(performance.now() - startedMs).toBeLessThan(5_000);
  });
});
