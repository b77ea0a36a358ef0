import fc from 'fast-check'
import type { Counts, Stratum } from '../../src/stats/index.ts'
import { range } from './brute-force.ts'

/** A case of which the candidate passed a of m, the baseline b of n. */
export function stratum(a: number, m: number, b: number, n: number): Stratum {
  return { candidate: { passes: a, trials: m }, baseline: { passes: b, trials: n } }
}

/** Both sides changed over: what was below is above. */
export function turned({ candidate, baseline }: Stratum): Stratum {
  return { candidate: baseline, baseline: candidate }
}

/** Every failure a pass: what was below is above. */
export function mirrored({ candidate, baseline }: Stratum): Stratum {
  const failures = ({ passes, trials }: Counts): Counts => ({ passes: trials - passes, trials })
  return { candidate: failures(candidate), baseline: failures(baseline) }
}

export function strata(mostTrials: number): fc.Arbitrary<Stratum> {
  const counts = fc.nat(mostTrials).chain((trials) => fc.nat(trials).map((passes) => ({ passes, trials })))
  return fc.record({ candidate: counts, baseline: counts })
}

/** The share of all ways to deal the passes of a case to its trials that gives the candidate each count. */
export function dealt({ candidate, baseline }: Stratum): Map<number, number> {
  const all = candidate.trials + baseline.trials
  const passes = candidate.passes + baseline.passes
  const shares = new Map<number, number>()
  for (const count of range(0, candidate.trials)) {
    if (passes - count < 0 || passes - count > baseline.trials) continue
    const ways = choose(candidate.trials, count) * choose(baseline.trials, passes - count)
    shares.set(count, ways / choose(all, passes))
  }
  return shares
}

/** For small numbers: products of whole numbers, exact. */
function choose(n: number, k: number): number {
  return range(1, k).reduce((ways, i) => (ways * (n - k + i)) / i, 1)
}
