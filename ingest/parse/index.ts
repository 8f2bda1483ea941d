/**
 * The registry of formats, and the choice of the one for a file. A format is one file and one line here.
 * Nothing heavy is loaded until a parser's `parse` is called.
 */
import { AppError } from '../../core/errors.ts';
import type { Parser } from '../../core/ports.ts';
import { code } from './code.ts';
import { csv } from './csv.ts';
import { docx } from './docx.ts';
import { email } from './email.ts';
import { html } from './html.ts';
import { json } from './json.ts';
import { markdown } from './markdown.ts';
import { odf } from './odf.ts';
import { oleFile } from './ole.ts';
import { pdf } from './pdf.ts';
import { picture } from './picture.ts';
import { pptx } from './pptx.ts';
import { sql } from './sql.ts';
import { plainText } from './text.ts';
import { ini, toml } from './toml.ts';
import { type UnsupportedFormat, unsupportedByBytes, unsupportedByName } from './unsupported.ts';
import { yaml } from './yaml.ts';
import { zip } from './zip.ts';

/** Formats whose bytes prove them: what the bytes say outranks the name. */
const provenByBytes: readonly Parser[] = [pdf, zip, docx, pptx, odf, picture];

/** Formats that are text: the name outranks the bytes. Those that accept the most come last. */
const namedFormats: readonly Parser[] = [html, email, markdown, csv, json, yaml, toml, ini, sql, code, plainText];

/** Every format that is read. */
export const parsers: readonly Parser[] = [...provenByBytes, ...namedFormats];

/** As much of a file as `parserFor` looks at, in bytes: the signatures are in the first 128, text shows itself in the rest. */
export const headBytes = 4096;

/**
 * The parser for a file, by its first bytes and its name; null for a binary file of no known format.
 * A file whose bytes contradict its name is read as what it is, with a warning.
 * @throws AppError file-unsupported for a known format that is not read, naming it and what to do.
 */
export function parserFor(source: string, head: Uint8Array): Parser | null {
  const extension = extensionOf(source);
  const named = parsers.find((parser) => parser.extensions.includes(extension === '' ? wholeName(source) : extension));
  if (named?.matches(head)) return named;
  if (oleFile.matches(head)) return oleFile;
  const byBytes = unsupportedByBytes(head);
  if (byBytes !== null) throw refusal(source, extension, byBytes, named);
  const proven = provenByBytes.find((parser) => parser.matches(head));
  const likely = namedFormats.find((parser) => parser.matches(head));
  const byName = named === undefined && likely === undefined ? unsupportedByName(extension) : null;
  if (byName !== null) throw refusal(source, extension, byName, named);
  if (proven !== undefined) return extension === '' ? proven : withWarning(proven, mismatch(extension, proven.name));
  return named ?? likely ?? null;
}

/** The ending of a file name in lower case with its dot; empty when there is none. */
export function extensionOf(source: string): string {
  const name = source.slice(source.lastIndexOf('/') + 1);
  const dot = name.lastIndexOf('.');
  return dot <= 0 ? '' : name.slice(dot).toLowerCase();
}

/** A name without an ending stands for itself: `Makefile` is found under `.makefile`, `.gitignore` under `.gitignore`. */
function wholeName(source: string): string {
  const name = source.slice(source.lastIndexOf('/') + 1).toLowerCase();
  return name.startsWith('.') ? name : `.${name}`;
}

function mismatch(extension: string, name: string): string {
  return `Its name ends in "${extension}" but it is a ${name.toUpperCase()} file; it was read as that.`;
}

function refusal(source: string, extension: string, format: UnsupportedFormat, named: Parser | undefined): AppError {
  const contradiction = named === undefined ? '' : `, although its name ends in "${extension}"`;
  return new AppError('file-unsupported', `${source} is ${format.name}${contradiction}, which is not read`, format.remedy);
}

function withWarning(parser: Parser, warning: string): Parser {
  return {
    ...parser,
    async parse(file) {
      const result = await parser.parse(file);
      const { document } = result;
      return document === null ? result : { ...result, document: { ...document, warnings: [warning, ...document.warnings] } };
    },
  };
}
