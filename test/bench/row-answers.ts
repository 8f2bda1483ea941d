/** Questions about rows: how long they take, whom they hold up, and whether each figure is right. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Answer } from '../../core/types.ts';
import { type OracleTable, oracleTable, wrongFigures } from '../unit/row-oracle.ts';
import { type BenchServer, openBenchServer } from './bench-server.ts';
import { enterBlocked, type Targets } from './report.ts';

/** Rows of each table and how many questions are asked of it; 500 in all. */
const tables: readonly (readonly [rows: number, questions: number])[] = [
  [1, 42],
  [77, 56],
  [3_000, 98],
  [20_000, 126],
  [150_000, 98],
  [200_000, 80],
];
const people = 30;

export async function measureRows(folder: string, targets: Targets): Promise<void> {
  const server = await openBenchServer(join(folder, 'data'), { folders: folder });
  try {
    const made: (readonly [string, OracleTable])[] = [];
    for (const [rows, questions] of tables) {
      const table = oracleTable(rows, rows, questions);
      const name = `rows-${rows}`;
      mkdirSync(join(folder, name));
      writeFileSync(join(folder, name, table.source), table.text);
      await server.createCollection(name);
      await server.endOf(await server.ingest(name, join(folder, name)));
      made.push([name, table]);
    }
    await firstAndAgain(server, targets, 'rows-150000');
    await crowd(server, targets, made.find(([name]) => name === 'rows-20000')?.[1]);
    await everyFigure(server, targets, made);
  } finally {
    await server.stop();
  }
}

async function ask(server: BenchServer, collection: string, question: string): Promise<Answer> {
  const body = { question, mode: 'auto', model: 'extractive' };
  return (await server.request('POST', `/api/collections/${collection}/answers`, body)) as Answer;
}

async function firstAndAgain(server: BenchServer, targets: Targets, collection: string): Promise<void> {
  await server.figures();
  for (const when of ['for the first time', 'again']) {
    const startedMs = performance.now();
    await ask(server, collection, 'How many orders are from Germany?');
    targets.enter(`"How many" over 150,000 rows ${when}`, performance.now() - startedMs, 'ms', 1_500);
  }
  enterBlocked(targets, 'by a question over 150,000 rows', await server.figures());
}

async function crowd(server: BenchServer, targets: Targets, table: OracleTable | undefined): Promise<void> {
  await server.figures();
  const startedMs = performance.now();
  await Promise.all((table?.questions ?? []).slice(0, people).map(({ question }) => ask(server, 'rows-20000', question)));
  targets.enter(`the last of ${people} people over 20,000 rows`, (performance.now() - startedMs) / 1000, 's', 20);
  enterBlocked(targets, `by ${people} people over 20,000 rows`, await server.figures());
}

async function everyFigure(server: BenchServer, targets: Targets, made: readonly (readonly [string, OracleTable])[]): Promise<void> {
  await server.figures();
  let asked = 0;
  const wrong: string[] = [];
  for (const [name, table] of made) {
    for (const question of table.questions) {
      const answer = await ask(server, name, question.question);
      asked += 1;
      wrong.push(...wrongFigures(answer, question, table.rowCount).map((what) => `${name}: ${question.question} ${what}`));
    }
  }
  for (const what of wrong.slice(0, 20)) targets.note(what);
  targets.enter(`wrong figures in the answers to ${asked} questions about rows`, wrong.length, 'answers', 0);
  enterBlocked(targets, `by ${asked} questions over up to 200,000 rows`, await server.figures());
}
