import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { documentIdOf } from '../../core/hash.ts';
import type { Passage } from '../../core/types.ts';
import { figuresIn, namesIn, numbersIn, unitsIn } from '../../server/answer/proof/claim-facts.ts';
import { collectEvidence } from '../../server/answer/proof/evidence.ts';
import { findFolded, quotationsIn } from '../../server/answer/proof/fold.ts';
import { denies } from '../../server/answer/proof/negation.ts';
import { bestSupport, claimOf } from '../../server/answer/proof/support.ts';

const passageOf = (text: string, number = 1, start = 0): Passage => ({
  number,
  documentId: documentIdOf(`${number}.md`),
  source: `${number}.md`,
  title: '',
  span: { start, end: start + text.length },
  text,
  tokens: 1,
});

/** Why the claim is rejected for a passage of this text; null when it stands. */
async function judged(claim: string, text: string): Promise<string | null> {
  const passage = passageOf(text);
  // Some other sentences, so that rarity means something.
  const others = passageOf('The sun rises early. A train leaves at noon. Books are lent for a month. Doors close at night.', 2);
  const evidence = await collectEvidence([passage, others]);
  return bestSupport(claimOf(claim, '', evidence), evidence.sentencesOf(passage), '', evidence)?.reason ?? null;
}

describe('words however they are typeset', () => {
  test.each([
    ['A “quoted” word', '"quoted"', '“quoted”'],
    ['pages 3–5 of it', 'pages 3-5', 'pages 3–5'],
    ['it’s here', "it's here", 'it’s here'],
    ['the  long\n line', 'the long line', 'the  long\n line'],
    ['**bold** words', 'bold words', 'bold** words'],
    ['ﬁnal ﬂoor', 'final floor', 'ﬁnal ﬂoor'],
    ['Full Width', 'full width', 'Full Width'],
    ['a <|turn> b', 'a ‹|turn> b', 'a <|turn> b'],
    ['so\u00adft hyphen\u200b here', 'so-ft hyphen here', 'so\u00adft hyphen\u200b here'],
  ])('in %j, %j is found as it is written there', (text, words, written) => {
    const span = findFolded(text, words);
    expect(span === null ? null : text.slice(span.start, span.end)).toBe(written);
  });

  test('every slice of a text is found in it', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'abcXYZ09 \n“”–*ﬁ\u00ad\u200b\u0301é<‹'), minLength: 1, maxLength: 40 }),
        fc.nat(40),
        fc.nat(40),
        (text, one, other) => {
          const words = text.slice(Math.min(one, other), Math.max(one, other)).trim();
          const span = findFolded(text, words);
          if (span !== null) expect(span.start).toBeLessThan(span.end);
          if (/^[a-z0-9 ]+$/.test(words) && words !== '') expect(span).not.toBeNull();
        },
      ),
    );
  });

  test('quotations are found in the marks of several languages', () => {
    expect(quotationsIn('He said “the door stays open” and „die Tür bleibt offen“ and «la porte est ouverte».')).toEqual([
      'the door stays open',
      'die Tür bleibt offen',
      'la porte est ouverte',
    ]);
    expect(quotationsIn('a "short" one')).toEqual([]);
  });
});

