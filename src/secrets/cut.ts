/** What stands where a quotation was cut short. */
const CUT = '…'
/** Fewer characters of a credential than these give nothing away. */
const TELLING = 4
/** No quotation shows as much, and what is longer is found by itself. */
const LONGEST = 1000

/**
 * The text without what is left of a credential where a quotation ends or begins within it: so short a piece has
 * neither its value nor its shape. Takes time in proportion to the text, its cuts and the credentials' lengths.
 * @param values what was found in whole elsewhere, with its kind
 */
export function withoutPieces(text: string, values: ReadonlyMap<string, string>): string {
  const parts = text.split(CUT)
  if (parts.length === 1) return text
  for (const [value, what] of values) {
    for (const [index, part] of parts.entries()) {
      const head = index < parts.length - 1 ? overlap(part, value) : 0
      const rest = part.slice(0, part.length - head)
      const tail = index > 0 ? overlap(value, rest) : 0
      const mark = `[redacted: ${what}]`
      parts[index] = `${tail > 0 ? mark : ''}${rest.slice(tail)}${head > 0 ? mark : ''}`
    }
  }
  return parts.join(CUT)
}

/** How many characters at the end of the one are the beginning of the other. */
function overlap(one: string, other: string): number {
  for (let length = Math.min(one.length, other.length, LONGEST); length >= TELLING; length--) {
    if (one.endsWith(other.slice(0, length))) return length
  }
  return 0
}
