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
}

/** In a data folder that is not there yet. */
export async function measureUpload(data: string, bytes: number): Promise<UploadCost> {
  const server = await openBenchServer(data, {});
  try {
    await server.createCollection('big');
    // A first small one brings the code in.
    await upload(server, 1e6);
    const before = (await server.figures()).residentBytes;
    let most = before;
    let blockedMs = 0;
    let busyMs = 0;
    let isOver = false;
    const watching = (async () => {
      while (!isOver) {
        const figures = await server.figures();
        most = Math.max(most, figures.residentBytes);
        blockedMs = Math.max(blockedMs, figures.blockedMs);
        busyMs = Math.max(busyMs, figures.busyMs);
        await new Promise((resolve) => setTimeout(resolve, sampleMs));
      }
    })();
    await upload(server, bytes);
    isOver = true;
    await watching;
    return { grownBytes: most - before, blockedMs, busyMs };
  } finally {
    await server.stop();
  }
}

/** Streams one text file of this size, as a browser does. */
async function upload(server: BenchServer, bytes: number): Promise<void> {
  const boundary = 'carrel-bench';
  const asked = request(`${server.address}/api/collections/big/documents`, {
    method: 'POST',
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
  });
  const replied = once(asked, 'response') as Promise<[import('node:http').IncomingMessage]>;
  asked.write(`--${boundary}\r\ncontent-disposition: form-data; name="files"; filename="big-${bytes}.bin"\r\n\r\n`);
  const piece = Buffer.alloc(pieceBytes, 'a line of text that is not very long\n');
  for (let sent = 0; sent < bytes; sent += pieceBytes) if (!asked.write(piece)) await once(asked, 'drain');
  asked.end(`\r\n--${boundary}--\r\n`);
  const [response] = await replied;
  const text = (await response.setEncoding('utf8').toArray()).join('');
  if (response.statusCode !== 202) throw new Error(`upload: ${response.statusCode} ${text}`);
}
