import { outcomesOf } from './case-summary.ts'
import type { ObservedCase } from './observe.ts'

/**
 * Known failures that fail the gate, a sentence each: those that pass now, and those that still fail after their
 * day. A case of which no trial was scored is neither.
 * @param today ISO date
 * @param early true where the run ended before all its rounds: too few passes to say that it passes now
 */
export function knownFailures(
  observed: readonly ObservedCase[],
  today: string,
  early: boolean,
): readonly string[] {
  return observed.flatMap((each) => {
    const { id, knownFailing } = each.case
    if (knownFailing === null) return []
    const { pass, fail } = outcomesOf(each)
    if (pass > 0 && pass === each.trials.length) {
      if (early) return []
      return [`known_failing case ${id} passes now: remove the mark`]
    }
    const { until, reason } = knownFailing
    if (fail > 0 && until !== null && until < today.slice(0, 10)) {
      return [`known_failing case ${id} still fails after ${until}: fix it or set a new date (${reason})`]
    }
    return []
  })
}
