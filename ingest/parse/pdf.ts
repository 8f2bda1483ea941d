import type { Parser } from '../../core/ports.ts';

export const pdf: Parser = {
  name: 'pdf',
  version: 1,
  extensions: ['.pdf'],
  matches: () => false,
  parse: async () => ({ document: null, inner: [], refused: [] }),
};
