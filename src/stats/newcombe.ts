import { type Counts, meanRate } from './counts.ts'
import { type Estimated, moverDifference } from './mover.ts'
import { type Interval, suiteInterval, wilson } from './wilson.ts'

/**
 * Newcombe's hybrid score interval of a difference of rates, A's less B's (Newcombe 1998, method 10): MOVER on
 * two Wilson intervals. Passes and trials may be real.
 * @throws RangeError for no trials, passes beyond them, or a confidence outside (0, 1)
 */
export function newcombe(
  passesA: number,
  trialsA: number,
  passesB: number,
  trialsB: number,
  confidence = 0.95,
): Interval {
  const { low, high } = moverDifference(
    { value: passesA / trialsA, ...wilson(passesA, trialsA, confidence) },
    { value: passesB / trialsB, ...wilson(passesB, trialsB, confidence) },
  )
  return { low, high }
}

/**
 * The difference of two suites' success rates, a's less b's, over fresh trials of these same cases: Newcombe's
 * interval on the two suite intervals.
 * @throws RangeError as `meanRate` and `wilson`
 */
export function suiteDifference(a: readonly Counts[], b: readonly Counts[], confidence = 0.95): Estimated {
  const estimated = (cases: readonly Counts[]): Estimated => ({
    value: meanRate(cases),
    ...suiteInterval(cases, confidence),
  })
  return moverDifference(estimated(a), estimated(b))
}
