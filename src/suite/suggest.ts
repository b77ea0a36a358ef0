/** The least number of letters inserted, deleted, replaced or swapped with their neighbour. */
export function editDistance(from: string, to: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (let i = 1; i <= from.length; i++) {
    const row = [i]
    for (let j = 1; j <= to.length; j++) {
      const same = from[i - 1] === to[j - 1]
      let best = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1))
      const swapped = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1]
      if (swapped) best = Math.min(best, (beforeLast[j - 2] ?? 0) + 1)
      row.push(best)
    }
    beforeLast = last
    last = row
  }
  return last[to.length] ?? 0
}

const LONGEST = 64

/** The candidate that was probably meant: the nearest, or the one that the word begins; `null` when none is near. */
export function nearest(word: string, candidates: Iterable<string>): string | null {
  if (word.length > LONGEST) return null
  const plain = word.toLowerCase().replaceAll('-', '_')
  let found: string | null = null
  let least = Math.max(1, Math.floor(word.length / 3)) + 1
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - word.length) >= least) continue
    const distance = editDistance(plain, candidate.toLowerCase().replaceAll('-', '_'))
    if (distance < least) {
      least = distance
      found = candidate
    }
  }
  return found ?? begun(plain, candidates)
}

const LEAST_BEGINNING = 2

function begun(plain: string, candidates: Iterable<string>): string | null {
  if (plain.length < LEAST_BEGINNING) return null
  const [only, second] = [...candidates].filter((each) => each.toLowerCase().startsWith(plain))
  return second === undefined ? (only ?? null) : null
}

/** `did you mean "input"?`; `null` when nothing is near. */
export function didYouMean(word: string, candidates: readonly string[]): string | null {
  const near = nearest(word, candidates)
  return near === null ? null : `did you mean "${near}"?`
}

/** `did you mean "input"?`, or else the choices; `null` when there are none. */
export function suggestion(word: string, candidates: readonly string[]): string | null {
  return didYouMean(word, candidates) ?? (candidates.length === 0 ? null : `known: ${listed(candidates)}`)
}

const MOST_LISTED = 30

export function listed(words: readonly string[]): string {
  const shown = words.slice(0, MOST_LISTED).join(', ')
  return words.length > MOST_LISTED ? `${shown}, and ${words.length - MOST_LISTED} more` : shown
}
