import { NO_BOUNDS } from '../bounds.ts'
import type { Measured, Observation } from '../observe.ts'
import { spent } from '../observe.ts'
import type { Comparer } from './compared.ts'
import { permuted, ratioDifference, signOf } from './permuted.ts'
import { shareBounds } from './share-bounds.ts'

type Part = readonly [numerator: number, denominator: number]

/** Sums over sums, of which the parts of one trial belong together: trials are permuted within their cases. */
function ratio(bounds: Comparer['bounds'], read: (observation: Observation) => Part | null): Comparer {
  return {
    bounds,
    worse: ({ pairs, better }) => permuted(pairs, read, (strata) => ratioDifference(strata, signOf(better))),
  }
}

export const errorShares: Comparer = ratio(shareBounds, ({ outcome }) => [
  outcome === 'error' || outcome === 'unscored' ? 1 : 0,
  1,
])

const measured =
  (read: (measured: Measured) => Part) =>
  (observation: Observation): Part | null =>
    observation.measured === null ? null : read(observation.measured)

export const toolErrors: Comparer = ratio(
  shareBounds,
  measured((each) => [each.toolErrors, each.toolCalls]),
)

/** Dollars by success: no interval, for a ratio of sums has no exact one. */
export const costs: Comparer = ratio(
  () => NO_BOUNDS,
  ({ copies, outcome }) => {
    const first = copies[0]
    const cost = first === undefined ? null : spent(first, 'costUsd')
    return cost === null ? null : [cost, outcome === 'pass' ? 1 : 0]
  },
)
