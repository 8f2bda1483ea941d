import type { Parser } from '../../core/ports.ts';

export const zip: Parser = {
  name: 'zip',
  version: 1,
  extensions: ['.zip'],
  matches: () => false,
  parse: async () => ({ document: null, inner: [], refused: [] }),
};
