/** What a large upload costs the server: the most memory above idle, and the longest block of its main loop. */
import { once } from 'node:events';
import { request } from 'node:http';
import { type BenchServer, openBenchServer } from './bench-server.ts';

const pieceBytes = 1 << 16;
const sampleMs = 20;

export interface UploadCost {
  /** The most memory above idle. */
  readonly grownBytes: number;
  readonly blockedMs: number;
  readonly busyMs: number;
  /** The most files and sockets open at one time. */
  readonly descriptors: number;
}

/** One file of this size, into a data folder that is not there yet. */
export async function measureUpload(data: string, bytes: number): Promise<UploadCost> {
  const server = await openBenchServer(data, {});
  try {
    await server.createCollection('big');
    // A first small one brings the code in.
    await upload(server, oneFile(1e6));
    return await watchedUpload(server, oneFile(bytes));
  } finally {
    await server.stop();
  }
}

export interface ManyFilesCost extends UploadCost {
  readonly uploadMs: number;
  /** Files that were sent and are not in the list when all have been read. */
  readonly lost: number;
}

/** So many notes in one upload, into a data folder that is not there yet. */
export async function measureManyFiles(data: string, count: number): Promise<ManyFilesCost> {
  const server = await openBenchServer(data, {});
  try {
    await server.createCollection('big');
    await upload(server, notes(10));
    const startedAt = performance.now();
    const cost = await watchedUpload(server, notes(count));
    const uploadMs = performance.now() - startedAt;
    await server.endOf(cost.job);
    const { collections } = (await server.request('GET', '/api/collections')) as { collections: readonly { documents: number }[] };
    return { ...cost, uploadMs, lost: count - (collections[0]?.documents ?? 0) };
  } finally {
    await server.stop();
  }
}

async function watchedUpload(server: BenchServer, parts: Iterable<Part>): Promise<UploadCost & { readonly job: string }> {
  const before = (await server.figures()).residentBytes;
  const most = { residentBytes: before, blockedMs: 0, busyMs: 0, descriptors: 0 };
  let isOver = false;
  const watching = (async () => {
    while (!isOver) {
      const figures = await server.figures();
      for (const name of ['residentBytes', 'blockedMs', 'busyMs', 'descriptors'] as const) most[name] = Math.max(most[name], figures[name]);
      await new Promise((resolve) => setTimeout(resolve, sampleMs));
    }
  })();
  const job = await upload(server, parts);
  isOver = true;
  await watching;
  const { residentBytes, ...cost } = most;
  return { ...cost, grownBytes: residentBytes - before, job };
}

interface Part {
  readonly name: string;
  readonly pieces: Iterable<Buffer>;
}

function oneFile(bytes: number): readonly Part[] {
  const piece = Buffer.alloc(pieceBytes, 'a line of text that is not very long\n');
  return [{ name: `big-${bytes}.bin`, pieces: Array.from({ length: Math.ceil(bytes / pieceBytes) }, () => piece) }];
}

function* notes(count: number): Iterable<Part> {
  for (let index = 0; index < count; index += 1) {
    yield {
      name: `notes/${index % 100}/${index}.md`,
      pieces: [Buffer.from(`# Note ${index}\n\nThe meeting of day ${index} was about the garden.\n`)],
    };
  }
}

/** Streams the files, as a browser does; gives the id of the job. */
async function upload(server: BenchServer, parts: Iterable<Part>): Promise<string> {
  const boundary = 'carrel-bench';
  const asked = request(`${server.address}/api/collections/big/documents`, {
    method: 'POST',
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
  });
  const replied = once(asked, 'response') as Promise<[import('node:http').IncomingMessage]>;
  const send = async (bytes: Buffer): Promise<void> => {
    if (!asked.write(bytes)) await once(asked, 'drain');
  };
  for (const { name, pieces } of parts) {
    await send(Buffer.from(`--${boundary}\r\ncontent-disposition: form-data; name="files"; filename="${name}"\r\n\r\n`));
    for (const piece of pieces) await send(piece);
    await send(Buffer.from('\r\n'));
  }
  asked.end(`--${boundary}--\r\n`);
  const [response] = await replied;
  const text = (await response.setEncoding('utf8').toArray()).join('');
  if (response.statusCode !== 202) throw new Error(`upload: ${response.statusCode} ${text}`);
  return (JSON.parse(text) as { readonly job: { readonly id: string } }).job.id;
}
