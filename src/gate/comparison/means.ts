import { mean, pairedT, suiteMeanDifference } from '../../stats/index.ts'
import { NO_BOUNDS } from '../bounds.ts'
import type { Bounds } from '../compare.ts'
import type { Observation } from '../observe.ts'
import { isKnown, type Measure } from '../sample.ts'
import type { Compared, Comparer } from './compared.ts'
import { withExactPart } from './exact-part.ts'
import type { CasePair } from './pairs.ts'
import { permutedMeans } from './permuted.ts'
import { exceedance } from './quantiles.ts'

/**
 * Means of cost, tokens and the like. Their logarithms are compared by a paired t on the cases, which a few dear cases
 * do not swamp; the raw values by permutation, which sees those few. Each is held at half the level.
 */
export const means = (measure: Measure): Comparer => ({
  bounds: meanBounds(measure),
  worse: (compared) => either(logT(compared, measure), rawPermutation(compared, measure)),
})

/** As the means, but a tail that grows is seen by the exact test on exceeding the pooled p95. */
export const latencies: Comparer = {
  bounds: meanBounds('latencyMs'),
  worse: (compared) => either(logT(compared, 'latencyMs'), exceedance(0.95)(compared)),
}

/** Bonferroni's p-value of two tests: of whichever is smaller, twice. */
function either(first: number | null, second: number | null): number | null {
  if (first === null || second === null) return first ?? second
  return Math.min(1, 2 * Math.min(first, second))
}

function meanBounds(measure: Measure): Comparer['bounds'] {
  return ({ pairs, candidate, baseline }, factor, levels) => {
    if (candidate.kind !== 'mean' || baseline.kind !== 'mean') return NO_BOUNDS
    if (candidate.missing > 0 || baseline.missing > 0) return NO_BOUNDS
    const exact = pairs.filter(({ evidence }) => evidence === 'fixed').map((pair) => valuesOf(pair, measure))
    const sampled = pairs
      .filter(({ evidence }) => evidence === 'sampled')
      .map((pair) => valuesOf(pair, measure))
    const known = exact.length === 0 ? 0 : mean(exact.map(([own, other]) => mean(own) - factor * mean(other)))
    const at = (level: number): Bounds => {
      const open = sampled.length === 0 ? NO_BOUNDS : differenceAt(sampled, factor, level)
      const { low, high } = withExactPart({ low: known, high: known }, exact.length, open, sampled.length)
      const { scale } = candidate
      return { low: low === null ? null : low * scale, high: high === null ? null : high * scale }
    }
    return { low: at(levels.low).low, high: at(levels.high).high }
  }
}

type BothValues = readonly [candidate: readonly number[], baseline: readonly number[]]

const valuesOf = ({ candidate, baseline }: CasePair, measure: Measure): BothValues => [
  valuesIn(candidate.observations, measure),
  valuesIn(baseline.observations, measure),
]

const differenceAt = (cases: readonly BothValues[], factor: number, level: number): Bounds =>
  suiteMeanDifference(
    cases.map(([own]) => own),
    cases.map(([, other]) => other),
    { factor, confidence: 1 - 2 * level },
  )

const valuesIn = (observations: readonly Observation[], measure: Measure): readonly number[] =>
  observations.map((observation) => observation.measured?.[measure] ?? null).filter(isKnown)

/** `null` where a value is 0: it has no logarithm. */
function logT({ pairs, better }: Compared, measure: Measure): number | null {
  const differences = pairs.flatMap((pair) => logDifference(pair, measure) ?? [])
  if (!differences.every(Number.isFinite)) return null
  return pairedT(differences, better === 'higher' ? 'below' : 'above')?.p ?? null
}

function logDifference({ candidate, baseline }: CasePair, measure: Measure): number | null {
  const own = valuesIn(candidate.observations, measure)
  const other = valuesIn(baseline.observations, measure)
  if (own.length === 0 || other.length === 0) return null
  if (![...own, ...other].every((value) => value > 0)) return Number.NaN
  return mean(own.map(Math.log)) - mean(other.map(Math.log))
}

const rawPermutation = ({ pairs, better }: Compared, measure: Measure): number =>
  permutedMeans(
    pairs,
    ({ measured }) => (measured === null || !isKnown(measured[measure]) ? null : measured[measure]),
    better,
  )
