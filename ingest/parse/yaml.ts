/** YAML: the file is the text; keys and items are the blocks, big ones are sections. */
import type { Parser } from '../../core/ports.ts';
import { parseText } from './text-document.ts';
import { yamlBlocks } from './yaml-outline.ts';

/** Every YAML stream, also of several documents; anchors, tags and templates stay as written. */
export const yaml: Parser = {
  name: 'yaml',
  version: 1,
  extensions: ['.yaml', '.yml', '.eyaml', '.clang-format', '.cff'],
  matches: () => false,
  parse: (file) => parseText(file, (text) => ({ title: null, blocks: yamlBlocks(text), cells: [], warnings: [] })),
};
