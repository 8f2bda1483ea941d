/**
 * How text is cut into words before bytes are merged: one rule for each family of models. Source: llama.cpp v0.5.0,
 * src/llama-vocab.cpp, which is what Ollama, LM Studio and llama-server count with.
 */

export interface Splitters {
  /** Used one after the other, each on what the one before has left: matches and the text between them are pieces. */
  readonly patterns: readonly RegExp[];
  /** A piece that is a token as it stands is not merged. */
  readonly takesWholeTokens: boolean;
}

const contractions = "'[sS]|'[tT]|'[rR][eE]|'[vV][eE]|'[mM]|'[lL][lL]|'[dD]";
const spaces = '\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+';
const gpt2 = "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)";
const upper = '(?:(?=\\p{L})[^a-z])';
const lower = '(?:(?=\\p{L})[^A-Z])';

function wordsWith(digits: string): string {
  return `(?:${contractions})|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|${digits}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|${spaces}`;
}

/** Words that begin anew at a capital letter. */
function casedWords(digits: string, ending: string): string {
  const word = `[^\\r\\n\\p{L}\\p{N}]?`;
  return `${word}${upper}*${lower}+${ending}|${word}${upper}+${lower}*${ending}|${digits}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|${spaces}`;
}

const han = '[\\u4E00-\\u9FA5\\u3040-\\u309F\\u30A0-\\u30FF]+';
const deepseek = `[!"#$%&'()*+,\\-.\\/:;<=>?@\\[\\\\\\]^_\`{|}~][A-Za-z]+|[^\\r\\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+| ?[\\p{P}\\p{S}]+[\\r\\n]*|${spaces}`;
const qwen35 = `(?:${contractions})|[^\\r\\n\\p{L}\\p{N}]?[\\p{L}\\p{M}]+|\\p{N}| ?[^\\s\\p{L}\\p{M}\\p{N}]+[\\r\\n]*|${spaces}`;

const families: readonly { readonly names: readonly string[]; readonly sources: readonly string[]; readonly takesWholeTokens: boolean }[] =
  [
    {
      names: ['llama3', 'llama-v3', 'llama-bpe', 'falcon3', 'falcon-h1', 'pixtral', 'midm-2.0', 'lfm2'],
      sources: [wordsWith('\\p{N}{1,3}')],
      takesWholeTokens: true,
    },
    { names: ['dbrx', 'smaug-bpe', 'glm4', 'chatglm-bpe'], sources: [wordsWith('\\p{N}{1,3}')], takesWholeTokens: false },
    {
      names: ['qwen2', 'deepseek-r1-qwen', 'stablelm2', 'megrez', 'hunyuan', 'solar-open', 'grok-2'],
      sources: [wordsWith('\\p{N}')],
      takesWholeTokens: false,
    },
    { names: ['qwen35'], sources: [qwen35], takesWholeTokens: false },
    { names: ['deepseek-v3', 'hunyuan-dense', 'joyai-llm'], sources: ['\\p{N}{1,3}', han, deepseek], takesWholeTokens: false },
    { names: ['tekken'], sources: [casedWords('\\p{N}', '')], takesWholeTokens: true },
    { names: ['gpt-4o', 'llama4', 'minimax-m2'], sources: [casedWords('\\p{N}{1,3}', `(?:${contractions})?`)], takesWholeTokens: false },
    {
      names: ['smollm', 'starcoder', 'refact', 'command-r', 'codeshell', 'exaone', 'minerva-7b', 'mellum2'],
      sources: ['\\p{N}', gpt2],
      takesWholeTokens: false,
    },
    {
      names: ['gpt-2', 'phi-2', 'exaone4', 'trillion', 'gigachat', 'mellum', 'granite-docling'],
      sources: [gpt2],
      takesWholeTokens: false,
    },
  ];

/** Null for a way of cutting that is not known here. */
export function splittersOf(name: string): Splitters | null {
  const family = families.find(({ names }) => names.includes(name));
  if (family === undefined) return null;
  return { patterns: family.sources.map((source) => new RegExp(source, 'gu')), takesWholeTokens: family.takesWholeTokens };
}

/** The pieces of a text, in order; joined they are the text. */
export function splitText(text: string, patterns: readonly RegExp[]): readonly string[] {
  let pieces: readonly string[] = [text];
  for (const pattern of patterns) pieces = pieces.flatMap((piece) => splitOnce(piece, pattern));
  return pieces;
}

function splitOnce(text: string, pattern: RegExp): readonly string[] {
  const pieces: string[] = [];
  let end = 0;
  for (const match of text.matchAll(pattern)) {
    if (match.index > end) pieces.push(text.slice(end, match.index));
    if (match[0] !== '') pieces.push(match[0]);
    end = match.index + match[0].length;
  }
  if (end < text.length) pieces.push(text.slice(end));
  return pieces;
}
