/** What a stretch of source code defines, by the shape of its lines. Knows no grammar: a wrong guess is one more search word. */

const modifiers =
  'export|default|declare|public|private|protected|internal|static|final|abstract|async|unsafe|virtual|inline|override|extern|open|sealed|data|partial|readonly|synchronized|pub(?:\\([^)]*\\))?';
const typeWords =
  'function\\*?|class|interface|struct|enum|trait|impl|def|fn|func|fun|type|module|namespace|protocol|extension|object|record|mod|macro_rules!|sub|defmodule|defp|procedure';
/** `export async function name`, `pub fn name`, `func (r *Receiver) name`, `impl<T> Name`. */
const declaration = new RegExp(`^(?:(?:${modifiers})\\s+)*(?:${typeWords})(?:<[^<>]*>)?\\s+(?:\\([^)]*\\)\\s*)?([\\w$]+)`);
/** Values that a file defines for others stand at the margin; those inside a function are its own business. */
const constant = new RegExp(`^(?:(?:${modifiers})\\s+)*(?:const|let|var|val|static)\\s+([\\w$]+)`);
/** `TOO_LARGE: createError(`, `static final int MOST_ROWS = 3`: an underscore, since shorter ones are labels as well. */
const capitals = /^(?!(?:case|return|throw|if|when|else)\b)(?:\w+\s+){0,6}['"]?([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)['"]?\s*[:=](?![:=])/;
const macro = /^#define\s+(\w+)/;
const assigned = /^(?:[\w$]+\.)+([\w$]+)\s*=\s*(?:async\b|function\b|class\b|\()/;
/** `void name(arguments) {`: the bracket opens on this line or alone on the next, and the arguments are closed before it. */
const signature = /^[^()=.;]*?([\w$~:]+)\s*\(([^;{}]*)\)[^(){};]*$/;

const controlWords: ReadonlySet<string> = new Set(
  'if for foreach while switch catch return match with elif until unless when do'.split(' '),
);
// Longer lines are data or minified code; every expression above is then kept from costing more than it finds.
const longestLine = 300;

/** Names of functions, classes, types, methods and values at the margin, each once, in order. Linear in the length of the text. */
export function definedNames(text: string): readonly string[] {
  const names = new Set<string>();
  const lines = text.split('\n');
  for (const [index, line] of lines.entries()) {
    if (line.length > longestLine) continue;
    const name = nameIn(line, lines[index + 1] ?? '');
    if (name !== null && name.length > 1) names.add(name);
  }
  return [...names];
}

function nameIn(line: string, next: string): string | null {
  const written = line.trim();
  const declared =
    declaration.exec(written) ??
    (/^\s/.test(line) ? null : constant.exec(written)) ??
    assigned.exec(written) ??
    capitals.exec(written) ??
    macro.exec(written);
  if (declared !== null) return declared[1] ?? null;
  const opens = written.endsWith('{') || next.trim().startsWith('{');
  const [, name = '', inside = ''] = (opens ? signature.exec(written.replace(/\{$/, '')) : null) ?? [];
  return name === '' || controlWords.has(name) || !isBalanced(inside) ? null : name;
}

/** A call that is given a function, `it('…', () => {`, has the brackets of its arguments still open. */
function isBalanced(text: string): boolean {
  return text.split('(').length === text.split(')').length;
}
