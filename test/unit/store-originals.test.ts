/** Originals that stay in the folder they were read from. */
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createCollection, openWriter } from '../../core/store/index.ts';
import { sampleDocument, sampleFile } from '../contract/store-samples.ts';
import { storeFolder } from './store-folder.ts';

const { data, config, closedLater } = storeFolder();

describe('an original read in place', () => {
  const path = (): string => join(data(), 'letter.txt');
  const content = 'Dear all, the office is closed on Friday.';

  function inPlace() {
    writeFileSync(path(), content);
    createCollection(config(), 'letters');
    const writer = closedLater(openWriter(config(), 'letters'));
    const id = writer.save({ ...sampleFile('letter.txt', content), kept: { kind: 'path', path: path() } }, sampleDocument(content));
    return { original: () => writer.original(id) };
  }

  test('is read from its folder', () => {
    expect(Buffer.from(inPlace().original()?.bytes ?? []).toString()).toBe(content);
  });

  const changes: Readonly<Record<string, () => void>> = {
    gone: () => rmSync(path()),
    changed: () => writeFileSync(path(), content.replace('Friday', 'Monday')),
    longer: () => writeFileSync(path(), `${content} Really.`),
    'a link to another file': () => {
      writeFileSync(join(data(), 'other.txt'), content);
      rmSync(path());
      symlinkSync(join(data(), 'other.txt'), path());
    },
    'a folder': () => {
      rmSync(path());
      mkdirSync(path());
    },
  };

  test.each(Object.entries(changes))('is refused, without a path of the machine, when it is %s', (_what, change) => {
    const { original } = inPlace();
    change();
    expect(original).toThrow(expect.objectContaining({ code: 'file-unreadable', message: expect.stringContaining('"letter.txt"') }));
    expect(original).toThrow(expect.objectContaining({ message: expect.not.stringContaining(data()) }));
  });
});
