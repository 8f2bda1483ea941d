/** Source code as text: the file with its path as title, cut into definitions by code-blocks.ts. */
import type { Parser } from '../../core/ports.ts';
import { codeBlocks } from './code-blocks.ts';
import { codeExtensions, codeLanguage } from './code-languages.ts';
import { parseText } from './text-document.ts';

/** Every known programming, markup and configuration language that has no parser of its own. */
export const code: Parser = {
  name: 'code',
  version: 1,
  extensions: codeExtensions,
  matches: (head) => /^(?:#!|<\?php)/.test(String.fromCharCode(...head.subarray(0, 5))),
  parse: (file) =>
    parseText(file, (text, source) => ({
      title: source,
      blocks: codeBlocks(text, codeLanguage(source, text)),
      cells: [],
      warnings: [],
    })),
};
