/** What is known to be wrong with versions of Ollama, and with what it lists. Source: docs/facts/ollama-gemma.md §1, §8. Pure. */
import type { EngineReport } from '../../core/ports.ts';

type KnownFaults = EngineReport['knownFaults'];

interface BadVersions {
  /** First version that is free of it: `[0, 30, 1]`. */
  readonly mendedIn: readonly [number, number, number];
  readonly message: string;
}

const badVersions: readonly BadVersions[] = [
  {
    mendedIn: [0, 12, 0],
    message: 'does not say which window it really gave to a model: one that was lowered for want of memory goes unseen',
  },
  {
    mendedIn: [0, 30, 0],
    message: 'reads all documents again for each question about them with Gemma 3, and with Gemma 4 unless they are short',
  },
  // From 0.30.0 on it runs llama-server; 0.30.0 alone left cached tokens out of its counts.
  { mendedIn: [0, 30, 1], message: 'may count only those tokens of a prompt that were new, which looks like a cut prompt' },
];

export function faultsOfOllama(version: string): KnownFaults {
  const numbers = /^(\d+)\.(\d+)\.(\d+)/.exec(version)?.slice(1).map(Number);
  if (numbers === undefined) return [];
  return badVersions
    .filter(({ mendedIn }) => isBefore(numbers, mendedIn))
    .filter(({ mendedIn }) => mendedIn[2] === 0 || !isBefore(numbers, [mendedIn[0], mendedIn[1], 0]))
    .map(({ mendedIn, message }) => ({ message: `Ollama ${version} ${message}.`, remedy: `Update it to ${mendedIn.join('.')} or later.` }));
}

function isBefore(version: readonly number[], limit: readonly number[]): boolean {
  const place = limit.findIndex((number, index) => number !== (version[index] ?? 0));
  return place !== -1 && (version[place] ?? 0) < (limit[place] ?? 0);
}

export function cloudFinding(names: readonly string[]): KnownFaults {
  if (names.length === 0) return [];
  return [
    {
      message: `Ollama lists models that run on somebody else's computer: ${names.join(', ')}. Carrel never asks them.`,
      remedy: 'Remove them with `ollama rm`, or start Ollama with OLLAMA_NO_CLOUD=1.',
    },
  ];
}
