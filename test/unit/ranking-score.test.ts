import { expect, test } from 'vitest';
import { meanScore, scoreRanking } from '../eval/score.ts';

// The worked examples of ../shared/eval/score.mjs, by hand.
test('graded judgements weigh the order', () => {
  const score = scoreRanking(
    new Map([
      ['d1', 2],
      ['d2', 1],
      ['d5', 0],
    ]),
    ['d2', 'd1'],
  );
  expect(score?.ndcg10).toBeCloseTo(0.859719, 5);
  expect(score?.mrr10).toBe(1);
});

test('a relevant document at rank eleven counts for recall@100 only', () => {
  const ranked = [...Array(10).keys()].map(String).concat('x');
  expect(scoreRanking(new Map([['x', 1]]), ranked)).toEqual({ ndcg10: 0, recall5: 0, recall10: 0, recall100: 1, mrr10: 0 });
});

test('a question without a relevant document is left out and one without results counts as zero', () => {
  const nothing = scoreRanking(new Map([['d9', 0]]), ['d9']);
  expect(nothing).toBeNull();
  const scores = [scoreRanking(new Map([['a', 1]]), ['a']), scoreRanking(new Map([['b', 1]]), []), nothing];
  expect(meanScore(scores).ndcg10).toBe(0.5);
});
