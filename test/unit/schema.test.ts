import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import type { TableDefinition } from '../../core/types.ts';
import { readSchema } from '../../ingest/schema/index.ts';

const sources = join(import.meta.dirname, '../fixtures/sql/sources');
const source = (name: string): string => readFileSync(join(sources, name), 'utf8');

function definitions(text: string): readonly TableDefinition[] {
  return readSchema(text).flatMap(({ definition }) => (definition === null ? [] : [definition]));
}

function definition(text: string, name: string): TableDefinition {
  const found = definitions(text).find((candidate) => candidate.name === name);
  if (found === undefined) throw new Error(`${name} is not defined`);
  return found;
}

const columnsOf = (table: TableDefinition): readonly string[] =>
  table.columns.map(({ name, type, nullable }) => `${name} ${type}${nullable ? '' : ' not null'}`.trim());
const onlyTable = (text: string): TableDefinition => definition(text, 't');

describe('SQLite', () => {
  const text = source('harbour.sqlite.sql');

  it('reads the tables, columns, types and keys that SQLite itself made of the file', () => {
    const database = new Database(':memory:');
    try {
      database.exec(text);
      const names = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'").pluck().all();
      expect(definitions(text).flatMap(({ kind, name }) => (kind === 'table' ? [name] : []))).toEqual(names);
      for (const name of names) expect(asSqliteSays(definition(text, String(name)))).toEqual(saidBySqlite(database, String(name)));
    } finally {
      database.close();
    }
  });

  it('finds a view with its columns, and comments beside and above columns', () => {
    expect(definition(text, 'busy')).toMatchObject({ kind: 'view', columns: [{ name: 'berth_id' }, { name: 'visits' }] });
    expect(definition(text, 'berth').columns[0]?.comment).toBe('painted on the quay');
    expect(definition(text, 'ship').columns[0]?.comment).toBe('call sign of the ship');
  });

  it('reads a virtual table without its options', () => {
    expect(columnsOf(onlyTable("CREATE VIRTUAL TABLE t USING fts5(a, b, tokenize = 'porter');"))).toEqual(['a', 'b']);
  });
});

/** In SQLite a key column may be NULL unless it says otherwise, so nullability is compared for the others only. */
function asSqliteSays(table: TableDefinition): unknown {
  const columns = table.columns.map(({ name, type, nullable }) => ({ name, type, nullable: table.primaryKey.includes(name) || nullable }));
  const keys = table.foreignKeys.flatMap((key) =>
    key.columns.map((from, index) => `${from} > ${key.table}.${key.referencedColumns[index]}`),
  );
  return { columns, primaryKey: table.primaryKey, keys: keys.sort() };
}

function saidBySqlite(database: Database.Database, table: string): unknown {
  const columns = database.pragma(`table_xinfo("${table}")`) as { name: string; type: string; notnull: number; pk: number }[];
  const keys = database.pragma(`foreign_key_list("${table}")`) as { from: string; table: string; to: string }[];
  return {
    columns: columns.map(({ name, type, notnull, pk }) => ({ name, type, nullable: pk > 0 || notnull === 0 })),
    primaryKey: columns
      .filter(({ pk }) => pk > 0)
      .sort((left, right) => left.pk - right.pk)
      .map(({ name }) => name),
    keys: keys.map((key) => `${key.from} > ${key.table}.${key.to}`).sort(),
  };
}

