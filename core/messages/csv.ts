/** A row as RFC 4180 writes it, with its line break. */
export function csvRow(cells: readonly (string | number)[]): string {
  return `${cells.map(csvCell).join(",")}\r\n`;
}

/** A spreadsheet runs a text that begins like a formula: an apostrophe keeps it a text (OWASP, "CSV Injection"). */
function csvCell(cell: string | number): string {
  const text = typeof cell === "number" ? String(cell) : cell.replace(/^(?=[=+\-@\t\r\n])/, "'");
  return /[",\r\n']/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
