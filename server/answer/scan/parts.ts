/** Cuts a collection into parts that a model reads comfortably, and keeps account of the sections they hold. */
import type { StoredChunk } from '../../../core/types.ts';
import type { NumberedPassage } from '../passages/passages.ts';
import { sectionKey } from '../passages/sections.ts';

/** Passages read in one go, numbered from 1. */
export type Part = readonly NumberedPassage[];

/** Numbers, names of documents and our own words come on top of the passages (numbering: some 4 % on handbook-200k). */
const textShare = 0.9;

/** Parts of up to so many tokens, in the order of the passages; one longer passage is a part of its own. */
export function partsOf(passages: readonly NumberedPassage[], mostTokens: number): readonly Part[] {
  const parts: NumberedPassage[][] = [];
  let tokens = Number.POSITIVE_INFINITY;
  for (const passage of passages) {
    const isFull = tokens + passage.tokens > mostTokens * textShare;
    if (isFull) parts.push([]);
    tokens = isFull ? passage.tokens : tokens + passage.tokens;
    const part = parts.at(-1);
    part?.push({ ...passage, number: part.length + 1 });
  }
  return parts;
}

/** The same passages in two parts, for a model that had too much to say about them. */
export function halved(part: Part): readonly [Part, Part] {
  const middle = Math.ceil(part.length / 2);
  const numbered = (half: Part): Part => half.map((passage, index) => ({ ...passage, number: index + 1 }));
  return [numbered(part.slice(0, middle)), numbered(part.slice(middle))];
}

export interface SectionAccount {
  readonly total: number;
  /** Takes a part as read, and tells how many sections that completes. */
  read(part: Part): number;
  /** Sections that hold anything of these parts. */
  touchedBy(parts: readonly Part[]): number;
}

/** A section is read when every passage that holds some of it is. */
export function sectionAccount(passages: readonly NumberedPassage[], chunks: ReadonlyMap<string, readonly StoredChunk[]>): SectionAccount {
  const keysOf = ({ documentId, span }: NumberedPassage): readonly string[] => {
    const own = (chunks.get(documentId) ?? []).filter((chunk) => chunk.span.start < span.end && span.start < chunk.span.end);
    return [...new Set(own.map(sectionKey))];
  };
  const left = new Map<string, number>();
  for (const key of passages.flatMap(keysOf)) left.set(key, (left.get(key) ?? 0) + 1);
  return {
    total: left.size,
    read(part) {
      let completed = 0;
      for (const key of part.flatMap(keysOf)) {
        const rest = (left.get(key) ?? 0) - 1;
        left.set(key, rest);
        if (rest === 0) completed += 1;
      }
      return completed;
    },
    touchedBy: (parts) => new Set(parts.flat().flatMap(keysOf)).size,
  };
}
