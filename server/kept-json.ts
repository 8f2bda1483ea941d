/** Small facts that outlive the process, each in a JSON file of the data folder. Losing one costs a convenience, no answer. */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';
import type { Config } from '../core/config.ts';
import { makeFolder } from '../core/make-folder.ts';

export interface KeptJson<Value> {
  /** The empty value when the file is missing, damaged or of another version. */
  read(config: Config): Value;
  /** All of it or nothing; a folder that cannot be written is passed over. */
  write(config: Config, value: Value): void;
}

export function keptJson<Value>(name: string, schema: z.ZodType<Value>, empty: Value): KeptJson<Value> {
  const fileIn = ({ data }: Config): string => join(data, name);
  return {
    read(config) {
      try {
        return schema.parse(JSON.parse(readFileSync(fileIn(config), 'utf8')));
      } catch {
        // Whatever is wrong with it, it is written anew by the next one who has something to keep.
        return empty;
      }
    },
    write(config, value) {
      try {
        makeFolder(config.data);
        const unfinished = `${fileIn(config)}.${process.pid}`;
        writeFileSync(unfinished, JSON.stringify(value));
        renameSync(unfinished, fileIn(config));
      } catch {
        // The doctor has a finding for a folder that cannot be written; what is kept here is not worth a failed answer.
      }
    },
  };
}
