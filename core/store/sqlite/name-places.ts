/** Looks compound names up in the word index: which chunks hold them, and which define them. */
import type { Database } from 'better-sqlite3';
import type { NamePlace } from '../../ports.ts';
import type { ChunkId } from '../../types.ts';
import { wordLeg } from './invert.ts';
import { headingsCount, unpackPostings } from './posting-codec.ts';
import { snapshotOf } from './snapshot.ts';

/** For each name, in order, the living chunks that hold it; none for a name that is in more than `most` chunks. */
export function namePlaces(database: Database, names: readonly string[], most: number): readonly (readonly NamePlace[])[] {
  const read = database.transaction(() => {
    const snapshot = snapshotOf(database);
    return names.map((name): readonly NamePlace[] => {
      const places: NamePlace[] = [];
      for (const list of snapshot.postings(wordLeg, name)) {
        const { ids, counts, size } = unpackPostings(list);
        if (places.length + size > most) return [];
        for (let at = 0; at < size; at += 1) {
          const id = ids[at] ?? 0;
          const isLiving = (snapshot.slots[id - snapshot.firstId] ?? -1) >= 0;
          if (isLiving) places.push({ id: id as ChunkId, isDefined: headingsCount(counts[at] ?? 0) > 0 });
        }
      }
      return places;
    });
  });
  return read();
}