describe('PostgreSQL', () => {
  const text = source('harbour.postgres.sql');

  it('reads through dollar quotes, COPY data and client commands', () => {
    expect(definitions(text).map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      'type state',
      'type metres',
      'table invoice',
      'table sales.invoice',
      'table line',
      'table line_2026',
    ]);
  });

  it('knows types of many words, arrays, casts and generated columns', () => {
    expect(columnsOf(definition(text, 'invoice'))).toEqual([
      'id bigint not null',
      'state public.state',
      'tags text[]',
      'paid_at timestamp without time zone',
      'total numeric(10,2)',
    ]);
  });

  it('puts keys and comments of later statements on the right table', () => {
    expect(definition(text, 'invoice')).toMatchObject({ primaryKey: ['id'], comment: 'What we are owed' });
    expect(definition(text, 'invoice').columns[3]?.comment).toBe('Empty until the money is there');
    expect(definition(text, 'sales.invoice').comment).toBeNull();
    expect(definition(text, 'line').foreignKeys).toEqual([{ columns: ['invoice_id'], table: 'invoice', referencedColumns: ['id'] }]);
  });

  it('says what an enum or a domain allows', () => {
    expect(definition(text, 'state').comment).toBe("ENUM ('draft', 'it''s; sent')");
    expect(definition(text, 'metres').comment).toBe('numeric(6,2) CHECK (VALUE > 0)');
  });

  it('gives a partition, a child and a copy the columns of their parents', () => {
    expect(columnsOf(definition(text, 'line_2026'))).toEqual(['id bigserial not null', 'invoice_id bigint']);
    const family = 'CREATE TABLE p (a int); CREATE TABLE t (b int) INHERITS (p); CREATE TABLE l (LIKE t INCLUDING ALL, c int);';
    expect(columnsOf(definition(family, 't'))).toEqual(['a int', 'b int']);
    expect(columnsOf(definition(family, 'l'))).toEqual(['a int', 'b int', 'c int']);
    expect(definitions('CREATE TABLE a (LIKE b); CREATE TABLE b (LIKE a);')).toHaveLength(2);
  });

  it('takes the primary key of the other table when a reference names no columns', () => {
    const text = 'CREATE TABLE o (x int PRIMARY KEY); CREATE TABLE t (y int REFERENCES o ON DELETE SET NULL);';
    expect(onlyTable(text).foreignKeys).toEqual([{ columns: ['y'], table: 'o', referencedColumns: ['x'] }]);
    expect(onlyTable(text).columns[0]?.nullable).toBe(true);
  });

  it('reads the fields of a composite type', () => {
    expect(definition('CREATE TYPE point AS (x float, y float);', 'point')).toMatchObject({ columns: [{ name: 'x' }, { name: 'y' }] });
  });
});

describe('MySQL', () => {
  const text = source('harbour.mysql.sql');

  it('reads through backslashes, DELIMITER, hash comments and conditional comments', () => {
    expect(definitions(text).map(({ name }) => name)).toEqual(['crew', 'ship']);
  });

  it('knows columns from keys, and their comments', () => {
    const crew = definition(text, 'crew');
    expect(columnsOf(crew)).toEqual([
      'id int unsigned not null',
      'name varchar(80) not null',
      "rank enum('master','mate; second')",
      'ship varchar(10)',
    ]);
    expect(crew.comment).toBe('People on board');
    expect(crew.columns[1]?.comment).toBe("As in the passport, it's checked");
    expect(crew.foreignKeys).toEqual([{ columns: ['ship'], table: 'ship', referencedColumns: ['call_sign'] }]);
  });

  it('applies several changes of one ALTER', () => {
    expect(definition(text, 'ship')).toMatchObject({ primaryKey: ['call_sign'] });
    expect(definition(text, 'ship').columns[1]).toEqual({ name: 'flag', type: 'char(2)', nullable: false, comment: 'ISO country' });
  });

  it.each([
    ['MODIFY b bigint NOT NULL', ['a int', 'b bigint not null']],
    ['CHANGE b c text', ['a int', 'c text']],
    ['DROP COLUMN b', ['a int']],
    ['DROP b, ADD c int', ['a int', 'c int']],
    ['ADD (c int, d int)', ['a int', 'b int', 'c int', 'd int']],
    ['RENAME COLUMN b TO c', ['a int', 'c int']],
    ['DROP KEY b_index', ['a int', 'b int']],
    ['ALTER COLUMN b SET NOT NULL', ['a int', 'b int not null']],
    ['ALTER COLUMN b varchar(9) NOT NULL', ['a int', 'b varchar(9) not null']],
    ['ALTER COLUMN b TYPE bigint', ['a int', 'b int']],
  ])('reads ALTER TABLE t %s', (change, columns) => {
    expect(columnsOf(onlyTable(`CREATE TABLE t (a int, b int); ALTER TABLE t ${change};`))).toEqual(columns);
  });

  it('follows a table to its new name', () => {
    expect(definitions('CREATE TABLE old (a int); ALTER TABLE old RENAME TO t;').map(({ name }) => name)).toEqual(['t']);
  });
});

