import type { Parser } from '../../core/ports.ts';

export const docx: Parser = {
  name: 'docx',
  version: 1,
  extensions: ['.docx'],
  matches: () => false,
  parse: async () => ({ document: null, inner: [], refused: [] }),
};
