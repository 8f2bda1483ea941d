/** A real collection of a few texts in a temporary folder, ready to be asked. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Config, loadConfig } from '../../core/config.ts';
import { documentIdOf, sha256 } from '../../core/hash.ts';
import type { Generator } from '../../core/ports.ts';
import { createCollection, openReader, openWriter } from '../../core/store/index.ts';
import { countTokens } from '../../core/tokens/index.ts';
import type { Answer, AnswerEvent } from '../../core/types.ts';
import { prepare } from '../../ingest/prepare.ts';
import { answer } from '../../server/answer/answer.ts';
import type { AnswerDeps, AnswerRequest } from '../../server/answer/request.ts';
import { inProcessAccess } from '../../server/search/access.ts';
import { located } from '../../server/search/places.ts';
import { searchable } from '../../server/search/search.ts';
import { fusionWeights } from '../../server/search/weights.ts';

export interface Shelf {
  readonly deps: Omit<AnswerDeps, 'generator'>;
  /** The canonical text of a source. */
  text(source: string): Promise<string>;
  events(generator: Generator, request: Partial<AnswerRequest>, signal?: AbortSignal): AsyncIterable<AnswerEvent>;
  all(generator: Generator, request: Partial<AnswerRequest>): Promise<readonly AnswerEvent[]>;
  ask(generator: Generator, request: Partial<AnswerRequest>): Promise<Answer>;
  /** Adds documents or replaces them; one without text is kept as one that could not be read. */
  put(files: ShelfFiles): Promise<void>;
  takeAway(source: string): void;
  close(): void;
}

export type ShelfFiles = Readonly<Record<string, string | Uint8Array>>;

export async function openShelf(files: ShelfFiles, flags: Readonly<Record<string, string>> = {}): Promise<Shelf> {
  const data = mkdtempSync(join(tmpdir(), 'carrel-answer-'));
  const config = loadConfig({ flags: { ...flags, data }, environment: {} });
  createCollection(config, 'shelf');
  await putAll(config, files);
  const reader = searchable(openReader(config, 'shelf'), fusionWeights(config));
  const collection = inProcessAccess(located(reader), config);
  const deps = {
    collection,
    config,
    countTokens,
    embedQuery: async () => null,
    now: () => new Date('2026-11-24T08:00:00Z'),
    newId: () => 'answer-1',
  };
  const events: Shelf['events'] = (generator, request, signal = new AbortController().signal) =>
    answer(
      { collection: 'shelf', question: '', mode: 'auto', history: [], conversationId: null, ...request },
      { ...deps, generator },
      signal,
    );
  const all: Shelf['all'] = (generator, request) => Array.fromAsync(events(generator, request));
  return {
    deps,
    put: (changed) => putAll(config, changed),
    takeAway(source) {
      const writer = openWriter(config, 'shelf');
      writer.remove(documentIdOf(source));
      writer.finishIndex(() => undefined);
      writer.compact();
      writer.close();
    },
    async text(source) {
      const record = reader.documents().find((document) => document.source === source);
      return record === undefined ? '' : (reader.document(record.id)?.parsed.text ?? '');
    },
    events,
    all,
    async ask(generator, request) {
      const last = (await all(generator, request)).at(-1);
      if (last?.type !== 'answer-end') throw new Error('The answer has no end');
      return last.answer;
    },
    close() {
      void collection.close();
      rmSync(data, { recursive: true, force: true });
    },
  };
}

async function putAll(config: Config, files: ShelfFiles): Promise<void> {
  const prepared = await Promise.all(
    Object.entries(files).map(async ([source, content]) => {
      const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
      const file = { source, origin: '', hash: sha256(bytes), sizeBytes: bytes.length };
      return { file, bytes, document: bytes.length === 0 ? null : (await prepare({ source, bytes })).document };
    }),
  );
  const writer = openWriter(config, 'shelf');
  writer.batch(() => {
    for (const { file, bytes, document } of prepared) {
      if (document === null) writer.saveUnread({ ...file, recipe: 'none' }, 'failed', 'It holds no text.');
      else writer.save({ ...file, kept: { kind: 'bytes', bytes } }, document);
    }
  });
  writer.finishIndex(() => undefined);
  writer.close();
}

export const handbook: Readonly<Record<string, string>> = {
  'leave.md': `# Leave

## Annual leave

Full-time staff get 28 days of annual leave a year. Part-time staff get a share in proportion to their hours.
Leave that is not taken by 31 March of the next year is lost.

## Sick leave

Report sick before 9:30 to your team lead. A doctor's note is needed from the fourth day of sickness.

## Parental leave

Parents may take 14 months of parental leave between them. It must be asked for seven weeks ahead.
`,
  'travel.md': `# Travel

Economy class is booked for all flights under six hours. First class is prohibited.
Receipts over 25 euros must be kept. Maria Lindqvist approves every trip abroad.

## Hotels

A night may cost up to 140 euros. Staff must not book hotels through private accounts.
`,
  'prices.csv': 'Item,Price,Stock\nDesk lamp,49.00,12\nOffice chair,320.00,4\nBookshelf,150.00,7\n',
};

/** The leave page as it was mended: 30 days instead of 28. */
export const newLeave = (handbook['leave.md'] ?? '').replace('28 days', '30 days');

/** Twenty notes, beside which one changed page of the handbook is a small part of the prompt. */
export const notes: Readonly<Record<string, string>> = Object.fromEntries(
  Array.from({ length: 20 }, (_, index) => [
    `notes/${index}.md`,
    `# Note ${index}\n\n${`Shelf ${index} holds the maps of region ${index}. `.repeat(12)}\n`,
  ]),
);
