/**
 * What the store alone costs: `node test/bench/store.ts`. The documents are the abstracts of ../shared/eval/ir/scifact-train,
 * prepared before the clock starts; without that folder nothing is measured.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadConfig } from '../../core/config.ts';
import { documentIdOf } from '../../core/hash.ts';
import type { OriginalFile } from '../../core/ports.ts';
import { checkCollection, createCollection, listCollections, openReader, openWriter } from '../../core/store/index.ts';
import type { PreparedDocument } from '../../core/types.ts';
import { sampleDocument, sampleFile } from '../contract/store-samples.ts';

const corpus = fileURLToPath(new URL('../../../shared/eval/ir/scifact-train/corpus.jsonl', import.meta.url));
const documentsWanted = 5000;
const batchSize = 500;

const data = mkdtempSync(join(tmpdir(), 'carrel-bench-'));
try {
  if (existsSync(corpus)) measure();
  else process.stdout.write('../shared/eval is absent: nothing measured.\n');
} finally {
  rmSync(data, { recursive: true, force: true });
}

function measure(): void {
  const config = loadConfig({ flags: { data }, environment: {} });
  const prepared = preparedDocuments();
  createCollection(config, 'bench');
  const writer = openWriter(config, 'bench');
  timed(`save ${prepared.length} documents`, () => {
    for (let at = 0; at < prepared.length; at += batchSize) {
      writer.batch(() => {
        for (const { file, document } of prepared.slice(at, at + batchSize)) writer.save(file, document);
      });
    }
  });
  timed('finish the index', () => writer.finishIndex(() => undefined));
  timed('list 5,000 unread files more', () => {
    writer.batch(() => {
      for (let number = 0; number < 5000; number += 1) {
        const { kept: _kept, ...file } = sampleFile(`unread/${number}.tif`, '');
        writer.saveUnread({ ...file, recipe: '' }, 'skipped', 'Pictures are not read yet.');
      }
    });
  });
  const reader = openReader(config, 'bench');
  timed('open, summary, close', () => listCollections(config), 20);
  timed(`list ${reader.documents().length} documents`, () => reader.documents(), 20);
  timed('summary', () => reader.summary(), 50);
  timed(`list ${reader.chunks(null).length} chunks`, () => reader.chunks(null), 10);
  const id = documentIdOf(prepared[0]?.file.source ?? '');
  timed('open one document', () => reader.document(id), 50);
  timed('slice', () => reader.slice(id, 100, 400), 200);
  timed('check everything', () =>
    process.stdout.write(
      checkCollection(config, 'bench')
        .map((finding) => `${finding}\n`)
        .join(''),
    ),
  );
  timed('remove a document', () => writer.remove(id));
  timed('compact', () => writer.compact());
  process.stdout.write(`${(statSync(join(data, 'collections', 'bench.carrel')).size / 1e6).toFixed(1)} MB on disk\n`);
  reader.close();
  writer.close();
}

function preparedDocuments(): readonly { readonly file: OriginalFile; readonly document: PreparedDocument }[] {
  const lines = readFileSync(corpus, 'utf8').split('\n', documentsWanted);
  return lines.flatMap((line) => {
    if (line === '') return [];
    const { id, title, text } = JSON.parse(line) as { readonly id: string; readonly title: string; readonly text: string };
    return [{ file: sampleFile(`${id}.txt`, text), document: sampleDocument(text, { title }, 900) }];
  });
}

/** Prints the median wall time and the processor time of a piece of work. */
function timed(what: string, work: () => unknown, times = 1): void {
  const before = process.cpuUsage();
  const walls = Array.from({ length: times }, () => {
    const start = performance.now();
    work();
    return performance.now() - start;
  }).sort((one, other) => one - other);
  const { user, system } = process.cpuUsage(before);
  const median = walls[Math.floor(times / 2)] ?? 0;
  process.stdout.write(`${what}: ${median.toFixed(2)} ms wall, ${((user + system) / 1000 / times).toFixed(2)} ms of processor\n`);
}
