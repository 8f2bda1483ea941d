/** Builds the vectors of a second embedder beside the learned ones: each chunk once, resumable at any chunk. */
import type { CollectionWriter, Embedder } from '../core/ports.ts';

/** One request to the model server: long enough to keep it busy, short enough to stop within seconds. */
const chunksPerRequest = 32;

/** Embeds what has no vector yet. Yields how many were done so far. Obeys the signal within one request. */
export async function* embedMissing(writer: CollectionWriter, embedder: Embedder, signal: AbortSignal): AsyncGenerator<number, void> {
  let done = 0;
  for (;;) {
    const missing = writer.withoutVectors(embedder.id, chunksPerRequest);
    if (missing.length === 0) return;
    const vectors = await embedder.embedDocuments(
      missing.map(({ input }) => input),
      signal,
    );
    const rows = missing.flatMap(({ id }, index) => {
      const vector = vectors[index];
      return vector === undefined ? [] : [{ id, vector }];
    });
    writer.saveVectors(embedder.id, embedder.dimensions, rows);
    done += rows.length;
    yield done;
  }
}
