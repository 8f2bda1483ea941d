/** Rows of one table as lines, cells separated by " | ". Spans leave empty cells, so that columns stay in line. */

/** Wider spans are markup tricks; HTML itself allows 1000, which would swell a hostile page a thousandfold. */
const widestSpan = 40;

export function tableRows() {
  const rows: string[][] = [];
  /** For each column, how many further rows a cell above still covers. */
  let covered: number[] = [];
  let row: string[] = [];
  let span = { columns: 1, rows: 1 };
  const skipCovered = (): void => {
    while ((covered[row.length] ?? 0) > 0) {
      covered[row.length] = (covered[row.length] ?? 0) - 1;
      row.push('');
    }
  };
  return {
    openRow(): void {
      skipCovered();
      row = [];
      rows.push(row);
    },
    openCell(columns: number, spannedRows: number): void {
      if (rows.length === 0) rows.push(row);
      span = { columns: Math.min(Math.max(columns, 1), widestSpan), rows: spannedRows };
      skipCovered();
    },
    closeCell(text: string): void {
      for (let column = 0; column < span.columns; column += 1) {
        if (span.rows > 1) covered[row.length] = span.rows - 1;
        row.push(column === 0 ? text : '');
      }
    },
    text(): string {
      covered = [];
      return rows
        .filter((cells) => cells.some((cell) => cell !== ''))
        .map((cells) => cells.join(' | ').trimEnd())
        .join('\n');
    },
  };
}
