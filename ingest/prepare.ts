/** A file's bytes become everything that can be known without the collection. Pure; runs inside a parser process. */
import { AppError } from '../core/errors.ts';
import type { FileInput, InnerFile, ParseResult } from '../core/ports.ts';
import { analyzeChunk } from '../core/text/analyze.ts';
import { detectLanguage } from '../core/text/language.ts';
import { withoutPictureLines } from '../core/text/picture-line.ts';
import type { ChunkTerms, ParsedDocument, PreparedDocument } from '../core/types.ts';
import { chunkDocument } from './chunk/index.ts';
import { definedNames } from './defined-names.ts';
import { headBytes, parserFor } from './parse/index.ts';
import { recipeOf } from './recipe.ts';
import { searchableTitle } from './searchable-title.ts';

export interface Prepared {
  /** Name of the parser. */
  readonly format: string;
  readonly recipe: string;
  /** Null for pure containers such as zip. */
  readonly document: PreparedDocument | null;
  readonly inner: readonly InnerFile[];
  readonly refused: ParseResult['refused'];
}

/** Ten times the longest book; past it a file is a database, and its words and chunks would not fit in memory. */
const maxCharacters = 64 * 1024 * 1024;

/**
 * Parses, cuts, counts and analyses one file.
 * @throws AppError file-unsupported, file-too-large, and what the parser says
 */
export async function prepare(file: FileInput, mostCharacters: number = maxCharacters): Promise<Prepared> {
  const parser = parserFor(file.source, file.bytes.subarray(0, headBytes));
  if (parser === null)
    throw new AppError('file-unsupported', `${file.source} is in no format that is read`, 'Save it as PDF, DOCX or text.');
  const recipe = recipeOf(parser);
  const { document, inner, refused } = await parser.parse(file);
  if (document !== null && document.text.length > mostCharacters) throw tooMuchText(file.source, document.text.length, mostCharacters);
  const prepared = document === null ? null : prepareDocument(document, file.source, parser.name, recipe);
  return { format: parser.name, recipe, document: prepared, inner, refused };
}

function tooMuchText(source: string, characters: number, most: number): AppError {
  return new AppError(
    'file-too-large',
    `${source} holds ${characters} characters of text, the limit is ${most}`,
    'Split it into several files.',
  );
}

function prepareDocument(parsed: ParsedDocument, source: string, format: string, recipe: string): PreparedDocument {
  const language = detectLanguage(withoutPictureLines(parsed.text));
  const chunks = chunkDocument(parsed);
  const title = searchableTitle(parsed.title, source);
  // A file of nothing but code has no headings; what it defines is what it is asked for by.
  const isCode = parsed.blocks.length > 0 && parsed.blocks.every(({ kind }) => kind === 'code');
  const terms = chunks.map(({ span, headings }): ChunkTerms => {
    const text = withoutPictureLines(parsed.text.slice(span.start, span.end));
    return analyzeChunk({ title, headings: isCode ? [...headings, ...definedNames(text)] : headings, text, language });
  });
  return { parsed, format, language, chunks, terms, recipe };
}
