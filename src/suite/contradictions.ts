import { contradiction, items } from '../expect/index.ts'
import type { PlacedExpectation } from './expectations.ts'
import type { Problem } from './problem.ts'

/** Pairs of required expectations, on the case or on one turn, that no trial can meet both. */
export function contradictionsIn(expect: readonly PlacedExpectation[]): Problem[] {
  const required = expect.filter(({ grading }) => grading.required)
  return required.flatMap((later, index) => {
    for (const earlier of required.slice(0, index)) {
      const why = earlier.turn === later.turn ? clashOf(earlier, later) : null
      if (why !== null)
        return [{ code: 'contradiction', path: later.path, message: messageFor(earlier, why) }]
    }
    return []
  })
}

function clashOf(earlier: PlacedExpectation, later: PlacedExpectation): string | null {
  for (const one of items.claims(earlier)) {
    for (const other of items.claims(later)) {
      const why = contradiction(one, other)
      if (why !== null) return why
    }
  }
  return null
}

const messageFor = (earlier: PlacedExpectation, why: string): string =>
  `no trial can meet both this and: ${items.describe(earlier)} (${why})`
