import { quote } from '../show.ts'

/** Where a text leaves the one that was expected, as the end of a sentence. */
export function firstDifference(text: string, expected: string): string {
  let at = 0
  while (at < expected.length && text[at] === expected[at]) at++
  const from = Math.max(0, at - 10)
  const [wanted, found] = [expected, text].map((whole) => quote(whole.slice(from), 40))
  return `; from character ${from + 1} it has ${found}, expected ${wanted}`
}
