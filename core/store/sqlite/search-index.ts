/** Interim: no index yet. The retrieval engineer's modules take this file's place. */
import type { Database } from 'better-sqlite3';
import type { EmbedInput, SearchLegs } from '../../ports.ts';
import type { ChunkId, ChunkTerms } from '../../types.ts';

/** A chunk to be made searchable. */
export interface IndexRow {
  readonly id: ChunkId;
  readonly title: string;
  readonly headings: readonly string[];
  readonly text: string;
  readonly language: string;
  readonly terms: ChunkTerms;
}

export function addToIndex(_database: Database, _rows: readonly IndexRow[]): void {}

export function removeFromIndex(_database: Database, _ids: readonly ChunkId[]): void {}

export function finishIndex(_database: Database, _onProgress: (phase: string, done: number, total: number) => void): void {}

export function queryLegs(_database: Database, _question: string, _depth: number, _queryVector: Float32Array | null): SearchLegs {
  return { word: [], trigram: [], vector: [], terms: [] };
}

export function servingEmbedder(_database: Database): string | null {
  return null;
}

export function withoutVectors(
  _database: Database,
  _embedderId: string,
  _limit: number,
): readonly { readonly id: ChunkId; readonly input: EmbedInput }[] {
  return [];
}

export function saveVectors(
  _database: Database,
  _embedderId: string,
  _dimensions: number,
  _vectors: readonly { readonly id: ChunkId; readonly vector: Float32Array }[],
): void {}

export function checkIndex(_database: Database): readonly string[] {
  return [];
}
