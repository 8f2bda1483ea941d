/** Uploads as they go to disk: how many files are open at one time, and that none is lost. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { loadConfig } from '../../core/config.ts';
import { stageUpload } from '../../server/http/staging.ts';

const data = mkdtempSync(join(tmpdir(), 'carrel-staging-'));
afterAll(() => rmSync(data, { recursive: true, force: true }));
const config = loadConfig({ flags: { data }, environment: {} });

const boundary = 'carrel-test';
const part = (index: number): string =>
  `--${boundary}\r\ncontent-disposition: form-data; name="files"; filename="notes/${index}.txt"\r\n\r\nnote ${index}\r\n`;
const end = `--${boundary}--\r\n`;

/** A multipart body in pieces of 64 kB, as a socket brings it. */
function upload(text: string): Request {
  const bytes = new TextEncoder().encode(text);
  let from = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (from >= bytes.length) return controller.close();
      controller.enqueue(bytes.slice(from, from + 65_536));
      from += 65_536;
    },
  });
  const headers = { 'content-type': `multipart/form-data; boundary=${boundary}` };
  return new Request('http://localhost/', { method: 'POST', headers, body, duplex: 'half' } as RequestInit);
}

const openDescriptors = (): number => readdirSync('/proc/self/fd').length;

test.runIf(process.platform === 'linux')('4,000 small files have few descriptors at one time, and all are there', async () => {
  const before = openDescriptors();
  let most = 0;
  let isOver = false;
  const look = (): void => {
    most = Math.max(most, openDescriptors() - before);
    if (!isOver) setImmediate(look);
  };
  look();
  const text = Array.from({ length: 4_000 }, (_, index) => part(index)).join('') + end;
  const { folder, files } = await stageUpload(upload(text), config);
  isOver = true;
  expect(files).toBe(4_000);
  expect(most).toBeLessThanOrEqual(64);
  const manifest = readFileSync(join(folder, 'manifest.jsonl'), 'utf8').trim().split('\n');
  expect(manifest.map((line) => JSON.parse(line).source)).toEqual(Array.from({ length: 4_000 }, (_, index) => `notes/${index}.txt`));
  const texts = manifest.map((line) => readFileSync(join(folder, JSON.parse(line).file), 'utf8'));
  expect(texts.every((written, index) => written === `note ${index}`)).toBe(true);
});

test('an upload of many files that breaks off leaves no folder behind', async () => {
  const text = Array.from({ length: 2_000 }, (_, index) => part(index)).join('');
  await expect(stageUpload(upload(text), config)).rejects.toMatchObject({ code: 'bad-request' });
  const left = readdirSync(join(data, 'uploads'));
  expect(left.filter((name) => !readdirSync(join(data, 'uploads', name)).includes('manifest.jsonl'))).toEqual([]);
});
