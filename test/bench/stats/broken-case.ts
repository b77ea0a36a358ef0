import { judge } from '../../../src/gate/judge.ts'
import { derivedRandom, type Random } from '../../../src/model/random.ts'
import { drawTrials, type SimulatedCase } from './simulated-trials.ts'
import { gateInput, SINGLE } from './whole-gate.ts'

export interface BrokenCases {
  /** Trials of each case, on both sides. */
  readonly trials: number
  /** Of 50 cases: those that always passed and never do any more. */
  readonly broken: number
  /** Those that pass at times, and did before. The others always pass. */
  readonly flaky: number
}

export interface Named {
  /** Share of the broken cases that are called regressed. */
  readonly found: number
  /** Share of false ones among the cases that are, on average over runs; 0 where none is. */
  readonly falseDiscoveries: number
}

const CASES = 50

/** What the report by case says of broken cases. */
export function simulateBroken(cases: BrokenCases, runs: number, seed: number): Named {
  const { trials, broken, flaky } = cases
  const random = derivedRandom(seed, 'broken', trials, broken, flaky)
  let [found, wrong] = [0, 0]
  for (let run = 0; run < runs; run++) {
    const before = drawSuite(broken, flaky, random)
    const now = before.map((each, index) => (index < broken ? { ...each, rate: 0 } : each))
    const input = gateInput(
      drawTrials(before, trials, 'before', random),
      drawTrials(now, trials, 'now', random),
      SINGLE,
    )
    const changes = judge(input).comparison?.cases ?? []
    const regressed = changes.flatMap(({ change }, index) => (change === 'regressed' ? [index] : []))
    const right = regressed.filter((index) => index < broken).length
    found += broken === 0 ? 0 : right / broken
    wrong += regressed.length === 0 ? 0 : (regressed.length - right) / regressed.length
  }
  return { found: found / runs, falseDiscoveries: wrong / runs }
}

const drawSuite = (broken: number, flaky: number, random: Random): readonly SimulatedCase[] =>
  Array.from({ length: CASES }, (_, index) => ({
    id: `case-${index}`,
    rate: index >= broken && index < broken + flaky ? 0.3 + 0.6 * random.next() : 1,
    costUsd: 0.01,
    latencyMs: 2000,
    tail: 1,
  }))
