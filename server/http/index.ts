/** The route table: a new call is one line here. */
import * as answers from './answers.ts';
import * as collections from './collections.ts';
import * as conversations from './conversations.ts';
import * as doctor from './doctor.ts';
import * as documents from './documents.ts';
import * as jobs from './jobs.ts';
import * as ledger from './ledger.ts';
import * as pictures from './pictures.ts';
import * as questions from './questions.ts';
import type { Route } from './route.ts';
import * as system from './system.ts';
import * as warmUp from './warm-up.ts';

export const routes: readonly Route[] = [
  system.health,
  system.status,
  system.models,
  doctor.show,
  doctor.attempt,
  collections.list,
  collections.create,
  collections.remove,
  documents.list,
  jobs.ingest,
  documents.show,
  documents.text,
  documents.original,
  pictures.show,
  documents.remove,
  ledger.show,
  jobs.list,
  jobs.show,
  jobs.watch,
  jobs.cancel,
  warmUp.show,
  warmUp.begin,
  warmUp.end,
  questions.search,
  questions.plan,
  questions.ask,
  answers.show,
  answers.prompt,
  conversations.list,
  conversations.show,
  conversations.remove,
];
