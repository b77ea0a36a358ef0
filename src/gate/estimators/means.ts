import { mean } from '../../stats/index.ts'
import { plural } from '../assertion-text.ts'
import { unknownBecause } from '../estimate.ts'
import type { Estimator } from '../metrics.ts'
import { type Measured, spent } from '../observe.ts'
import { isKnown, type Measure, type Sample } from '../sample.ts'
import { brokeUnanswered, nothingMeasured, trialsOf, unmeasured } from './common.ts'

type Spent = 'costUsd' | 'judgeCostUsd' | 'tokens'

/** The mean over cases of the mean of a case's observations; those that ended in error are left out. */
export function meanOfCases(measure: Measure): Estimator {
  return (sample) => {
    const { measured, missing } = sample
    const n = measured.length
    if (n === 0) return nothingMeasured(sample)
    const lost = measured.filter((each) => !isKnown(each[measure]))
    if (lost.length > 0) return unknownBecause(whyLost(lost, n, measure), n)
    const samples = sample.values(measure)
    const value = meanOfMeans(samples)
    // How long the user waited for a crash was measured; what the agent would have used was not.
    if (measure !== 'latencyMs' && value === 0 && brokeUnanswered(sample)) return unmeasured(sample)
    return { kind: 'mean', value, samples, scale: 1, missing, n }
  }
}

/**
 * What all executed trials spent together: copies, failed attempts and trials that ended in error too. Its
 * interval is that of the mean, scaled to the total.
 */
export function totalOfTrials(measure: Spent): Estimator {
  return (sample) => {
    const n = sample.observations.length
    const value = totalSpent(sample, measure)
    if (typeof value === 'string') return unknownBecause(value, n)
    // That nobody asked a judge is known.
    if (value === 0 && measure !== 'judgeCostUsd' && brokeUnanswered(sample)) return unmeasured(sample)
    const samples = sample.values(measure)
    const average = samples.length === 0 ? 0 : meanOfMeans(samples)
    if (average === 0) return { kind: 'point', value, missing: 0, n }
    return { kind: 'mean', value, samples, scale: value / average, missing: 0, n }
  }
}

/** Total cost of all trials by the number that passed. A ratio of two sums: no exact interval. */
export const costPerSuccess: Estimator = (sample) => {
  const n = sample.observations.length
  const total = totalSpent(sample, 'costUsd')
  if (typeof total === 'string') return unknownBecause(total, n)
  const outcomes = sample.cases.flatMap(({ trials }) => trials.map(({ outcome }) => outcome))
  const passed = outcomes.filter((outcome) => outcome === 'pass').length
  if (passed > 0) return { kind: 'point', value: total / passed, missing: sample.unscored, n }
  if (!outcomes.includes('fail')) {
    return unknownBecause(`none of ${plural(trialsOf(sample), 'trial')} was scored`, n)
  }
  return { kind: 'unbounded', because: 'no trial passed, so no success shares the cost', n }
}

/** The mean of the case means. */
const meanOfMeans = (samples: readonly (readonly number[])[]): number => mean(samples.map((own) => mean(own)))

/** The sum, or the sentence that says why it is unknown. */
function totalSpent({ cases }: Sample, measure: Spent): number | string {
  const trials = cases.flatMap((each) => each.trials)
  if (trials.length === 0) return 'no trial was run'
  const parts = trials.map((trial) => spent(trial, measure))
  const lost = trials.filter((_, index) => !isKnown(parts[index] ?? null))
  if (lost.length > 0) {
    return whyLost(
      lost.map(({ measures }) => measures),
      trials.length,
      measure,
    )
  }
  let total = 0
  for (const part of parts) total += part ?? 0
  if (measure !== 'costUsd') return total
  const retried = trials.map(({ retriedCostUsd }) => retriedCostUsd)
  if (!retried.every(isKnown)) return 'the cost of earlier attempts is unknown: model calls broke off in them'
  return total + retried.reduce((sum, cost) => sum + cost, 0)
}

type Lost = Pick<Measured, 'unpriced' | 'lostCalls'>

function whyLost(lost: readonly Lost[], of: number, measure: Measure): string {
  const trials = `${lost.length} of ${plural(of, 'trial')}`
  switch (measure) {
    case 'costUsd':
    case 'judgeCostUsd': {
      const unpriced = [...new Set(lost.flatMap((each) => each.unpriced))].toSorted()
      if (unpriced.length === 0) return `${trials} ${withoutUsage(lost)}`
      return `${trials} used a model without a price: ${unpriced.join(', ')}`
    }
    case 'tokens':
      return `${trials} ${withoutUsage(lost)}`
    case 'latencyMs':
      return `${trials} have no latency on record`
    case 'iterations':
    case 'toolCalls':
      return `${trials} were not measured`
  }
}

const withoutUsage = (lost: readonly Lost[]): string =>
  lost.some(({ lostCalls }) => lostCalls > 0)
    ? 'had model calls that broke off, and nobody knows what they used'
    : 'reported no usage'
