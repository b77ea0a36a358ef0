import { plural } from './assertion-text.ts'
import type { AssertionOptions } from './assertions.ts'
import { reportOf } from './assertions.ts'
import type { CheckedAssertion } from './check.ts'
import { pairCases } from './comparison/pairs.ts'
import { formatUsd } from './format.ts'
import { isMustPass } from './must-pass.ts'
import { observe } from './observe.ts'
import { ask, type Question, type Scene } from './question.ts'
import { sampleOf } from './sample.ts'
import { sequentialLevels } from './sequential.ts'
import type { AssertionReport, GateInput, Rounds } from './types.ts'

/** A run that is looked at after each round. */
export interface Looked extends AssertionOptions, Pick<GateInput, 'suite' | 'cases' | 'against'> {
  readonly assertions: readonly CheckedAssertion[]
  /** Rounds that will run unless all is decided before. */
  readonly most: number
}

/** The looks at a run, one after the other. */
export interface Looks {
  /** Looks after one more round, at the results of all rounds so far. */
  next(results: GateInput['results']): void
  /** Each assertion as it was decided, or as the last look left it; in the order of the suite. */
  reports(): readonly AssertionReport[]
}

/**
 * Each assertion is decided at the first look that does, at levels that together keep its error over all looks; what
 * later rounds say of it changes nothing.
 */
export function openLooks(looked: Looked): Looks {
  const { assertions, most } = looked
  const decided = new Map<CheckedAssertion, AssertionReport>()
  const last = new Map<CheckedAssertion, AssertionReport>()
  const history: (readonly Question[])[] = []
  return {
    next(results) {
      if (decided.size === assertions.length && history.length > 0) return
      const scene = sceneOf(looked, results)
      history.push(assertions.map((checked) => ask(checked, scene)))
      for (const [index, tested] of sequentialLevels(history, most).entries()) {
        const checked = assertions[index]
        if (checked === undefined || decided.has(checked)) continue
        const report = reportOf(tested, looked)
        last.set(checked, report)
        if (report.proof !== 'inconclusive') decided.set(checked, atRound(report, history.length, most))
      }
    },
    reports: () => assertions.flatMap((checked) => decided.get(checked) ?? last.get(checked) ?? []),
  }
}

/** The looks made again from the trials alone: the verdict is the same whenever it is asked for. */
export function judgeByRounds(looked: Looked, results: GateInput['results'], done: number) {
  const looks = openLooks(looked)
  for (let round = 1; round <= done; round++) looks.next(results.filter(({ trial }) => trial < round))
  return looks.reports()
}

function sceneOf({ suite, cases, against }: Looked, results: GateInput['results']): Scene {
  const observed = observe(cases, results)
  const counted = observed.filter((each) => each.case.knownFailing === null)
  return {
    whole: sampleOf(counted),
    pairing: against === null ? null : pairCases(observed, against.baseline, suite.cases),
    escalationTools: suite.escalationTools,
  }
}

const atRound = (report: AssertionReport, round: number, most: number): AssertionReport => ({
  ...report,
  decidedAtRound: round,
  because: `${report.because}; decided after round ${round} of ${most}`,
})

/** What the early end saved, or why there was none. Of a run that was interrupted there is nothing to say. */
export function roundNotes(
  { done, most, trialsLeft, paid }: Rounds,
  assertions: readonly AssertionReport[],
  costPerTrialUsd: number | null,
): readonly string[] {
  const open = assertions.filter((each) => each.open).length
  if (done >= most) {
    const left = open === 0 ? '' : ` (${plural(open, 'assertion')} undecided)`
    return [`adaptive: ran all ${plural(most, 'round')}${left}, so nothing was saved`]
  }
  if (open > 0 || done === 0) return []
  // No number of trials proves a `must_pass` case: that it held so far is all it can show.
  const doubtful = assertions.some(
    (each) => each.proof === 'inconclusive' && each.evidence === 'sampled' && !isMustPass(each),
  )
  const what = doubtful ? 'no more was to be decided' : 'all was decided'
  const decided = `adaptive: ${what} after round ${done} of ${most}`
  if (trialsLeft === null) return [decided]
  const dollars = costPerTrialUsd === null ? '' : dollarsOf(costPerTrialUsd * trialsLeft, paid)
  return [`${decided}; ${plural(trialsLeft, 'trial')} saved${dollars}`]
}

/** What nobody would have paid, for it is played, is told as what it would cost. */
const dollarsOf = (costUsd: number, paid: boolean): string =>
  `, about ${formatUsd(costUsd)}${paid ? '' : ' of a live model'}`
