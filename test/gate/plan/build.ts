import { type Baseline, poolRuns } from '../../../src/gate/baseline/index.ts'
import type { PlanRequest } from '../../../src/gate/plan/index.ts'
import type { PlannedCase } from '../../../src/gate/plan/planned.ts'
import type { Suite } from '../../../src/suite/types.ts'
import { runOf } from '../baseline/build.ts'
import { caseOf, sources, suiteOf } from '../build.ts'

/** Cases of a live suite, so many trials each. */
export const planned = (cases: number, trials: number): readonly PlannedCase[] =>
  Array.from({ length: cases }, (_, index) => ({
    case: caseOf(`c${index}`),
    trials,
    draws: trials,
    evidence: 'sampled',
  }))

/** A live suite of these assertions. */
export const shop = (assertions: readonly string[], cases = 20, over: Partial<Suite> = {}): Suite =>
  suiteOf(
    planned(cases, 5).map((each) => each.case),
    { assert: sources(...assertions), ...over },
  )

/** A baseline of these trials, a letter each, of every case of a suite. */
export const baselineOf = (letters: readonly string[]): Baseline =>
  poolRuns([runOf('1', Object.fromEntries(letters.map((each, index) => [`c${index}`, each])))], null).baseline

export const request = (over: Partial<PlanRequest> = {}): PlanRequest => ({
  trials: null,
  recordingsOf: () => 0,
  baselinePath: 'evals/baselines/shop.json',
  baseline: null,
  rate: null,
  drop: null,
  power: 0.8,
  alpha: null,
  recordedCostUsd: async () => null,
  ...over,
})
