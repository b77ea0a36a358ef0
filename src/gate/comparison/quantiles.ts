import { moverDifference, quantile, stratifiedTest } from '../../stats/index.ts'
import { boundsOf, type Levels, NO_BOUNDS } from '../bounds.ts'
import type { Bounds } from '../compare.ts'
import type { Observation } from '../observe.ts'
import { isKnown } from '../sample.ts'
import type { Compared, Comparer } from './compared.ts'
import { permuted, ratioDifference } from './permuted.ts'

/** Quantiles of the time that the user waited. */
export const latencyQuantiles = (q: number): Comparer => ({ bounds: quantileBounds, worse: exceedance(q) })

/** Quantiles of the latency of one model call: calls of one trial belong together, and are permuted together. */
export const callQuantiles = (q: number): Comparer => ({
  bounds: quantileBounds,
  worse({ pairs }) {
    const callsOf = (observation: Observation): readonly number[] =>
      observation.measured?.callLatenciesMs.filter(isKnown) ?? []
    const exceeds = beyond(pairs.flatMap(bothSides).flatMap(callsOf), q)
    const read = (observation: Observation) => {
      const calls = callsOf(observation)
      return [calls.filter(exceeds).length, calls.length] as const
    }
    return permuted(pairs, read, (strata) => ratioDifference(strata, 1))
  },
})

/**
 * The exact stratified test on exceeding the q-quantile of both sides together: were nothing changed, either side
 * would exceed it as often in each case.
 */
export function exceedance(q: number): Comparer['worse'] {
  return ({ pairs }) => {
    const timeOf = ({ measured }: Observation): readonly number[] =>
      measured === null || !isKnown(measured.latencyMs) ? [] : [measured.latencyMs]
    const exceeds = beyond(pairs.flatMap(bothSides).flatMap(timeOf), q)
    const countsOf = (observations: readonly Observation[]) => {
      const times = observations.flatMap(timeOf)
      return { passes: times.filter(exceeds).length, trials: times.length }
    }
    const strata = pairs.map(({ candidate, baseline }) => ({
      candidate: countsOf(candidate.observations),
      baseline: countsOf(baseline.observations),
    }))
    const tried = strata.filter((each) => each.candidate.trials > 0 && each.baseline.trials > 0)
    return tried.length === 0 ? null : stratifiedTest(tried, 'above').midP
  }
}

const bothSides = ({ candidate, baseline }: Compared['pairs'][number]): readonly Observation[] => [
  ...candidate.observations,
  ...baseline.observations,
]

/** Above the quantile; at it, where so many values are equal that none is above. */
function beyond(values: readonly number[], q: number): (value: number) => boolean {
  if (values.length === 0) return () => false
  const limit = quantile(values, q)
  return values.some((value) => value > limit) ? (value) => value > limit : (value) => value >= limit
}

/** Order-statistic bounds of both sides, put together as Newcombe does; open where one that it rests on is. */
const quantileBounds: Comparer['bounds'] = (compared, factor, levels) => ({
  low: boundAt(compared, factor, { low: levels.low, high: levels.low }).low,
  high: boundAt(compared, factor, { low: levels.high, high: levels.high }).high,
})

function boundAt({ candidate, baseline }: Compared, factor: number, levels: Levels): Bounds {
  if (candidate.kind !== 'quantile' || baseline.kind !== 'quantile') return NO_BOUNDS
  const own = boundsOf(candidate, 'sampled', levels)
  const other = boundsOf(baseline, 'sampled', levels)
  const [value, against] = [candidate.value, baseline.value]
  const difference = moverDifference(
    { value, low: own.low ?? value, high: own.high ?? value },
    { value: against, low: other.low ?? against, high: other.high ?? against },
    factor,
  )
  return {
    low: own.low === null || other.high === null ? null : difference.low,
    high: own.high === null || other.low === null ? null : difference.high,
  }
}
