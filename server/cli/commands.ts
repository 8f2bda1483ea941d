/** All commands; a new one is one file and one line here. */
import { ask } from './ask.ts';
import type { Command } from './command.ts';
import { doctor } from './doctor.ts';
import { ingest } from './ingest.ts';
import { collections, documents, models } from './list.ts';
import { search } from './search.ts';
import { serve } from './serve.ts';

export const commands: readonly Command[] = [ingest, ask, search, collections, documents, models, serve, doctor];
