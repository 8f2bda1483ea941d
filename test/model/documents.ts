/** Real documents for the real models, from ../shared/eval; see test/eval/data.ts. */
import { readdirSync, readFileSync } from 'node:fs';
import { countTokens } from '../../core/tokens/index.ts';
import { evalFile, jsonLines } from '../eval/data.ts';
import { filesInLines, filesUnder } from '../eval/ir.ts';

const decoder = new TextDecoder();

const handbookPages = (): readonly { readonly path: string; readonly text: string }[] =>
  filesUnder('office/handbook-200k/files/').map(({ path, bytes }) => ({ path, text: decoder.decode(bytes) }));

/** The first pages of the handbook, up to so many tokens. */
export function filesOfTokens(most: number): Readonly<Record<string, string>> {
  const chosen: [string, string][] = [];
  let tokens = 0;
  for (const { path, text } of handbookPages()) {
    tokens += countTokens(text);
    if (tokens > most) break;
    chosen.push([path, text]);
  }
  return Object.fromEntries(chosen);
}

/** So that no text alone decides. */
const longestText = 40_000;

/** A hundred texts: prose, code with its settings, text of PDF files in many languages, and Urdu. */
export function mixedTexts(): readonly string[] {
  const prose = handbookPages().map(({ text }) => text);
  const code = filesInLines('office/fastify-repo/corpus.jsonl.gz').map(({ bytes }) => decoder.decode(bytes));
  const urdu = jsonLines<{ readonly text: string }>('ir/urdu-oil/corpus.jsonl').map(({ text }) => text);
  const folder = evalFile('documents/reference/');
  const pages = readdirSync(folder).map((name) => readFileSync(new URL(encodeURIComponent(name), folder), 'utf8'));
  return [...spread(prose, 40), ...spread(code, 25), ...spread(pages, 20), ...spread(urdu, 15)].map((text) => text.slice(0, longestText));
}

/** So many of them, from beginning to end. */
function spread(texts: readonly string[], count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => texts[Math.floor((index * texts.length) / count)] ?? '');
}
