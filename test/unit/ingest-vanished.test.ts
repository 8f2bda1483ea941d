import { describe, expect, test } from 'vitest';
import { knownFiles } from '../../ingest/known-files.ts';
import { seemsUnmounted, type Tour, vanished } from '../../ingest/vanished.ts';

const file = (origin: string) => ({ hash: '', recipe: '', origin, status: 'indexed', reason: '' }) as const;
const known = knownFiles({
  known: () =>
    new Map([
      ['a.txt', file('here')],
      ['sub/b.txt', file('here')],
      ['z.zip', file('here')],
      ['z.zip/in.txt', file('here')],
      ['z.zip/y.zip/deep.txt', file('here')],
      ['uploaded.txt', file('')],
      ['other.txt', file('there')],
    ]),
});

function tour(met: readonly string[], change: Partial<Tour> = {}): Tour {
  return { origin: 'here', met: new Set(met), untouched: new Set(), closedFolders: [], ...change };
}

describe('vanished documents', () => {
  test('are those of this folder that were not met, and no others', () => {
    expect(vanished(tour(['a.txt']), known)).toEqual(['z.zip/in.txt', 'z.zip/y.zip/deep.txt', 'sub/b.txt', 'z.zip'].sort(inKnownOrder));
  });

  test('are not what lies in an archive that is as it was', () => {
    expect(vanished(tour(['a.txt', 'sub/b.txt', 'z.zip'], { untouched: new Set(['z.zip']) }), known)).toEqual([]);
  });

  test('are what an archive held before and holds no more, also in an upload', () => {
    expect(vanished(tour(['z.zip', 'z.zip/in.txt'], { origin: '' }), known)).toEqual(['z.zip/y.zip/deep.txt']);
  });

  test('are not what lies in a folder that could not be listed', () => {
    expect(vanished(tour(['a.txt', 'sub', 'z.zip'], { closedFolders: ['sub'], untouched: new Set(['z.zip']) }), known)).toEqual([]);
  });

  test('are none when the folder is empty, or could not be listed at all', () => {
    expect(vanished(tour([]), known)).toEqual([]);
    expect(vanished(tour(['.'], { closedFolders: ['.'] }), known)).toEqual([]);
    expect(seemsUnmounted(tour([]), known)).toBe(true);
    expect(seemsUnmounted(tour(['a.txt']), known)).toBe(false);
    expect(seemsUnmounted(tour([], { origin: 'new folder' }), known)).toBe(false);
  });
});

function inKnownOrder(left: string, right: string): number {
  const order = known.ofOrigin('here');
  return order.indexOf(left) - order.indexOf(right);
}
