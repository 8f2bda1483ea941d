import { constants } from 'node:fs';
import { access, statfs } from 'node:fs/promises';
import type { Config } from '../../core/config.ts';
import { makeFolder } from '../../core/make-folder.ts';
import { isOpenToOthers } from '../private-folder.ts';
import { bad, doubtful, type Finding, good } from './finding.ts';

/** Below this an ingest or a backup soon fails (security-reliability rule R-06: a gigabyte). */
const leastFreeBytes = 1e9;

export async function dataFolder(config: Config): Promise<Finding> {
  try {
    makeFolder(config.data);
    await access(config.data, constants.R_OK | constants.W_OK);
    const { bavail, bsize } = await statfs(config.data);
    const free = bavail * bsize;
    if (isOpenToOthers(config.data)) {
      return doubtful(
        'data',
        'Others who use this machine can read the data folder.',
        'It is shared with other files or belongs to somebody else: name a folder that holds nothing else with CARREL_DATA.',
      );
    }
    if (free >= leastFreeBytes) return good('data', `The data folder can be written; ${Math.round(free / 1e9)} GB are free.`);
    return bad('data', `Only ${Math.round(free / 1e6)} MB are free where the data folder is.`, 'Free some space before you ingest.');
  } catch {
    // Whatever the reason, the person needs the same remedy; the raw text would name paths.
    return bad('data', 'The data folder cannot be written.', 'Give this user the right to write it, or name another with CARREL_DATA.');
  }
}
