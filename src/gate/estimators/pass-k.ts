import { type Counts, meanPassAtK, meanPassHatK, trialsOfK } from '../../stats/index.ts'
import { type Estimate, type Proportion, unknownBecause } from '../estimate.ts'
import type { EstimateOptions } from '../metrics.ts'
import { isScored, type ObservedCase } from '../observe.ts'
import type { Sample } from '../sample.ts'

type MeanOfK = (cases: readonly Counts[], k: number) => number

/** The chance that at least one of k trials of a case passes, unbiased, mean over cases (Chen et al. 2021). */
export const passAt = (sample: Sample, { k }: EstimateOptions): Estimate =>
  ofK(sample, 'pass@', k, meanPassAtK)

/** The chance that all of k trials of a case pass, unbiased, mean over cases (Yao et al. 2024). */
export const passHat = (sample: Sample, { k }: EstimateOptions): Estimate =>
  ofK(sample, 'pass^', k, meanPassHatK)

/** Trials without a score count as neither in the value; in what it could be they are fails, or passes. */
function ofK({ cases, observations }: Sample, stem: string, k: number, mean: MeanOfK): Estimate {
  const n = observations.length
  const tried = cases.filter((each) => each.observations.length > 0)
  if (tried.length === 0) return unknownBecause('no trial was run', n)
  const counts = tried.map((each) => countsOf(each, k))
  const short = counts.findIndex(({ scored }) => scored.trials < k)
  if (short !== -1) {
    const trials = counts[short]?.scored.trials ?? 0
    const have = `case ${tried[short]?.case.id} has ${trials} scored observation${trials === 1 ? '' : 's'}`
    return unknownBecause(`${have}, ${stem}${k} needs ${k}`, n)
  }
  const proportionOf = (side: 'smallest' | 'largest'): Proportion => {
    const own = counts.map((each) => each[side])
    return { rate: mean(own, k), trials: trialsOfK(own, k) }
  }
  const value = mean(
    counts.map(({ scored }) => scored),
    k,
  )
  const [smallest, largest] = [proportionOf('smallest'), proportionOf('largest')]
  return { kind: 'share', value, smallest, largest, byCase: null, n }
}

interface CountsOfCase {
  readonly scored: Counts
  readonly smallest: Counts
  readonly largest: Counts
}

function countsOf({ observations }: ObservedCase, k: number): CountsOfCase {
  const scored = observations.filter(isScored)
  const passes = scored.filter(({ outcome }) => outcome === 'pass').length
  const unknown = observations.length - scored.length
  const only = scored[0]
  // A fixed trial says the same however often it is run: one stands for k.
  const times = observations.length === 1 && only?.evidence === 'fixed' ? k : 1
  const trials = observations.length * times
  return {
    scored: { passes: passes * times, trials: scored.length * times },
    smallest: { passes: passes * times, trials },
    largest: { passes: (passes + unknown) * times, trials },
  }
}
