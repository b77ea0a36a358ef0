import { summarizeCase } from '../case-summary.ts'
import { observedValue } from '../estimate.ts'
import { estimateOf } from '../metrics.ts'
import { type ObservedCase, observe } from '../observe.ts'
import { sampleOf } from '../sample.ts'
import {
  casesOfBaseline,
  columnsOf,
  roundedMs,
  roundedShare,
  roundedUsd,
  trialsOfBaseline,
} from './columns.ts'
import type { Part } from './part.ts'
import { BASELINE_FORMAT, type Baseline, type BaselineCase, type TrialColumns } from './schema.ts'

/** The file's content: every number in it is made of the trials as they stand in it, rounded. */
export function baselineOf(newestFirst: readonly Part[], pooled: Part['cases']): Baseline {
  const [newest] = newestFirst
  if (newest === undefined) throw new RangeError('expected a run')
  const cases = pooled
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
    .map(({ id, hash, tags, trials }) => ({ id, hash, tags, trials: columnsOf(trials) }))
  const observed = observe(casesOfBaseline({ cases }), trialsOfBaseline({ cases }))
  const sample = sampleOf(observed)
  const metric = (family: string): number | null =>
    observedValue(estimateOf({ family, k: 1 }, sample, newest.escalationTools))
  return {
    format: BASELINE_FORMAT,
    suite: newest.suite,
    suiteHash: newest.suiteHash,
    agent: newest.agent,
    // Runs of several agents are of none.
    agentFingerprint: newestFirst.every(
      ({ agentFingerprint }) => agentFingerprint === newest.agentFingerprint,
    )
      ? newest.agentFingerprint
      : null,
    models: [...new Set(newestFirst.flatMap(({ models }) => models))].sort(),
    escalationTools: newest.escalationTools,
    runs: newestFirst
      .flatMap(({ runs }) => runs)
      .toSorted((a, b) => (a.startedAt + a.id < b.startedAt + b.id ? -1 : 1)),
    metrics: {
      success_rate: roundedShare(metric('success_rate')),
      avg_cost: roundedUsd(metric('avg_cost')),
      p95_latency: roundedMs(metric('p95_latency')),
    },
    cases: observed.map((each, index) => caseOf(each, (cases[index] as (typeof cases)[number]).trials)),
  }
}

function caseOf(observed: ObservedCase, trials: TrialColumns): BaselineCase {
  const { id, hash, tags, passed, failed, errored, unscored, costUsd, latencyMs } = summarizeCase(observed)
  return {
    id,
    hash,
    tags,
    passed,
    failed,
    errored,
    unscored,
    costUsd: roundedUsd(costUsd),
    latencyMs: { p50: roundedMs(latencyMs.p50), p95: roundedMs(latencyMs.p95) },
    trials,
  }
}
