/** Which files of a folder are no documents: the rubbish that systems leave, and what .gitignore and .carrelignore name. */
import ignore, { type Ignore } from 'ignore';

/** Files whose lines are rules for their folder and below; the later one has the last word. */
export const ruleFiles = ['.gitignore', '.carrelignore'] as const;

/** Folders and files of version control, package managers, file managers and sync programs: never what a person wrote. */
const rubbish: ReadonlySet<string> = new Set([
  ...['.git', '.hg', '.svn', '.jj', 'node_modules', '__pycache__', 'lost+found'],
  ...['.ds_store', '.spotlight-v100', '.trashes', '.fseventsd', '.temporaryitems', '.appledouble', '__macosx'],
  ...['thumbs.db', 'desktop.ini', '$recycle.bin', 'system volume information'],
  ...['@eadir', '#recycle', '.stfolder', '.stversions', '.dropbox.cache'],
  ...ruleFiles,
]);

/** AppleDouble twins (`._a.pdf`) and the owner files of Word (`~$a.docx`) and LibreOffice (`.~lock.a.odt#`). */
const rubbishPrefixes = ['._', '~$', '.~lock.'] as const;

/** True for a name that no one means when naming the folder it lies in. */
export function isRubbish(name: string): boolean {
  const lower = name.toLowerCase();
  return rubbish.has(lower) || rubbishPrefixes.some((prefix) => lower.startsWith(prefix));
}

interface Layer {
  /** Path of the folder that holds the rules, with a trailing `/`; empty for the root. */
  readonly base: string;
  readonly matcher: Ignore;
}

/** Rules in force inside a folder, outermost first. */
export type IgnoreRules = readonly Layer[];

/** Adds a folder's own rules to those above it. */
export function rulesWithin(above: IgnoreRules, folder: string, texts: readonly string[]): IgnoreRules {
  if (texts.length === 0) return above;
  // Without allowRelativePaths the package throws at names such as "...".
  const matcher = ignore({ allowRelativePaths: true });
  for (const text of texts) matcher.add(text);
  return [...above, { base: folder === '' ? '' : `${folder}/`, matcher }];
}

/** Whether the rules leave the path out. As in git, the deepest rule that speaks of it decides. */
export function isIgnored(rules: IgnoreRules, path: string, isFolder: boolean): boolean {
  for (const { base, matcher } of rules.toReversed()) {
    const verdict = matcher.test(path.slice(base.length) + (isFolder ? '/' : ''));
    if (verdict.ignored) return true;
    if (verdict.unignored) return false;
  }
  return false;
}
