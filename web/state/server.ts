/** The server and its models, as last seen. */
import { computed, signal } from '@preact/signals';
import { type Fault, toFault } from '../api/http.ts';
import { getModels, getStatus, type ModelList, type ServerStatus } from '../api/status.ts';

export const status = signal<ServerStatus | null>(null);
/** Null until the server has looked around. */
export const modelList = signal<ModelList | null>(null);
export const serverFault = signal<Fault | null>(null);

/** The id of the generator that quotes without a model; it is always there. */
export const quoting = 'extractive';

/** Models that can be asked, without the one that only quotes. */
export const askable = computed(() => (modelList.value?.models ?? []).filter(({ embeds, id }) => !embeds && id !== quoting));

export async function loadServer(): Promise<void> {
  await Promise.all([
    into(getStatus, (value) => {
      status.value = value;
    }),
    into(getModels, (value) => {
      modelList.value = value;
    }),
  ]);
}

async function into<Value>(get: () => Promise<Value>, put: (value: Value) => void): Promise<void> {
  try {
    put(await get());
    serverFault.value = null;
  } catch (error) {
    serverFault.value = toFault(error);
  }
}
