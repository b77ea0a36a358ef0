import { type Counts, effectiveTrials, meanRate } from '../../stats/index.ts'
import { type Estimate, type Proportion, unknownBecause } from '../estimate.ts'
import type { EstimateOptions } from '../metrics.ts'
import type { Observation } from '../observe.ts'
import type { Sample } from '../sample.ts'
import { brokeUnanswered, clusters, nothingMeasured, trialsOf, unmeasured } from './common.ts'

type Hit = 'hit' | 'miss' | 'undecided'

/** Mean over cases of the share of scored observations that passed. */
export function successRate(sample: Sample): Estimate {
  return shareOf(sample, 'was scored', ({ outcome }) => {
    switch (outcome) {
      case 'pass':
        return 'hit'
      case 'fail':
        return 'miss'
      case 'error':
      case 'unscored':
        return 'undecided'
    }
  })
}

const ESCALATION = /^(?:escalate|transfer_to_human|handoff)/

/** Mean over cases of the share of observations that called a tool which hands over to a person. */
export function escalationRate(sample: Sample, { escalationTools }: EstimateOptions): Estimate {
  const hands = (tool: string): boolean => escalationTools?.includes(tool) ?? ESCALATION.test(tool)
  return shareOf(sample, 'ended without an error', ({ measured, outcome }) => {
    if (measured?.toolNames.some(hands)) return 'hit'
    // A trial that was cut short might still have escalated.
    return outcome === 'error' ? 'undecided' : 'miss'
  })
}

function shareOf(sample: Sample, wanted: string, hit: (observation: Observation) => Hit): Estimate {
  const decided: Counts[] = []
  const smallest: Counts[] = []
  const largest: Counts[] = []
  let n = 0
  for (const { observations } of sample.cases) {
    if (observations.length === 0) continue
    const count: Record<Hit, number> = { hit: 0, miss: 0, undecided: 0 }
    for (const observation of observations) count[hit(observation)]++
    const trials = observations.length
    n += trials
    smallest.push({ passes: count.hit, trials })
    largest.push({ passes: count.hit + count.undecided, trials })
    if (count.hit + count.miss > 0) decided.push({ passes: count.hit, trials: count.hit + count.miss })
  }
  if (decided.length === 0)
    return unknownBecause(n === 0 ? 'no trial was run' : `none of ${trialsOf(sample)} trials ${wanted}`, n)
  return {
    kind: 'share',
    value: meanRate(decided),
    smallest: proportionOf(smallest),
    largest: proportionOf(largest),
    byCase: { smallest, largest },
    n,
  }
}

const proportionOf = (cases: readonly Counts[]): Proportion => ({
  rate: meanRate(cases),
  trials: effectiveTrials(cases),
})

/** Trials that ended as error or unscored, of all that were executed, copies included. */
export function errorRate({ cases, observations }: Sample): Estimate {
  const n = observations.length
  let trials = 0
  let bad = 0
  for (const observed of cases) {
    trials += observed.trials.length
    bad += observed.trials.filter(({ outcome }) => outcome === 'error' || outcome === 'unscored').length
  }
  if (trials === 0) return unknownBecause('no trial was run', 0)
  const share: Proportion = { rate: bad / trials, trials: n }
  return { kind: 'share', value: share.rate, smallest: share, largest: share, byCase: null, n }
}

/**
 * Failed tool calls of all tool calls. Calls of one trial are not independent: the test counts trials that called
 * a tool, not calls. Without a single call 0/0 is no rate, neither 0 nor a mistake.
 */
export function toolErrorRate(sample: Sample): Estimate {
  const { measured, missing } = sample
  const n = sample.observations.length
  if (measured.length === 0) return nothingMeasured(sample)
  const calls = measured.reduce((sum, { toolCalls }) => sum + toolCalls, 0)
  if (calls === 0 && brokeUnanswered(sample)) return unmeasured(sample)
  if (calls === 0) return { kind: 'absent', because: 'no tool was called', n }
  const rate = measured.reduce((sum, { toolErrors }) => sum + toolErrors, 0) / calls
  if (!(rate >= 0 && rate <= 1)) return unknownBecause('tool calls were not measured', n)
  const trials = clusters(measured.map(({ toolCalls }) => toolCalls))
  return {
    kind: 'share',
    value: rate,
    smallest: { rate: (rate * trials) / (trials + missing), trials: trials + missing },
    largest: { rate: (rate * trials + missing) / (trials + missing), trials: trials + missing },
    byCase: null,
    n,
  }
}
