import type { MetricShift } from '../../../src/gate/comparison/types.ts'
import { mean } from '../../../src/stats/index.ts'
import { meanCostUsd, type SimulatedCase } from './simulated-trials.ts'
import { type Judged, type Size, shareOf, simulateGate } from './whole-gate.ts'

/** Shares of the runs whose interval holds what is true. */
export interface GateCoverage {
  /** The two-sided 95 % interval of pass^k that reports show. */
  readonly passK: number
  /** The one-sided 95 % bound of it that an assertion rests on. */
  readonly passKBound: number
  /** The interval of the difference of success rates that `pawl compare` shows, where nothing changed. */
  readonly unchanged: number
  /** The same, where five points are lost in few cases. */
  readonly dropped: number
  /** The interval of the difference of mean costs, where they grew by 15 %. */
  readonly cost: number
}

export interface ToCover extends Size {
  readonly k: number
  readonly changed: (cases: readonly SimulatedCase[]) => readonly SimulatedCase[]
}

export const dearer = (cases: readonly SimulatedCase[]): readonly SimulatedCase[] =>
  cases.map((each) => ({ ...each, costUsd: each.costUsd * 1.15 }))

export function coverageOf({ k, changed, ...size }: ToCover, runs: number, seed: number): GateCoverage {
  const assertions = [`pass^${k} >= 50%`]
  const judged = simulateGate({ ...size, assertions, runs, seed, changed: dearer })
  const dropped = simulateGate({ ...size, assertions, runs, seed: seed + 1, changed })
  const passK = ({ now }: Judged): number => mean(now.map(({ rate }) => rate ** k))
  return {
    passK: shareOf(judged, (each) => holds(metricOf(each, `pass^${k}`), passK(each))),
    passKBound: shareOf(judged, (each) => (each.verdict.assertions[0]?.low ?? 1) <= passK(each)),
    unchanged: shareOf(judged, (each) => holds(shiftOf(each, 'success_rate'), 0)),
    dropped: shareOf(dropped, (each) => holds(shiftOf(each, 'success_rate'), rateShift(each))),
    cost: shareOf(judged, (each) => holds(shiftOf(each, 'avg_cost'), costShift(each))),
  }
}

const rateShift = ({ before, now }: Judged): number =>
  mean(now.map(({ rate }) => rate)) - mean(before.map(({ rate }) => rate))

const costShift = ({ before, now }: Judged): number => meanCostUsd(now) - meanCostUsd(before)

type Bounds = Pick<MetricShift, 'low' | 'high'>

const metricOf = ({ verdict }: Judged, name: string): Bounds | undefined => verdict.groups[0]?.metrics[name]

const shiftOf = ({ verdict }: Judged, name: string): Bounds | undefined =>
  verdict.comparison?.shifts.find(({ metric }) => metric === name)

const holds = (bounds: Bounds | undefined, value: number): boolean =>
  bounds !== undefined &&
  bounds.low !== null &&
  bounds.high !== null &&
  bounds.low <= value &&
  value <= bounds.high
