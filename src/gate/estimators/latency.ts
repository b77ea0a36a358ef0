import { quantile } from '../../stats/index.ts'
import { plural } from '../assertion-text.ts'
import { unknownBecause } from '../estimate.ts'
import type { Estimator } from '../metrics.ts'
import { brokeUnanswered, clusters, nothingMeasured, trialsOf, unmeasured } from './common.ts'

/** Quantile of the time the user waited, over all measured observations. A timed-out trial waited, and counts. */
export function latencyQuantile(q: number): Estimator {
  return (sample) => {
    const { latencies: sorted, missing } = sample
    const n = sample.measured.length
    if (n === 0) return nothingMeasured(sample)
    const lost = n - sorted.length
    if (lost > 0) return unknownBecause(`${lost} of ${plural(n, 'trial')} have no latency on record`, n)
    return { kind: 'quantile', value: quantile(sorted, q), q, sorted, trials: n, missing, n }
  }
}

/** Quantile of the latency of one model call, over all calls of all measured observations. */
export function callLatencyQuantile(q: number): Estimator {
  return (sample) => {
    const { callLatencies: sorted, measured, missing } = sample
    const n = measured.length
    if (n === 0) return nothingMeasured(sample)
    const lost = sample.calls - sorted.length
    if (lost > 0) {
      return unknownBecause(`${lost} of ${sample.calls} model calls have no latency on record`, n)
    }
    if (sorted.length === 0) {
      // An agent that answered without a call hides its calls; one that broke before its first has none to time.
      if (brokeUnanswered(sample)) return unmeasured(sample)
      return unknownBecause(
        `none of ${plural(trialsOf(sample), 'trial')} made a model call that was observed`,
        n,
      )
    }
    // Calls of one trial are not independent: the test counts trials, not calls.
    const trials = clusters(measured.map(({ callLatenciesMs }) => callLatenciesMs.length))
    return { kind: 'quantile', value: quantile(sorted, q), q, sorted, trials, missing, n }
  }
}
