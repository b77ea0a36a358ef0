import { plural } from './assertion-text.ts'
import type { AssertionOptions } from './assertions.ts'
import { reportOf } from './assertions.ts'
import type { CheckedAssertion } from './check.ts'
import { pairCases } from './comparison/pairs.ts'
import { formatUsd } from './format.ts'
import { type ObservedCase, observe } from './observe.ts'
import { ask, type Question, type Scene } from './question.ts'
import { sampleOf } from './sample.ts'
import { sequentialLevels } from './sequential.ts'
import type { AssertionReport, GateInput, Rounds } from './types.ts'

/** A run that was looked at after each round. */
export interface Looks extends Pick<GateInput, 'suite' | 'results' | 'against' | 'plannedTrials'> {
  readonly observed: readonly ObservedCase[]
  readonly rounds: Rounds
}

/**
 * The assertions of a run that ends as soon as all of them are decided. Each is decided at the first look that does,
 * at levels that together keep its error over all looks; what later rounds say of it changes nothing. The looks are
 * made again from the trials alone, so the verdict is the same whenever it is asked for.
 */
export function judgeByRounds(
  assertions: readonly CheckedAssertion[],
  looks: Looks,
  options: AssertionOptions,
): readonly AssertionReport[] {
  const { rounds } = looks
  const decided = new Map<CheckedAssertion, AssertionReport>()
  const last = new Map<CheckedAssertion, AssertionReport>()
  const history: (readonly Question[])[] = []
  for (let round = 1; round <= rounds.done && decided.size < assertions.length; round++) {
    const scene = sceneAt(round, looks)
    history.push(assertions.map((checked) => ask(checked, scene)))
    for (const [index, tested] of sequentialLevels(history, rounds.most).entries()) {
      const checked = assertions[index]
      if (checked === undefined || decided.has(checked)) continue
      const report = reportOf(tested, options)
      last.set(checked, report)
      if (report.proof !== 'inconclusive') decided.set(checked, atRound(report, round, rounds))
    }
  }
  return assertions.flatMap((checked) => decided.get(checked) ?? last.get(checked) ?? [])
}

function sceneAt(round: number, { suite, observed, results, against }: Looks): Scene {
  const cases = observed.map((each) => each.case)
  const seen = observe(
    cases,
    results.filter(({ trial }) => trial < round),
  )
  const counted = seen.filter((each) => each.case.knownFailing === null)
  return {
    whole: sampleOf(counted),
    pairing: against === null ? null : pairCases(seen, against.baseline),
    escalationTools: suite.escalationTools,
  }
}

const atRound = (report: AssertionReport, round: number, { most }: Rounds): AssertionReport => ({
  ...report,
  because: `${report.because}; decided after round ${round} of ${most}`,
})

/** What the early end saved, or why there was none. */
export function roundNotes(
  rounds: Rounds,
  assertions: readonly AssertionReport[],
  costPerTrialUsd: number | null,
): readonly string[] {
  const { done, most, trialsLeft } = rounds
  const open = assertions.filter((each) => each.open).length
  if (trialsLeft === 0) {
    const why = open === 0 ? 'the last' : `all ${most}: ${plural(open, 'assertion')} undecided`
    return [`adaptive: ran ${open === 0 ? `to ${why} of ${most} rounds` : `${why}`}, nothing saved`]
  }
  const saved = costPerTrialUsd === null ? '' : `, about ${formatUsd(costPerTrialUsd * trialsLeft)}`
  return [
    `adaptive: all was decided after round ${done} of ${most}; ${plural(trialsLeft, 'trial')}${saved} saved`,
  ]
}
