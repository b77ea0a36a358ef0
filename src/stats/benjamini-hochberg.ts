import { demandInside, demandShare } from './demand.ts'

/** What became of a test that may have had no chance. */
export type Discovery = 'discovered' | 'not' | 'untestable'

/**
 * Which of several tests are discoveries, so that of all discoveries a share of at most q is expected to be
 * false (Benjamini & Hochberg 1995): those with the k smallest p-values, for the largest k whose k-th smallest is
 * at most k·q/m. In the order of the input.
 * @throws RangeError for p-values outside 0..1, or a q outside (0, 1)
 */
export function benjaminiHochberg(pValues: readonly number[], q: number): readonly boolean[] {
  demandInside(q, 'q')
  for (const p of pValues) demandShare(p, 'p-values')
  const ascending = Float64Array.from(pValues).sort()
  const last = ascending.findLastIndex((p, index) => isAtMost(p, ((index + 1) * q) / pValues.length))
  const largest = ascending[last] ?? -1
  return pValues.map((p) => p <= largest)
}

/**
 * The same among those tests only that could have been significant: counts are few values, and where even the
 * most extreme outcome has a p-value above alpha the test can never speak, so it need not be paid for (Tarone
 * 1990; Gilbert 2005 for false discoveries). `smallest` is a test's least attainable p-value.
 * @throws RangeError for p-values outside 0..1, or an alpha or a q outside (0, 1)
 */
export function taroneBenjaminiHochberg(
  tests: readonly { readonly p: number; readonly smallest: number }[],
  alpha: number,
  q: number,
): readonly Discovery[] {
  demandInside(alpha, 'an alpha')
  for (const { smallest } of tests) demandShare(smallest, 'the smallest attainable p-value')
  const testable = tests.filter(({ smallest }) => isAtMost(smallest, alpha))
  const discovered = benjaminiHochberg(
    testable.map(({ p }) => p),
    q,
  )
  const outcomes = new Map(testable.map((test, index) => [test, discovered[index] === true]))
  return tests.map((test) => {
    const outcome = outcomes.get(test)
    if (outcome === undefined) return 'untestable'
    return outcome ? 'discovered' : 'not'
  })
}

/** Exact p-values of counts lie on such limits (3/3 against 0/3 is 1 in 20), and are off by their rounding. */
function isAtMost(p: number, limit: number): boolean {
  return p <= limit * (1 + 1e-12)
}
