import type { TrialResult } from '../../../src/expect/types.ts'
import { judge } from '../../../src/gate/judge.ts'
import type { GateInput, Verdict } from '../../../src/gate/types.ts'
import { derivedRandom } from '../../../src/model/random.ts'
import { caseOf, inputOf, suiteOf } from '../../gate/build.ts'
import { against, baselineOf } from '../../gate/comparison/build.ts'
import { DROP } from './cell.ts'
import { loweredInFew, PUBLISHED } from './population.ts'
import { drawCases, drawTrials, type SimulatedCase } from './simulated-trials.ts'

export interface Size {
  readonly cases: number
  readonly trials: number
}

export interface GateSimulation extends Size {
  readonly assertions: readonly string[]
  readonly runs: number
  readonly seed: number
  /** What the candidate does with the cases of the baseline; the same unless given. */
  readonly changed?: (cases: readonly SimulatedCase[]) => readonly SimulatedCase[]
}

export const SINGLE = ['success_rate no_worse_than baseline'] as const

export const four = (trials: number): readonly string[] => [
  ...SINGLE,
  'avg_cost no_worse_than baseline',
  'p95_latency no_worse_than baseline',
  trials >= 5 ? 'pass^3 no_worse_than baseline' : 'avg_score no_worse_than baseline',
]

/** The input of the gate as `pawl run` makes it for a run with a baseline. */
export function gateInput(
  before: readonly TrialResult[],
  now: readonly TrialResult[],
  assertions: readonly string[],
): GateInput {
  const ids = new Set(now.map((result) => result.case))
  const suite = suiteOf([...ids].map((id) => caseOf(id)))
  return inputOf(suite, now, assertions, { against: against(baselineOf(before)) })
}

/** A simulated pair of runs: what the cases truly do on both sides, and what the gate says. */
export interface Judged {
  readonly before: readonly SimulatedCase[]
  readonly now: readonly SimulatedCase[]
  readonly verdict: Verdict
}

/** The whole gate on simulated pairs of runs, each of cases of its own. */
export function simulateGate(simulation: GateSimulation): readonly Judged[] {
  const { cases, trials, assertions, runs, seed, changed = (same) => same } = simulation
  const random = derivedRandom(seed, 'gate', cases, trials, assertions.length)
  return Array.from({ length: runs }, () => {
    const before = drawCases(PUBLISHED, cases, random)
    const now = changed(before)
    const trialsBefore = drawTrials(before, trials, 'before', random)
    const trialsNow = drawTrials(now, trials, 'now', random)
    return { before, now, verdict: judge(gateInput(trialsBefore, trialsNow, assertions)) }
  })
}

export const shareOf = <T>(items: readonly T[], test: (item: T) => boolean): number =>
  items.filter(test).length / items.length

export const redShare = (judged: readonly Judged[]): number =>
  shareOf(judged, ({ verdict }) => verdict.exitCode === 1)

/** Five points less over all, in few cases that never pass any more. */
export function brokenFew(cases: readonly SimulatedCase[]): readonly SimulatedCase[] {
  const rates = loweredInFew(
    cases.map(({ rate }) => rate),
    DROP,
  )
  return cases.map((each, index) => ({ ...each, rate: rates[index] ?? 0 }))
}
