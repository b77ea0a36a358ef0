import type { TrialResult } from '../../../src/expect/types.ts'
import { looksAt } from '../../../src/gate/judge.ts'
import type { GateInput, Proof } from '../../../src/gate/types.ts'
import { derivedRandom } from '../../../src/model/random.ts'
import { caseOf, inputOf, suiteOf } from '../../gate/build.ts'
import type { Early } from './early.ts'
import { PUBLISHED } from './population.ts'
import { drawCases, drawTrials, type SimulatedCase } from './simulated-trials.ts'
import { gateInput, SINGLE } from './whole-gate.ts'

export const ROUNDS = 10
const CASES = 50

/** `pawl run --adaptive` against a baseline of ten trials of each case, of the same agent. */
export function adaptiveAgainstBaseline(runs: number, seed: number): Early {
  const random = derivedRandom(seed, 'adaptive baseline')
  return tallied(runs, () => {
    const world = drawCases(PUBLISHED, CASES, random)
    const before = drawTrials(world, ROUNDS, 'before', random)
    const now = drawTrials(world, ROUNDS, 'now', random)
    return endOf(gateInput(before, now, SINGLE), now)
  })
}

/** The same of `success_rate >= 95%`, without a baseline. */
export function adaptiveAgainstThreshold(rate: number, runs: number, seed: number): Early {
  const random = derivedRandom(seed, 'adaptive threshold', rate)
  const cases: readonly SimulatedCase[] = Array.from({ length: CASES }, (_, index) => {
    return { id: `case-${index}`, rate, costUsd: 0.01, latencyMs: 2000, tail: 1 }
  })
  const suite = suiteOf(cases.map(({ id }) => caseOf(id)))
  return tallied(runs, () => {
    const now = drawTrials(cases, ROUNDS, 'now', random)
    return endOf(inputOf(suite, now, ['success_rate >= 95%']), now)
  })
}

interface End {
  readonly rounds: number
  readonly proof: Proof
}

/** Goes on round by round until nothing is open, as the command does. */
function endOf(input: GateInput, results: readonly TrialResult[]): End {
  const looks = looksAt({ ...input, most: ROUNDS })
  let rounds = 0
  do {
    rounds++
    looks.next(results.filter(({ trial }) => trial < rounds))
  } while (rounds < ROUNDS && looks.reports().some(({ open }) => open))
  return { rounds, proof: looks.reports()[0]?.proof ?? 'inconclusive' }
}

function tallied(runs: number, run: () => End): Early {
  const ends = Array.from({ length: runs }, run)
  const share = (proof: Proof): number => ends.filter((end) => end.proof === proof).length / runs
  const meanRounds = ends.reduce((sum, { rounds }) => sum + rounds, 0) / runs
  return { meanRounds, failed: share('proven_fail'), passed: share('proven_pass') }
}
