/** The SQL process: reads tables and statements from stdin, writes what came of them to stdout, and ends. */
import { text } from 'node:stream/consumers';
import { openRows } from '../../../core/store/index.ts';
import type { RowQueries, RowReplies } from './run-query.ts';

const { tables, statements, mostRows } = JSON.parse(await text(process.stdin)) as RowQueries;
const rows = openRows(tables);
const outcomes: RowReplies = statements.map((sql) => rows.query(sql, mostRows));
rows.close();
process.stdout.write(JSON.stringify(outcomes));
