/**
 * Compares the schema reader with what real databases made of the same files (../shared/eval/schema/ddl).
 * Run: node test/eval/schema-ddl.ts [--missing]
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { TableDefinition } from '../../core/types.ts';
import { readSchema } from '../../ingest/schema/index.ts';

const folder = join(import.meta.dirname, '../../../shared/eval/schema/ddl');

const goldSchema = z.object({
  tables: z.array(
    z.object({
      name: z.string(),
      columns: z.array(z.object({ name: z.string(), type: z.string(), nullable: z.boolean() })),
      primary_key: z.array(z.string()),
      foreign_keys: z.array(z.object({ columns: z.array(z.string()), ref_table: z.string(), ref_columns: z.array(z.string().nullable()) })),
    }),
  ),
});
const indexRow = z.object({ file: z.string(), gold: z.string().nullish(), create_table_statements: z.number() });

type GoldTable = z.infer<typeof goldSchema>['tables'][number];

interface Count {
  readonly found: number;
  readonly expected: number;
}

interface Score {
  readonly tables: Count;
  readonly columns: Count;
  readonly nullability: Count;
  readonly primaryKeys: Count;
  readonly foreignKeys: Count;
  readonly missing: readonly string[];
}

function score(gold: readonly GoldTable[], found: readonly TableDefinition[]): Score {
  const facts = (pick: (table: GoldTable) => readonly string[]): readonly string[] => gold.flatMap(pick);
  const read = (pick: (table: TableDefinition) => readonly string[]): ReadonlySet<string> => new Set(found.flatMap(pick));
  const parts = {
    tables: compare(
      facts((table) => [fact(table.name)]),
      read((table) => [fact(table.name)]),
    ),
    columns: compare(
      facts((table) => table.columns.map((column) => fact(table.name, column.name))),
      read((table) => table.columns.map((column) => fact(table.name, column.name))),
    ),
    nullability: compare(
      facts((table) =>
        table.columns.map((column) => fact(table.name, column.name, String(column.nullable && !table.primary_key.includes(column.name)))),
      ),
      read((table) => table.columns.map((column) => fact(table.name, column.name, String(column.nullable)))),
    ),
    primaryKeys: compare(
      facts((table) => (table.primary_key.length > 0 ? [fact(table.name, ...table.primary_key)] : [])),
      read((table) => [fact(table.name, ...table.primaryKey)]),
    ),
    foreignKeys: compare(
      facts((table) =>
        table.foreign_keys.map((key) =>
          fact(table.name, ...key.columns, '>', key.ref_table, ...key.ref_columns.filter((name) => name !== null)),
        ),
      ),
      read((table) =>
        table.foreignKeys.flatMap((key) => [
          fact(table.name, ...key.columns, '>', key.table, ...key.referencedColumns),
          fact(table.name, ...key.columns, '>', key.table),
        ]),
      ),
    ),
  };
  const missing = Object.entries(parts).flatMap(([kind, part]) => part.missing.map((name) => `${kind}: ${name}`));
  return { ...parts, missing };
}

function fact(...names: readonly string[]): string {
  return names.map((name) => name.replace(/^.*\./, '').toLowerCase()).join(' ');
}

function compare(expected: readonly string[], found: ReadonlySet<string>): Count & { readonly missing: readonly string[] } {
  const missing = expected.filter((name) => !found.has(name));
  return { found: expected.length - missing.length, expected: expected.length, missing };
}

function print(name: string, counts: readonly Count[]): void {
  const cells = counts.map(({ found, expected }) => `${found}/${expected}`.padStart(11));
  console.log(`${name.padEnd(24)}${cells.join('')}`);
}

function main(): void {
  if (!existsSync(folder)) {
    console.log('The schema files are not here (../shared/eval/schema/ddl): nothing was measured.');
    return;
  }
  const columns = ['tables', 'columns', 'nullable', 'keys', 'foreign'];
  console.log(`${''.padEnd(24)}${columns.map((name) => name.padStart(11)).join('')}`);
  const totals = columns.map(() => ({ found: 0, expected: 0 }));
  const rows = readFileSync(join(folder, 'index.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => indexRow.parse(JSON.parse(line)));
  for (const row of rows.filter((candidate) => candidate.file.endsWith('.sql'))) {
    const found = readSchema(readFileSync(join(folder, row.file), 'utf8')).flatMap(({ definition }) =>
      definition === null ? [] : [definition],
    );
    if (typeof row.gold !== 'string') {
      const tables = found.filter((definition) => definition.kind === 'table');
      const names = tables.reduce((sum, table) => sum + table.columns.length, 0);
      const keys = tables.reduce((sum, table) => sum + table.foreignKeys.length, 0);
      console.log(
        `${row.file.padEnd(24)}${`${tables.length}/${row.create_table_statements}`.padStart(11)}  no gold: ${names} columns, ${keys} foreign keys`,
      );
      continue;
    }
    const gold = goldSchema.parse(JSON.parse(readFileSync(join(folder, row.gold), 'utf8')));
    const result = score(gold.tables, found);
    const counts = [result.tables, result.columns, result.nullability, result.primaryKeys, result.foreignKeys];
    print(row.file, counts);
    for (const [index, count] of counts.entries()) {
      const total = totals[index];
      if (total !== undefined) totals[index] = { found: total.found + count.found, expected: total.expected + count.expected };
    }
    if (process.argv.includes('--missing')) for (const name of result.missing) console.log(`  missing ${name}`);
  }
  print('all with gold', totals);
}

main();
