/** From a SELECT, another one that tells which rows its result rests on. Null when that cannot be told from its text. Pure. */

export interface EvidenceSql {
  /** Its first column is `_row`. */
  readonly sql: string;
  /** Each row of the result is one row of the table, in the same order. */
  readonly isOneToOne: boolean;
}

const aggregate = /\b(?:count|sum|avg|min|max|total|group_concat|string_agg)\s*\(/i;
const only = /^\s*(?:min|max)\s*\([^()]*\)(?:\s+as\s+\S+)?\s*$/i;

/** Of one table, without sub-queries and set operations; any other statement is beyond this. */
export function evidenceSql(statement: string): EvidenceSql | null {
  const sql = statement.trim().replace(/;\s*$/, '');
  const masked = withoutTexts(sql);
  if (masked === null || (masked.match(/\bselect\b/gi) ?? []).length !== 1 || !/^select\b/i.test(masked)) return null;
  if (/\b(?:join|union|intersect|except|over|values)\b/i.test(masked)) return null;
  const from = /\bfrom\b/i.exec(masked);
  if (from === null) return null;
  const source = /^from\s+(?:"[^"]*"|[^\s,()"]+)(?:\s+(?:as\s+)?(?!where\b|group\b|having\b|order\b|limit\b)[^\s,()]+)?(?=\s|$)/i.exec(
    masked.slice(from.index),
  );
  if (source === null || /^\s*,/.test(masked.slice(from.index + source[0].length))) return null;
  const selected = sql.slice('select'.length, from.index);
  const rest = sql.slice(from.index);
  const restMasked = masked.slice(from.index);
  const isGrouped = /\bgroup\s+by\b/i.test(restMasked) || /^\s*distinct\b/i.test(masked.slice('select'.length));
  // SQLite: beside one min() or max(), a bare column is that of the row that has it.
  if (!isGrouped && only.test(selected)) return { sql: `SELECT _row, ${selected.trim()} ${rest}`, isOneToOne: false };
  if (!isGrouped && !aggregate.test(masked)) return { sql: `SELECT _row ${rest}`, isOneToOne: true };
  const end = /\b(?:group\s+by|having|order\s+by|limit)\b/i.exec(restMasked);
  return { sql: `SELECT _row ${rest.slice(0, end?.index).trimEnd()}`, isOneToOne: false };
}

/** The same length, with the insides of quoted texts blanked; null when it holds a comment or an open quote. */
function withoutTexts(sql: string): string | null {
  const masked = sql.replace(
    /'(?:[^']|'')*'|"(?:[^"]|"")*"/g,
    (quoted) => quoted.charAt(0) + 'x'.repeat(quoted.length - 2) + quoted.charAt(0),
  );
  return /--|\/\*|[`[]/.test(masked) || (masked.match(/'/g) ?? []).length % 2 === 1 ? null : masked;
}
