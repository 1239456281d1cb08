/** One line of a table; its keys are the columns. */
export type Row = Readonly<Record<string, string | number>>;

/** Prints rows as a Markdown table, numbers to the right and with thousands set apart. */
export function printTable(title: string, rows: readonly Row[]): void {
  const columns = Object.keys(rows[0] ?? {});
  const cells = rows.map((row) => columns.map((column) => format(row[column])));
  const widths = columns.map((column, index) => Math.max(column.length, ...cells.map((line) => line[index]?.length ?? 0)));
  const isNumber = columns.map((column) => typeof rows[0]?.[column] === 'number');
  const pad = (text: string, index: number): string =>
    isNumber[index] === true ? text.padStart(widths[index] ?? 0) : text.padEnd(widths[index] ?? 0);
  const rule = widths.map((width, index) => (isNumber[index] === true ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width)));
  console.log(`\n${title}\n`);
  for (const line of [columns, rule, ...cells]) console.log(`| ${line.map((text, index) => pad(text, index)).join(' | ')} |`);
}

function format(value: string | number | undefined): string {
  return typeof value === 'number' ? value.toLocaleString('en-US', { maximumFractionDigits: 2 }).replaceAll(',', ' ') : (value ?? '');
}
