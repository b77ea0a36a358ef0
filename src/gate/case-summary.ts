import type { Outcome } from '../expect/types.ts'
import { quantile } from '../stats/index.ts'
import type { Measured, ObservedCase } from './observe.ts'
import { isKnown } from './sample.ts'
import type { CaseStatus, CaseSummary } from './types.ts'

/** One line of the case table. Outcomes count trials as executed; measures are means of its observations. */
export function summarizeCase(observed: ObservedCase): CaseSummary {
  const counts = outcomesOf(observed)
  const measured = observed.observations.flatMap((observation) => observation.measured ?? [])
  const latencies = allKnown(measured, 'latencyMs')
  const costs = allKnown(measured, 'costUsd')
  const { id, hash, tags } = observed.case
  return {
    id,
    hash,
    tags,
    passed: counts.pass,
    failed: counts.fail,
    errored: counts.error,
    unscored: counts.unscored,
    status: statusOf(observed, counts),
    costUsd: costs === null ? null : costs.reduce((sum, cost) => sum + cost, 0) / costs.length,
    latencyMs: {
      p50: latencies === null ? null : quantile(latencies, 0.5),
      p95: latencies === null ? null : quantile(latencies, 0.95),
    },
  }
}

export function outcomesOf({
  trials,
}: {
  readonly trials: readonly { readonly outcome: Outcome }[]
}): Readonly<Record<Outcome, number>> {
  const counts: Record<Outcome, number> = { pass: 0, fail: 0, error: 0, unscored: 0 }
  for (const { outcome } of trials) counts[outcome]++
  return counts
}

function statusOf(observed: ObservedCase, counts: Readonly<Record<Outcome, number>>): CaseStatus {
  if (observed.trials.length === 0) return 'not_run'
  if (observed.case.knownFailing !== null) return 'known_failing'
  if (counts.pass + counts.fail === 0) return 'error'
  if (counts.fail === 0) return 'pass'
  return counts.pass === 0 ? 'fail' : 'flaky'
}

/** The values of all; `null` when there are none or one is unknown. */
function allKnown(measured: readonly Measured[], key: 'latencyMs' | 'costUsd'): readonly number[] | null {
  const values = measured.map((each) => each[key]).filter(isKnown)
  return values.length > 0 && values.length === measured.length ? values : null
}
