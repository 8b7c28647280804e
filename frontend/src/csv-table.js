/**
 * A table as CSV by RFC 4180. What a spreadsheet would take for a formula is marked as a text, as in
 * the service's own files.
 * @param {string[][]} rows
 * @returns {string}
 */
export function tableText(rows) {
  const cell = (/** @type {string} */ text) =>
    `"${(/^([\t\r\n]|\s*[=+\-@\uff1d\uff0b\uff0d\uff20])/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
  return rows.map((row) => `${row.map(cell).join(",")}\r\n`).join("");
}
