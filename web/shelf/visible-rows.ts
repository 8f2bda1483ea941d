/** Rows kept beyond each edge of the view, so that a quick flick shows no gap. */
const margin = 8;

/** The rows that a view at `top` needs, half-open. */
export function visibleRows(
  top: number,
  height: number,
  rowHeight: number,
  count: number,
): { readonly first: number; readonly last: number } {
  const first = Math.min(Math.max(0, Math.floor(top / rowHeight) - margin), Math.max(0, count - 1));
  const last = Math.min(count, Math.ceil((top + height) / rowHeight) + margin);
  return { first, last: Math.max(first, last) };
}
