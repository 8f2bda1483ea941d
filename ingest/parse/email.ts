import type { Parser } from '../../core/ports.ts';

export const email: Parser = {
  name: 'email',
  version: 1,
  extensions: ['.email'],
  matches: () => false,
  parse: async () => ({ document: null, inner: [], refused: [] }),
};
