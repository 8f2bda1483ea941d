import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { freeName, shownName, sourceName } from '../../ingest/source-name.ts';

describe('the name of a source', () => {
  test.each([
    ['leave/holidays.md', 'leave/holidays.md'],
    ['/leave/holidays.md', 'leave/holidays.md'],
    ['./leave//./holidays.md', 'leave/holidays.md'],
    ['leave\\holidays.md', 'leave/holidays.md'],
    ['C:\\Users\\me\\holidays.md', 'Users/me/holidays.md'],
    ['cafe\u0301.txt', 'caf\u00e9.txt'],
    ['new\nline.txt', 'new\u240aline.txt'],
    ['a\tb.txt', 'a\u2409b.txt'],
    ['\u202etxt.exe', '\ufffdtxt.exe'],
    ['...', '...'],
    ['%2e%2e%2fetc%2fpasswd', '%2e%2e%2fetc%2fpasswd'],
    ["'; DROP TABLE files; --.md", "'; DROP TABLE files; --.md"],
    ['-rf.txt', '-rf.txt'],
  ])('%j becomes %j', (given, expected) => {
    expect(sourceName(given)).toBe(expected);
  });

  test.each(['..', '../a.txt', 'a/../b.txt', 'a\\..\\b.txt', '', '/', '.', '\0null.txt', 'a\0.txt', 'x'.repeat(1025)])(
    '%j is refused with what to do',
    (given) => {
      expect(() => sourceName(given)).toThrow(expect.objectContaining({ code: 'bad-name', hint: expect.stringMatching(/\w/) }));
    },
  );

  test('is never absolute, never leads out and never breaks a line, whatever was given', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (given) => {
        let name: string;
        try {
          name = sourceName(given);
        } catch {
          return;
        }
        expect(name).not.toMatch(/^\/|[\u0000-\u001f\u007f]|(^|\/)\.\.(\/|$)/);
        expect(name).not.toBe('');
        expect(sourceName(name)).toBe(name);
      }),
    );
  });
});

describe('a refused name as it is shown', () => {
  test.each([
    ['../../etc/passwd', '(..)/(..)/etc/passwd'],
    ['/etc/passwd', 'etc/passwd'],
    ['..\\win.ini', '(..)/win.ini'],
    ['a\0b\n', 'a\u2400b\u240a'],
    ['', '(no name)'],
    ['x'.repeat(2000), 'x'.repeat(1024)],
  ])('%j becomes %j', (given, expected) => {
    expect(shownName(given)).toBe(expected);
  });
});

describe('a free name', () => {
  const taken = new Set(['a.txt', 'a (2).txt', 'v1.2/notes', '.env']);
  test.each([
    ['b.txt', 'b.txt'],
    ['a.txt', 'a (3).txt'],
    ['v1.2/notes', 'v1.2/notes (2)'],
    ['.env', '.env (2)'],
  ])('%j is found as %j', (wanted, expected) => {
    expect(freeName(wanted, (name) => taken.has(name))).toBe(expected);
  });
});
