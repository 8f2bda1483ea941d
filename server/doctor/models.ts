/** The models that can be asked: their real windows, and whether they fit into memory. */
import type { Config } from '../../core/config.ts';
import { count } from '../../core/number-words.ts';
import type { ModelDescription } from '../../core/types.ts';
import { bad, doubtful, type Finding, good } from './finding.ts';
import { type Measurements, readMeasurements } from './measurements.ts';

export async function models(config: Config, found: readonly ModelDescription[]): Promise<readonly Finding[]> {
  const asked = found.filter(({ embeds, contextTokens }) => !embeds && contextTokens > 0);
  const measured = readMeasurements(config);
  const lines = asked.flatMap((model) => [modelLine(model), ...measuredLine(model, measured)]);
  if (asked.length === 0)
    lines.push(
      doubtful(
        'model',
        'Answers are quotes from the documents until a model server runs.',
        'For written answers, install Ollama and a Gemma 4 model.',
      ),
    );
  const isThere = ({ id, engine }: ModelDescription): boolean => [id, id.replace(/:latest$/, ''), `${engine}/${id}`].includes(config.model);
  if (config.model !== '' && !found.some(isThere))
    lines.push(bad('model', `The configured model "${config.model}" is not there.`, 'Install it, or change CARREL_MODEL.'));
  return lines;
}

function modelLine({ id, engine, contextTokens, sizeBytes, memory, loaded }: ModelDescription): Finding {
  const described = `${id} (${engine}): window of ${count(contextTokens)} tokens${loaded ? ', loaded' : ''}`;
  if (memory === null) return good('model', `${described}; what it takes of the memory is not known.`);
  const { neededBytes, availableBytes } = memory;
  const rest =
    sizeBytes === null ? '' : `: weights ${gigabytes(sizeBytes)}, window, checkpoints and buffers ${gigabytes(neededBytes - sizeBytes)}`;
  const needs = `${described}; needs ${gigabytes(neededBytes)}${rest}; ${gigabytes(availableBytes)} may be used`;
  if (neededBytes <= availableBytes || loaded) return good('model', `${needs}.`);
  return doubtful(
    'model',
    `${needs}, so it will be very slow or not load.`,
    'Choose a smaller model with CARREL_MODEL, a smaller window with CARREL_CONTEXT_TOKENS, or set OLLAMA_KV_CACHE_TYPE=q8_0 for Ollama.',
  );
}

function measuredLine({ id, engine, digest }: ModelDescription, measured: readonly Measurements[]): readonly Finding[] {
  const known = measured.find((one) => one.model === id && one.engine === engine && one.digest === digest);
  if (known === undefined) return [];
  const { prefillTokensPerSecond, decodeTokensPerSecond, measuredAt } = known;
  const speeds = [rate('reads', prefillTokensPerSecond), rate('writes', decodeTokensPerSecond)].filter((one) => one !== null);
  if (speeds.length === 0) return [];
  return [good('model', `${id} ${speeds.join(' and ')}, as tried on ${measuredAt.slice(0, 10)}.`)];
}

const rate = (verb: string, perSecond: number | null): string | null =>
  perSecond === null ? null : `${verb} ${count(perSecond)} tokens a second`;

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;
