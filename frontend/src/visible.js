/**
 * A text with escapes for the characters that would not show or would turn text round.
 *
 * These are control and format characters, and separators of lines, but for tabs and line breaks.
 * @param {string} text
 */
export function visible(text) {
  return text.replace(/(?![\t\n])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) => {
    const code = (character.codePointAt(0) ?? 0).toString(16);
    if (code.length > 4) {
      return `\\U${code.padStart(8, "0")}`;
    }
    return code.length > 2 ? `\\u${code.padStart(4, "0")}` : `\\x${code.padStart(2, "0")}`;
  });
}
