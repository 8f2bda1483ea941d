/** The recipe of a document: by what, in which version, it was prepared. Another recipe means "prepare it again". */
import type { Parser } from '../core/ports.ts';
import { analyserVersion } from '../core/text/analyze.ts';
import { chunkerVersion } from './chunk/index.ts';
import { parsers } from './parse/index.ts';

const preparation = `chunks@${chunkerVersion} terms@${analyserVersion}`;

/** The recipe by which this parser's documents are prepared now. */
export function recipeOf(parser: Pick<Parser, 'name' | 'version'>): string {
  return `${parser.name}@${parser.version} ${preparation}`;
}

/** For files that no parser took: any new format or version may read them. */
export const recipeOfUnread: string = `none@${parsers.map(({ name, version }) => `${name}${version}`).join(',')} ${preparation}`;

const current: ReadonlySet<string> = new Set([...parsers.map(recipeOf), recipeOfUnread]);

/** Whether a stored recipe is one of today's. */
export function isCurrentRecipe(recipe: string): boolean {
  return current.has(recipe);
}
