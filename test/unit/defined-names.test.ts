import { describe, expect, test } from 'vitest';
import { definedNames } from '../../ingest/defined-names.ts';

describe('names that code defines', () => {
  test.each([
    ['export default async function load(url: string) {', ['load']],
    ['export const limit = 3;', ['limit']],
    ['  const local = 3;', []],
    ['Reply.prototype.send = function (payload) {', ['send']],
    ['module.exports.close = () => {}', ['close']],
    ['class Ledger extends Book {', ['Ledger']],
    ['  async *rows(from: number): AsyncIterable<Row> {', ['rows']],
    ['def tide_at(place):', ['tide_at']],
    ['    pub(crate) fn run_target(&mut self) -> Result<(), Error> {', ['run_target']],
    ['impl<A, B> DiffExecutor<A, B> {', ['DiffExecutor']],
    ['func (l *Ledger) Close() error {', ['Close']],
    ['    public static final Hash withArgon2(Argon2 function) throws Fault {', ['withArgon2']],
    ['void Column::Load(InputStream* input)\n{', ['Column::Load']],
    ["  ERR_TOO_LARGE: createError('ERR_TOO_LARGE', 413),", ['ERR_TOO_LARGE']],
    ['    private static final int MOST_ROWS = 3;', ['MOST_ROWS']],
    ['#define BUFFER_SIZE 4096', ['BUFFER_SIZE']],
    ['CREATE TABLE x (', []],
  ])('%j defines %j', (code, names) => {
    expect(definedNames(code)).toEqual(names);
  });

  test.each([
    ["it('ends', () => {"],
    ["app.get('/', function (request, reply) {"],
    ['if (isReady(now)) {'],
    ['} else if (late(now)) {'],
    ['while (next()) {'],
    ['return closed(files);'],
    ['case ERR_TOO_LARGE:'],
    ['if (code === ERR_TOO_LARGE) stop();'],
    ['total == MOST_ROWS;'],
  ])('%j defines nothing', (code) => {
    expect(definedNames(code)).toEqual([]);
  });

  test('take a moment however the code is made', () => {
    const hostile = ['a '.repeat(149), '('.repeat(299), 'a::'.repeat(99), `${'public '.repeat(40)}`, 'x'.repeat(1_000_000)].join('\n');
    const started = performance.now();
    definedNames(`${hostile}\n`.repeat(3));
    expect(performance.now() - started).toBeLessThan(500);
  });
});
