/**
 * The server of this data folder, if one runs. It has the line before each model and knows what each holds: a command
 * that asks a model beside it would drive its documents out of the cache.
 */
import { type Config, configAsFlags } from '../../core/config.ts';
import { livingServer, type ServerNote } from '../data-folder.ts';

export interface RunningServer {
  /** Such as http://127.0.0.1:8642 */
  readonly address: string;
}

/** These make no difference to an answer, or are sent with each question. A new setting is compared until it stands here. */
const unimportant: ReadonlySet<string> = new Set<keyof Config>([
  'data',
  'host',
  'allowedHosts',
  'port',
  'collection',
  'model',
  'folders',
  'warmUp',
  'maxFileBytes',
  'maxUploadBytes',
  'ingestMemoryBytes',
  'parserMemoryBytes',
  'parserTimeoutMs',
  'parsers',
  'log',
  'logLevel',
]);

/** The server to ask through; else null, with what a person should know when one runs that answers otherwise. */
export function runningServer(config: Config, version: string): { readonly server: RunningServer | null; readonly why: string } {
  const note = livingServer(config);
  // Without an address it is still starting.
  if (note === null || note.address === '') return { server: null, why: '' };
  const difference = differenceOf(note, config, version);
  if (difference === null) return { server: { address: note.address }, why: '' };
  const beside = 'The model is asked beside it, and may lose what it has read for the server';
  return { server: null, why: `The server at ${note.address} ${difference}. ${beside}.` };
}

function differenceOf(note: ServerNote, config: Config, version: string): string | null {
  if (note.version !== version) return `is of version ${note.version}, this is ${version}`;
  const own = Object.entries(configAsFlags(config)).filter(([name]) => !unimportant.has(name));
  const different = own.filter(([name, value]) => note.settings[name] !== value).map(([name]) => name);
  return different.length === 0 ? null : `has other settings (${different.join(', ')})`;
}