describe('T-SQL', () => {
  const text = source('harbour.tsql.sql');

  it('reads statements that only GO, or nothing, ends', () => {
    expect(definitions(text).map(({ name }) => name)).toEqual(['Berth', 'Visit', 'Toll']);
    expect(columnsOf(definition(text, 'Berth'))).toEqual(['BerthId int not null', 'Name nvarchar(50) not null', 'Area']);
  });

  it('finds keys of WITH CHECK ADD and descriptions of extended properties', () => {
    expect(definition(text, 'Visit').foreignKeys).toEqual([{ columns: ['BerthId'], table: 'Berth', referencedColumns: ['BerthId'] }]);
    expect(definition(text, 'Berth')).toMatchObject({ comment: 'Where ships lie', primaryKey: ['BerthId'] });
    expect(definition(text, 'Berth').columns[1]?.comment).toBe('Painted on the quay');
  });
});

describe('any dialect', () => {
  it('gives each definition the span of its CREATE statement', () => {
    const text = '-- a note; with a semicolon\nCREATE TABLE t (\n  a int -- why; not\n);\n/* CREATE TABLE no (b int); */ SELECT 1;';
    expect(readSchema(text).map(({ span }) => text.slice(span.start, span.end))).toEqual([
      'CREATE TABLE t (\n  a int -- why; not\n);',
      'SELECT 1;',
    ]);
  });

  it.each([
    ['CREATE TABLE t (key varchar(20), "index" text, [order] int, `check` date, primary_mark int)', 5],
    ['CREATE GLOBAL TEMPORARY TABLE IF NOT EXISTS app.dbo.t (a NUMBER(10,2) DEFAULT (1) NOT NULL ENABLE)', 1],
    ['CREATE TABLE /*prefix*/t (a int, UNIQUE (a), INDEX i (a), CHECK (a > 0), CONSTRAINT c EXCLUDE USING gist (a WITH =))', 1],
    ['CREATE TABLE t (a int', 1],
    ['CREATE TABLE t (', 0],
    ['CREATE TABLE t AS SELECT 1', 0],
  ])('reads %s', (text, columns) => {
    const [table] = definitions(text);
    expect(table?.name).toMatch(/^(?:t|app\.t)$/);
    expect(table?.columns).toHaveLength(columns);
  });

  it.each([
    ['an index', 'CREATE UNIQUE INDEX table_view ON t (a);'],
    ['a trigger', 'CREATE TRIGGER x AFTER INSERT ON t FOR EACH ROW BEGIN CREATE TABLE y (a int); END;'],
    ['a grant', 'GRANT CREATE TABLE TO someone;'],
    ['a string', "SELECT 'CREATE TABLE y (a int);';"],
    ['an unclosed quote', "SELECT 'CREATE TABLE y (a int);"],
  ])('finds no table in %s', (_, text) => {
    expect(definitions(text)).toEqual([]);
  });

  it('takes the names of a view from its list, its aliases or its columns', () => {
    const names = (text: string): readonly string[] => definitions(text)[0]?.columns.map(({ name }) => name) ?? [];
    expect(names('CREATE OR REPLACE VIEW v (a, b) AS SELECT 1, 2')).toEqual(['a', 'b']);
    expect(
      names('CREATE ALGORITHM=UNDEFINED DEFINER=`root`@`%` SQL SECURITY DEFINER VIEW `v` AS select `t`.`x` AS `y`,t.z from t'),
    ).toEqual(['y', 'z']);
    expect(names('CREATE VIEW v AS SELECT DISTINCT (SELECT max(q) FROM u) AS top, t.* FROM t')).toEqual(['top']);
  });

  it('stays linear on a file made to be slow', () => {
    const hostile = [
      '(',
      "'",
      '/*',
      '$a$',
      '[',
      'CREATE TABLE t (',
      'BEGIN ',
      '--\n',
      '/* */',
      'CREATE TABLE t (a int, LIKE t);\n',
      'ALTER TABLE t ADD a int,',
    ];
    const started = performance.now();
    for (const piece of hostile) readSchema(piece.repeat(200_000 / piece.length));
    // About 0.3 s in all on the machine of the first measurement; a quadratic reader needs minutes.
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});
