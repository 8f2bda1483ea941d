import type { ModelDescription } from '../../core/types.ts';
import { call } from './http.ts';

interface EngineStatus {
  readonly name: string;
  /** The address that was tried; null for engines inside the server's own process. */
  readonly address: string | null;
  readonly reachable: boolean;
  readonly models: number;
}

export interface ServerStatus {
  readonly version: string;
  readonly limits: { readonly maxUploadBytes: number; readonly maxFileBytes: number; readonly maxQuestionCharacters: number };
  /** Folders that may be read by path; empty when the config allows none. */
  readonly folders: readonly string[];
  readonly defaultModel: string;
}

export interface ModelList {
  readonly models: readonly ModelDescription[];
  readonly engines: readonly EngineStatus[];
}

export function getStatus(): Promise<ServerStatus> {
  return call('GET', '/api/status');
}

export function getModels(): Promise<ModelList> {
  return call('GET', '/api/models');
}