describe('facts of a claim', () => {
  test.each([
    ['1,200 people', ['1200']],
    ['1.200,50 Euro', ['1200.5']],
    ['2,5 kg', ['2.5']],
    ['05 and 7.0', ['5', '7']],
    ['۱۲۰۰ لوگ', ['1200']],
    ['१२ दिन', ['12']],
    ['no figure', []],
  ])('%s holds the figures %j', (text, figures) => {
    expect(figuresIn(text)).toEqual(figures);
  });

  test('small numbers in words and months count as numbers of the source', () => {
    expect([...numbersIn('four weeks until May 2024')]).toEqual(expect.arrayContaining(['4', '5', '2024']));
    expect([...numbersIn('2024-05-09')]).toEqual(expect.arrayContaining(['2024', '5', '9']));
  });

  test('units stand beside their number', () => {
    expect([...unitsIn('28 days and $5, 30% off, in weeks')]).toEqual(['day', '$', 'percent']);
  });

  test('names are large words inside a sentence', () => {
    expect(namesIn('The office of Maria Lindqvist moved. It is in Umeå.', 'en')).toEqual(['maria', 'lindqvist', 'umeå']);
    expect(namesIn('Das Büro von Maria zog um.', 'de')).toEqual([]);
  });

  test.each([
    ['Staff must not smoke', true],
    ["Staff don't smoke", true],
    ['Rauchen ist nicht erlaubt', true],
    ['یہ جائز نہیں ہے', true],
    ['यह नहीं है', true],
    ['No more than 12 hours', false],
    ['Not only staff may smoke', false],
    ['Notes are nothing new'.replace('nothing ', ''), false],
  ])('%s denies: %s', (text, expected) => {
    expect(denies(text)).toBe(expected);
  });
});

describe('a claim stands', () => {
  test.each([
    ['Leave is 28 days.', 'Annual leave is 28 days a year.'],
    ['Leave is 28 days.', 'Annual leave is twenty-eight or 28 days.'],
    ['There are 4 weeks of notice.', 'Notice is four weeks.'],
    ['The deadline is 9 May 2024.', 'The deadline: 2024-05-09.'],
    ['At most 12 hours may be worked in a day.', 'Staff may work no more than 12 hours in a single day.'],
    ['First class is not allowed.', 'First class is prohibited.'],
    ['You get 50 euros towards a bicycle.', 'If you have no car, you get 50 euros towards a bicycle.'],
    ['The price is 1200 euros.', 'The price is 1.200 euros.'],
    ['Der Urlaub beträgt 28 Tage.', 'Der Urlaub beträgt im Jahr 28 Tage.'],
    ['سالانہ چھٹی ۲۸ دن ہے۔', 'سالانہ چھٹی 28 دن ہے۔'],
  ])('%s (%s)', async (claim, text) => {
    expect(await judged(claim, text)).toBeNull();
  });
});

describe('a claim falls', () => {
  test.each([
    ['Leave is 29 days.', 'Annual leave is 28 days a year.', 'number-differs'],
    ['Notice is given 4 months ahead in writing.', 'Notice is given 4 weeks ahead in writing.', 'number-differs'],
    ['The deadline for entries is 9 June 2024.', 'The deadline for entries is 9 May 2024.', 'number-differs'],
    ['Overtime is paid.', 'Overtime is not paid.', 'negation-differs'],
    ['Overtime is not paid.', 'Overtime is paid.', 'negation-differs'],
    ['سالانہ چھٹی جائز نہیں ہے۔', 'سالانہ چھٹی جائز ہے۔', 'negation-differs'],
    ['Every trip abroad is approved in advance by Jonas.', 'Every trip abroad is approved in advance by Maria.', 'name-differs'],
    ['Pigeons sleep in church towers.', 'Annual leave is 28 days a year.', 'not-supported'],
    ['It reads "leave is granted to nobody at all".', 'Leave is granted to all staff.', 'quote-not-found'],
  ])('%s (%s): %s', async (claim, text, reason) => {
    expect(await judged(claim, text)).toBe(reason);
  });
});

test('the place of a claim is the shortest run of sentences that holds it', async () => {
  const text = 'Tea is served. Leave is 28 days. It must be asked for early. Doors close at nine.';
  const passage = passageOf(text, 1, 100);
  const evidence = await collectEvidence([passage]);
  const one = bestSupport(claimOf('Leave is 28 days', '', evidence), evidence.sentencesOf(passage), '', evidence);
  expect(one === null ? '' : text.slice(one.span.start - 100, one.span.end - 100)).toBe('Leave is 28 days.');
  const two = bestSupport(claimOf('Leave of 28 days must be asked for early', '', evidence), evidence.sentencesOf(passage), '', evidence);
  expect(two === null ? '' : text.slice(two.span.start - 100, two.span.end - 100)).toBe('Leave is 28 days. It must be asked for early.');
});
