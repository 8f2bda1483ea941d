/** Uploads go to disk as they come in: no file is ever held in memory. The ingest job owns the folder afterwards. */
import { randomUUID } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream as WebStream } from 'node:stream/web';
import busboy from 'busboy';
import type { Config } from '../../core/config.ts';
import { AppError } from '../../core/errors.ts';
import { type FileWrites, fileWrites } from './file-writes.ts';
import { freeYoungGarbage } from './young-garbage.ts';

/** More parts than this in one upload is not an office's folder but an attack. */
const mostFiles = 100_000;

/** An upload costs some times this in memory; 300 MB then take some 70 collections of a millisecond or two. */
const freeEveryBytes = 4 * 1024 * 1024;
/** So does each file, however small: the streams of 100,000 notes are some 300 MB, freed so they are a third of that. */
const freeEveryFiles = 1_000;
/** Lines that are put together at one time. */
const manifestLines = 1_000;

export interface Staged {
  readonly folder: string;
  readonly files: number;
}

/**
 * Writes every file of a multipart body to `<n>` beside `manifest.jsonl`, whose lines are {file, source}.
 * @throws AppError body-too-large, bad-request, disk-full, cancelled; the folder is then gone.
 */
export async function stageUpload(request: Request, config: Config): Promise<Staged> {
  const folder = join(config.data, 'uploads', randomUUID());
  await mkdir(folder, { recursive: true });
  try {
    const sources = await receive(request, folder, config.maxUploadBytes);
    if (sources.length === 0) throw new AppError('bad-request', 'The upload holds no file', 'Send files in the multipart field "files".');
    await writeFile(join(folder, 'manifest.jsonl'), manifestOf(sources));
    return { folder, files: sources.length };
  } catch (fault) {
    await rm(folder, { recursive: true, force: true });
    throw translated(fault, request.signal);
  }
}

function* manifestOf(sources: readonly string[]): Iterable<string> {
  for (let from = 0; from < sources.length; from += manifestLines) {
    const some = sources.slice(from, from + manifestLines);
    yield some.map((source, index) => `${JSON.stringify({ file: String(from + index), source })}\n`).join('');
  }
}

async function receive(request: Request, folder: string, mostBytes: number): Promise<readonly string[]> {
  const declared = Number(request.headers.get('content-length') ?? 0);
  if (declared > mostBytes) throw tooLarge(mostBytes);
  if (request.body === null) return [];

  const sources: string[] = [];
  const parser = multipartParser(request);
  const writes = fileWrites((fault) => parser.destroy(fault));
  parser.on('file', (_field, stream, information) => {
    const file = String(sources.length);
    sources.push(sentName(information.filename ?? ''));
    writes.add(stream, join(folder, file));
  });
  parser.on('field', (field) => {
    if (field === 'files') parser.destroy(new AppError('bad-request', 'A part "files" has no file name', 'Give each file one.'));
  });
  parser.on('filesLimit', () =>
    parser.destroy(new AppError('body-too-large', `The upload holds over ${mostFiles} files`, 'Send it in parts.')),
  );

  try {
    await pipeline(
      Readable.fromWeb(request.body as WebStream<Uint8Array>),
      within(mostBytes, writes, () => sources.length),
      parser,
      { signal: request.signal },
    );
    await writes.written();
  } finally {
    // A write that was still opening its file would make it again after the folder has been removed.
    await writes.stop();
  }
  return sources;
}

/** The HTML standard's multipart/form-data encoding sends these three so, and a per cent sign as it is. */
function sentName(name: string): string {
  return name.replace(/%(?:22|0A|0D)/gi, (code) => decodeURIComponent(code));
}

function multipartParser(request: Request): busboy.Busboy {
  try {
    return busboy({
      headers: Object.fromEntries(request.headers),
      preservePath: true,
      defParamCharset: 'utf8',
      limits: { files: mostFiles, fields: 100, fieldSize: 64 * 1024 },
    });
  } catch (cause) {
    throw new AppError('media-type-refused', 'The body is not multipart/form-data', 'Send files in the multipart field "files".', cause);
  }
}

/** No more bytes than allowed, and no faster than the files of those before them are written. */
function within(most: number, writes: FileWrites, files: () => number): (chunks: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array> {
  return async function* limited(chunks) {
    let size = 0;
    let freedAt = 0;
    let freedFiles = 0;
    for await (const chunk of chunks) {
      size += chunk.byteLength;
      if (size > most) throw tooLarge(most);
      if (size - freedAt > freeEveryBytes || files() - freedFiles > freeEveryFiles) {
        freeYoungGarbage();
        freedAt = size;
        freedFiles = files();
      }
      yield chunk;
      await writes.begun();
    }
  };
}

function tooLarge(most: number): AppError {
  return new AppError('body-too-large', `The upload is over ${most} bytes`, 'Send it in parts, or raise maxUploadBytes in carrel.json.');
}

function translated(fault: unknown, signal: AbortSignal): unknown {
  if (fault instanceof AppError) return fault;
  if (signal.aborted) return new AppError('cancelled', 'The upload was stopped', 'Send it again.', fault);
  const code = fault instanceof Error && 'code' in fault ? fault.code : null;
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new AppError('disk-full', 'The disk is full', 'Free some space and send the files again.', fault);
  if (fault instanceof Error && /malformed part header/i.test(fault.message)) {
    return new AppError('bad-request', 'A part of the upload has a malformed header', 'Send line ends in file names as %0A.', fault);
  }
  if (fault instanceof Error && /unexpected end of form|malformed/i.test(fault.message)) {
    return new AppError('bad-request', 'The upload ended too early', 'Send it again.', fault);
  }
  return fault;
}
