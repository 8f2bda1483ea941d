import { describe, expect, test } from 'vitest';
import { documentIdOf } from '../../core/hash.ts';
import type { ChunkId, SearchHit, SearchOutcome } from '../../core/types.ts';
import { borrowedQuestion, mergedOutcome } from '../../server/answer/question/follow-up.ts';

const history = [
  { question: 'How many days of annual leave do full-time staff get?', answer: 'They get 28 days; Maria Lindqvist grants more [1].' },
];

describe('a follow-up question', () => {
  test.each([
    'And part-time staff?',
    'Who approves it?',
    'What about interns?',
    'Does this also hold for the people in the Berlin branch office?',
  ])('"%s" borrows the words of the one before', (question) => {
    const borrowed = borrowedQuestion(question, history) ?? '';
    expect(borrowed.startsWith(question)).toBe(true);
    expect(borrowed).toMatch(/annual/);
    expect(borrowed).not.toMatch(/\b(?:How|many|of|do)\b/);
  });

  test.each(['Is there a limit to the hotel cost per night in Dublin?', 'Wie hoch darf die Hotelrechnung in Dublin höchstens sein?'])(
    '"%s" stands on its own',
    (question) => {
      expect(borrowedQuestion(question, history)).toBeNull();
    },
  );

  test.each<readonly [before: string, question: string, borrowed: RegExp]>([
    ['Wie viele Tage Urlaub bekommen die Mitarbeiter in Wien?', 'Und in Berlin?', /Urlaub/],
    ['Combien de jours de congé ont les salariés de Lyon ?', 'Et à Berlin ?', /congé/],
    ['¿Cuántos días de vacaciones tienen los empleados de Madrid?', '¿Y en Berlín?', /vacaciones/],
    ['لاہور کے ملازمین کو کتنی چھٹیاں ملتی ہیں؟', 'اور برلن میں؟', /چھٹیاں/],
    ['كم يومًا تبلغ إجازة الموظفين في دبي؟', 'وماذا عن برلين؟', /إجازة/],
    ['कर्मचारियों को कितनी छुट्टी मिलती है?', 'और बर्लिन में?', /छुट्टी/],
    ['کارمندان تهران چند روز مرخصی دارند؟', 'و در برلین؟', /مرخصی/],
    ['Viyana ofisinde yıllık izin kaç gün?', 'Peki Berlin ofisinde?', /izin/],
    ['维也纳办公室的员工有多少天年假?', '那么柏林办公室的员工呢?', /年假/],
    ['ウィーンの社員の有給休暇は何日ですか?', 'では、ベルリンの社員は?', /有給休暇/],
  ])('after "%s", "%s" borrows its words', (before, question, words) => {
    expect(borrowedQuestion(question, [{ question: before, answer: '' }])).toMatch(words);
  });

  test('without history borrows nothing', () => {
    expect(borrowedQuestion('And part-time staff?', [])).toBeNull();
  });
});

test('what the question itself finds outweighs what is borrowed', () => {
  const hit = (chunkId: number, score: number): SearchHit => ({
    chunkId: chunkId as ChunkId,
    documentId: documentIdOf(`${chunkId}`),
    source: `${chunkId}`,
    title: '',
    span: { start: 0, end: 1 },
    section: { start: 0, end: 1 },
    headings: [],
    text: 'x',
    tokens: 1,
    score,
    legs: { word: 0, trigram: 0, vector: 0 },
  });
  const outcome = (hits: readonly SearchHit[]): SearchOutcome => ({
    hits,
    confidence: { top: 0, coverage: 0, gap: 0, vector: 0 },
    terms: [],
    tookMs: 1,
  });
  const merged = mergedOutcome(outcome([hit(1, 1), hit(2, 0.8)]), outcome([hit(3, 1), hit(2, 0.9)]), 2);
  expect(merged.hits.map(({ chunkId }) => chunkId)).toEqual([2, 1]);
  expect(merged.tookMs).toBe(2);
});
