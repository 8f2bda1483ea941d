/** The model servers: which run, in which version, what is known to be wrong with it, and what they can do. */
import type { Config } from '../../core/config.ts';
import { AppError } from '../../core/errors.ts';
import { count } from '../../core/number-words.ts';
import type { Capabilities, Engine, EngineReport } from '../../core/ports.ts';
import type { ModelDescription } from '../../core/types.ts';
import { embeddedFault } from '../generate/embedded/engine.ts';
import { engines } from '../generate/index.ts';
import { bad, doubtful, type Finding, good } from './finding.ts';

/** A server that lists its models also tells its version at once. */
const reportMs = 2_000;

export async function servers(config: Config, found: readonly ModelDescription[], signal: AbortSignal): Promise<readonly Finding[]> {
  const named = engines(config).filter(({ address }) => address !== null);
  const missing = await embeddedFault(config);
  const findings = await Promise.all(named.map((engine) => serverFindings(engine, found, signal)));
  return [...findings.flat(), ...(missing === null ? [] : [bad('model', `${missing.message}.`, missing.hint)])];
}

async function serverFindings(engine: Engine, found: readonly ModelDescription[], signal: AbortSignal): Promise<readonly Finding[]> {
  const { name, address, isOptional } = engine;
  const report = await reportOf(engine, signal);
  if (report === null) return isOptional ? [] : [silent(engine)];
  if (report instanceof AppError) return [doubtful('model', `${report.message}.`, report.hint)];
  const models = found.filter((model) => model.engine === name).length;
  if (isOptional && models === 0) return [];
  const faults = report.knownFaults.map(({ message, remedy }) => doubtful('model', message, remedy));
  if (models === 0) return [...faults, silent(engine)];
  const foreign = report.loadedWindows.flatMap((loaded) =>
    foreignWindow(
      loaded,
      found.filter((model) => model.engine === name),
    ),
  );
  return [good('model', `${report.runtime} at ${address}: ${abilities(engine.capabilities)}.`), ...faults, ...foreign];
}

/** Another program has loaded it with a window of its own: each loads it anew after the other, and all is read again. */
function foreignWindow(
  { model, windowTokens }: EngineReport['loadedWindows'][number],
  own: readonly ModelDescription[],
): readonly Finding[] {
  const asked = own.find(({ id, embeds }) => id === model && !embeds)?.contextTokens;
  if (asked === undefined || asked === windowTokens) return [];
  const message = `${model} is loaded with a window of ${count(windowTokens)} tokens; Carrel asks for ${count(asked)} and will load it again.`;
  return [doubtful('model', message, 'If another program uses it too, let both ask for the same window: CARREL_CONTEXT_TOKENS.')];
}

async function reportOf(engine: Engine, signal: AbortSignal): Promise<EngineReport | AppError | null> {
  try {
    return await engine.report(AbortSignal.any([signal, AbortSignal.timeout(reportMs)]));
  } catch (fault) {
    if (!(fault instanceof AppError) || signal.aborted) throw fault;
    // It is there, and says why it does not answer: it wants a key.
    if (fault.code === 'model-failed') return fault;
    // It is down or no model server; that no model of it was found is said below.
    return null;
  }
}

function silent({ name, address }: Engine): Finding {
  const remedy = 'Start the model server there and give it a model, or name its address: CARREL_OLLAMA_URL, CARREL_OPENAI_URL.';
  return doubtful('model', `No model at ${address} (${name}).`, remedy);
}

const windows: Readonly<Record<Capabilities['setsWindow'], string>> = {
  'per-request': 'takes the window from each request',
  'when-loaded': 'takes the window when it loads a model',
  'when-started': 'has the window it was started with',
};

function abilities(capabilities: Capabilities): string {
  const reuse = {
    counted: 'counts what it still held',
    inferred: 'what it still held is told from the time',
    unknown: 'does not tell reuse',
  };
  const yes = [
    windows[capabilities.setsWindow],
    capabilities.refusesOverflow ? 'refuses prompts that are too long' : 'is guarded by our own count alone',
    reuse[capabilities.reportsCache],
    ...(capabilities.reportsProgress ? ['tells progress'] : []),
    ...(capabilities.savesState ? ['keeps what it has read on disk'] : []),
  ];
  return yes.join('; ');
}
