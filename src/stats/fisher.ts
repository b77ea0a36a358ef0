import { passesGiven, type Stratum, tailOf } from './stratum.ts'

/**
 * Fisher's exact one-sided test of one case (Fisher 1935): is the candidate's success rate below (above) the
 * baseline's? `smallest` is the least p that these trials and the passes of both sides together allow (Tarone
 * 1990): where it exceeds alpha, no outcome would have been significant.
 * @throws RangeError for impossible counts, or more than a million trials on one side
 */
export function fisherTest(stratum: Stratum, side: 'below' | 'above'): { p: number; smallest: number } {
  const given = passesGiven(stratum)
  const { beyond, exactly } = tailOf(given, stratum.candidate.passes, side)
  const extreme = side === 'below' ? given.probabilities.at(0) : given.probabilities.at(-1)
  return { p: Math.min(1, beyond + exactly), smallest: extreme ?? 1 }
}
