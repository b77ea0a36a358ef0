/** Beyond the ends of a text, so that its first and last characters count as much as the others. */
const MARGIN = '  '

export type Trigrams = ReadonlyMap<string, number>

/** How often each run of three characters stands in a text: languages without spaces have them too. */
export function trigramsOf(text: string): Trigrams {
  const counts = new Map<string, number>()
  if (text === '') return counts
  const padded = `${MARGIN}${text}${MARGIN}`
  for (let at = 0; at + 3 <= padded.length; at++) {
    const trigram = padded.slice(at, at + 3)
    counts.set(trigram, (counts.get(trigram) ?? 0) + 1)
  }
  return counts
}

/**
 * How much of two texts is the same, 0..1: twice the trigrams they share, as a share of all they have (Dice, "Measures
 * of the Amount of Ecologic Association Between Species", 1945). Linear in both, unlike an edit distance.
 */
export function similarity(left: Trigrams, right: Trigrams): number {
  const total = sum(left.values()) + sum(right.values())
  if (total === 0) return 1
  let shared = 0
  for (const [trigram, count] of left) shared += Math.min(count, right.get(trigram) ?? 0)
  return (2 * shared) / total
}

function sum(counts: Iterable<number>): number {
  let total = 0
  for (const count of counts) total += count
  return total
}
