import { describe, expect, test } from 'vitest';
import { analyzeChunk, analyzeQuestion, termsOfText } from '../../core/text/analyze.ts';
import { trigramsIn } from '../../core/text/trigrams.ts';

const body = (text: string, language = 'en'): readonly string[] => termsOfText(text, language);

describe('terms of a text', () => {
  test('every spelling of an identifier shares a term', () => {
    for (const spelling of ['userId', 'user_id', 'UserID', 'USERID', 'USER_ID']) expect(body(spelling)).toContain('userid');
  });

  test('an identifier is found by its parts and by its whole', () => {
    expect(body('HTTPServer2Name')).toEqual(['httpserver2name', 'http', 'server', '2', 'name']);
  });

  test('inflected words share a stem, by the language of the text', () => {
    expect(body('running houses')).toEqual(body('run house'));
    expect(body('Häuser', 'de')).toEqual(body('Haus', 'de'));
    expect(body('книги', 'ru')).toEqual(body('книга', 'ru'));
  });

  test('Chinese becomes overlapping pairs and Latin letters inside it stay words', () => {
    expect(body('中文测试ABC', 'zh')).toEqual(['中文', '文测', '测试', 'abc']);
  });

  test('Thai becomes words although nothing parts them', () => {
    expect(body('ภาษาไทยง่าย', 'th')).toEqual(['ภาษา', 'ไทย', 'ง่าย']);
  });

  test('Hindi words keep their marks', () => {
    expect(body('हिन्दी में', 'hi')).toEqual(['हिन्दी', 'में']);
  });

  test('letters of Arabic, Persian and Urdu keyboards are one letter, and decoration is none', () => {
    expect(body('کتاب', 'ur')).toEqual(body('كتاب', 'ur'));
    expect(body('یہ', 'ur')).toEqual(body('يه', 'ur'));
    expect(body('كِتَابٌ', 'ur')).toEqual(body('كتاب', 'ur'));
    expect(body('كتـــاب', 'ur')).toEqual(body('كتاب', 'ur'));
    expect(body('۱۹۷۳ ١٩٧٣', 'ur')).toEqual(['1973', '1973']);
  });

  test('compatibility forms are what they stand for', () => {
    expect(body('ﬁle ＡＢＣ')).toEqual(body('file ABC'));
  });

  test('text without a word has no terms', () => {
    expect(body(' \n\0 … !? _ __ ')).toEqual([]);
  });

  test('a run of a hundred thousand letters is one short term', () => {
    const [term, ...more] = body('x'.repeat(100_000));
    expect(term?.length).toBeLessThanOrEqual(64);
    expect(more).toEqual([]);
  });
});

describe('letters for the trigram index', () => {
  const letters = (text: string): string => analyzeChunk({ title: '', headings: [], text, language: 'en' }).trigramText;

  test('accents, case and stop words are gone', () => {
    expect(letters('The Café in MÜNCHEN')).toBe('cafe munchen');
  });

  test('words of pairs are left to the word index', () => {
    expect(letters('中文测试 test')).toBe('test');
  });

  test('beginnings and endings are told from middles, and no trigram crosses a blank', () => {
    expect(trigramsIn('pay up')).toEqual(['_pa', 'pay', 'ay_', '_up', 'up_']);
    expect(trigramsIn('')).toEqual([]);
  });
});

describe('terms of a question', () => {
  test('function words and the leading request are dropped', () => {
    expect(analyzeQuestion('How many days of leave do I have?', ['en']).words).toEqual(['day', 'leav']);
    expect(analyzeQuestion('List all the singers', ['en']).words).toEqual(['singer']);
    expect(analyzeQuestion('the price list', ['en']).words).toEqual(['price', 'list']);
  });

  test('a question of nothing but function words keeps them', () => {
    expect(analyzeQuestion('to be or not to be', ['en']).words).not.toEqual([]);
  });

  test('a repeated word counts three times at most', () => {
    expect(analyzeQuestion('tax tax tax tax tax', ['en']).words).toEqual(['tax', 'tax', 'tax']);
  });

  test('another language of the collection gives a variant, not a second term', () => {
    const { words, variants } = analyzeQuestion('Which houses were sold last year in this town?', ['de', 'en']);
    expect(words).toContain('hous');
    expect(words).not.toContain('houses');
    expect(variants.get('sold')).toBeUndefined();
  });

  test('a word is also its short form in code, and the other way round', () => {
    const variants = (question: string) => analyzeQuestion(question, ['en']).variants;
    expect(variants('maximum messages').get('maximum')).toEqual(['max']);
    expect(variants('maximum messages').get('messag')).toEqual(['msg']);
    expect(variants('cfg').get('cfg')).toEqual(['configur', 'config']);
    expect(variants('the app of an employee')).toEqual(new Map());
  });

  test('100 kB of anything becomes a bounded list of terms', () => {
    for (const piece of ['word%d ', '"OR NOT( ', '\0\u0001', '🦊', '中']) {
      const text = Array.from({ length: 20_000 }, (_, index) => piece.replace('%d', String(index))).join('');
      const { words, trigrams } = analyzeQuestion(text, ['en']);
      expect(words.length).toBeLessThanOrEqual(120);
      expect(trigrams.length).toBeLessThanOrEqual(160);
    }
  });
});
