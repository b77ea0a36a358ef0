/** What would move the cursor, end the line, hide or reorder text. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu

/**
 * A text from a file on one line, harmless wherever it is shown: a tab is a space, an unprintable character `�`.
 * It has as many UTF-16 units as before, since columns count those.
 */
export const printable = (text: string): string =>
  text.replaceAll('\t', ' ').replace(UNPRINTABLE, (found) => '�'.repeat(found.length))
