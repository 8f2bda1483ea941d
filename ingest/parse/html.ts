import type { Parser } from '../../core/ports.ts';

export const html: Parser = {
  name: 'html',
  version: 1,
  extensions: ['.html'],
  matches: () => false,
  parse: async () => ({ document: null, inner: [], refused: [] }),
};
