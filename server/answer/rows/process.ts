/** The row process: gets one piece of work after another from its parent, and ends with it. */
import { loadConfig } from '../../../core/config.ts';
import { AppError } from '../../../core/errors.ts';
import { type RowReply, type RowWork, rowReader } from './row-reader.ts';

/** `asking` says that no file is open from here on: the process may be killed. */
export type RowMessage =
  | { readonly kind: 'asking' }
  | { readonly kind: 'reply'; readonly reply: RowReply }
  | { readonly kind: 'fault'; readonly code: string; readonly message: string; readonly hint: string };

const tell = (message: RowMessage): void => {
  process.send?.(message);
};

const config = loadConfig({ flags: JSON.parse(process.argv[2] ?? '{}'), environment: {} });
const read = rowReader(config, () => tell({ kind: 'asking' }));

process.on('message', (work: RowWork) => {
  try {
    tell({ kind: 'reply', reply: read(work) });
  } catch (fault) {
    // Anything else is our own mistake, and ends the process: its parent says so.
    if (!(fault instanceof AppError)) throw fault;
    tell({ kind: 'fault', code: fault.code, message: fault.message, hint: fault.hint });
  }
});
process.on('disconnect', () => process.exit(0));
