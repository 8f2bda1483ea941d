/** How long it takes to remove documents one after another, and until no byte of them is left. */
import type { DocumentRecord } from '../../core/types.ts';
import { createCollection, settled, startServer, upload } from './running.ts';

export interface RemovalTimes {
  readonly removed: number;
  readonly of: number;
  /** Until the last call had its answer. */
  readonly answeredMs: number;
  /** Until the files were wiped, from the first call on. */
  readonly wipedMs: number;
}

export async function removeOneAfterAnother(removed: number, of: number): Promise<RemovalTimes> {
  const server = await startServer();
  try {
    await createCollection(server, 'office');
    const files = Array.from({ length: of }, (_, index) => [
      `${index}.md`,
      `# File ${index}\n\n${`Sentence of file ${index}. `.repeat(60)}`,
    ]);
    await upload(server, 'office', Object.fromEntries(files));
    const path = `${server.address}/api/collections/office/documents`;
    const { documents } = (await (await fetch(path)).json()) as { readonly documents: readonly DocumentRecord[] };
    const begun = performance.now();
    for (const { id } of documents.slice(0, removed)) {
      const { status } = await fetch(`${path}/${id}`, { method: 'DELETE' });
      if (status !== 204) throw new Error(`DELETE answered ${status}`);
    }
    const answeredMs = Math.round(performance.now() - begun);
    await settled(server);
    return { removed, of, answeredMs, wipedMs: Math.round(performance.now() - begun) };
  } finally {
    await server.stop();
  }
}
