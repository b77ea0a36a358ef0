import { type Counts, meanPassAtK, meanPassHatK } from '../../stats/index.ts'
import { type Estimate, unknownBecause } from '../estimate.ts'
import type { EstimateOptions } from '../metrics.ts'
import { isScored, type ObservedCase } from '../observe.ts'
import type { Sample } from '../sample.ts'

/** The chance that at least one of k trials of a case passes, unbiased, mean over cases (Chen et al. 2021). */
export const passAt = (sample: Sample, { k }: EstimateOptions): Estimate =>
  ofK(sample, 'pass@', k, meanPassAtK)

/** The chance that all of k trials of a case pass, unbiased, mean over cases (Yao et al. 2024). */
export const passHat = (sample: Sample, { k }: EstimateOptions): Estimate =>
  ofK(sample, 'pass^', k, meanPassHatK)

function ofK(
  { cases, observations, unscored }: Sample,
  stem: string,
  k: number,
  mean: (cases: readonly Counts[], k: number) => number,
): Estimate {
  const n = observations.length
  const counts: Counts[] = []
  for (const observed of cases) {
    const count = countsOf(observed, k)
    if (count.trials === 0 && observed.observations.length === 0) continue
    if (count.trials < k) {
      const have = `case ${observed.case.id} has ${count.trials} scored observation${count.trials === 1 ? '' : 's'}`
      return unknownBecause(`${have}, ${stem}${k} needs ${k}`, n)
    }
    counts.push(count)
  }
  if (counts.length === 0) return unknownBecause('no trial was run', n)
  return { kind: 'point', value: mean(counts, k), missing: unscored, n }
}

function countsOf({ observations }: ObservedCase, k: number): Counts {
  const scored = observations.filter(isScored)
  const passes = scored.filter(({ outcome }) => outcome === 'pass').length
  const only = scored[0]
  // A fixed trial says the same however often it is run: one stands for k.
  if (scored.length === 1 && only?.evidence === 'fixed') return { passes: passes * k, trials: k }
  return { passes, trials: scored.length }
}
