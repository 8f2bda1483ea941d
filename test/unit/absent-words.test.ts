import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { extractive } from '../../server/generate/extractive.ts';
import { openShelf, type Shelf } from './answer-shelf.ts';

let shelf: Shelf;
beforeAll(async () => {
  shelf = await openShelf({
    'boat.md': '# The boat\n\nThe survey vessel is 11.4 metres long. With her echo sounder we map a basin in two days.\n',
    'notice.md': '# ہنگامی حالت\n\nہنگامی صورت میں وی ایچ ایف ریڈیو کا چینل ۱۶ استعمال کریں۔ ہر حادثے کی اطلاع دفتر کو دیں۔\n',
    'prices.md': '# Prices\n\nAn additional survey day is 2,350 euros with the vessel and a crew of two.\n',
  });
});
afterAll(() => shelf.close());

const ask = (question: string) => shelf.ask(extractive(shelf.deps.config), { question });

describe('words of a question that no document holds', () => {
  test('are named when the documents do not hold the answer', async () => {
    const { abstained, text, passages } = await ask('Which orchestra played at the wedding?');
    expect(abstained).toBe(true);
    expect(text).toBe('This is not in these documents. Nowhere in these documents: “orchestra”, “played”, “wedding”.');
    expect(passages.length).toBeGreaterThan(0);
  });

  test('are named below quotes that may be beside the point', async () => {
    const { abstained, text } = await ask('With which echo sounder under warranty do we map a basin in two days?');
    expect(abstained).toBe(false);
    expect(text).toMatch(/\n\nNowhere in these documents: “warranty”\.$/);
  });

  test('are none that stand there in another form, and none by which one asks', async () => {
    const { text } = await ask('Is there any mention of surveys by the vessels with echo sounders?');
    expect(text).not.toContain('Nowhere');
  });

  test('are none by which one asks in Urdu', async () => {
    const { text, passages } = await ask('ہنگامی صورت میں کون سا ریڈیو چینل استعمال کریں؟');
    expect(`${text}${passages[0]?.text}`).toContain('چینل ۱۶');
    expect(text).not.toMatch(/“کون”|“سا”/);
  });

  test('are named in the letters in which they were typed', async () => {
    const { text } = await ask('ہنگامی صورت میں کس ہسپتال کی گاڑی آئے گی؟');
    expect(text).toContain('“ہسپتال”');
    expect(text).toContain('“گاڑی”');
    expect((await ask('Welche Überraschungsgäste vertäuen nachts ein Survey vessel?')).text).not.toMatch(/“[a-z]*u\u0308/);
  });

  test('are none when the documents are in another language than the question', async () => {
    const { text } = await ask('Was kostet ein weiterer Tag und welche Garantie gibt es für das Echolot?');
    expect(text).toBe('Ich habe keinen Satz gefunden, der das mit deinen Worten sagt. Am nächsten kommen:');
  });
});
