import { PawlError } from '../errors.ts'
import { gradedScore } from '../expect/score.ts'
import type { TrialResult } from '../expect/types.ts'
import { measure } from '../model/measure.ts'
import { priceTable } from '../model/prices.ts'
import type { CaseRef } from '../suite/index.ts'
import { modelsOf } from '../trajectory/index.ts'
import type { OpenedRun, StoredEntry } from './journal.ts'
import { trialKey } from './latest.ts'
import { originOf } from './origin.ts'
import type { RunInfo } from './run-info.ts'
import type { ScoringContext } from './score.ts'

export interface StoredResults {
  /** In the order of the journal. */
  readonly results: readonly TrialResult[]
  /** Models that answered, and the one that the agent is configured for; sorted. */
  readonly models: readonly string[]
}

/**
 * The trials of a run as they were judged when it was made, without its suite. Their `sample` is their origin, so that
 * the results of several runs can be counted together.
 * @throws PawlError `run-unjudged` for a run with trials that no suite has judged, such as an import
 */
export function storedResults(run: OpenedRun): StoredResults {
  const { info } = run
  const context = { prices: priceTable(info.prices ?? {}), defaultModel: info.model }
  const models = new Set(info.model === null ? [] : [info.model])
  const latest = new Map<string, TrialResult>()
  for (const entry of run.entries) {
    latest.set(trialKey(entry.trajectory), resultOf(entry, run, context))
    for (const model of modelsOf(entry.trajectory)) models.add(model)
  }
  return { results: [...latest.values()], models: [...models].sort() }
}

function resultOf(entry: StoredEntry, { dir, info }: OpenedRun, context: ScoringContext): TrialResult {
  const { trajectory, score, retriedCostUsd } = entry
  if (score === null) throw unjudged(dir, trajectory.case)
  const { end, provenance, stderr } = trajectory
  const passed = score.outcome === 'pass'
  // Expectations had no weights before there were graded scores.
  const graded = gradedScore(score.expectations)
  return {
    outcome: score.outcome,
    reason: score.reason,
    score: Number.isFinite(graded) ? graded : null,
    expectations: passed ? [] : score.expectations,
    case: trajectory.case,
    trial: trajectory.trial,
    attempt: trajectory.attempt,
    sample: originOf(trajectory, info),
    evidence: provenance.evidence,
    code: end.kind === 'completed' ? null : end.code,
    measures: measure(trajectory, context.prices, context.defaultModel),
    retriedCostUsd,
    ...(passed || stderr === undefined ? {} : { stderr }),
  }
}

const unjudged = (dir: string, id: string): PawlError =>
  new PawlError(
    'run-unjudged',
    `expected a run whose trials were judged, found none of case ${id} in ${dir}`,
    {
      hint: 'A suite can judge it: name one with --suite.',
    },
  )

/** The planned cases, as far as the gate asks; `null` for runs of before, which do not say. */
export function casesOf({ cases }: Pick<RunInfo, 'cases'>): readonly CaseRef[] | null {
  if (cases === null) return null
  return Object.entries(cases).map(([id, { hash, tags, knownFailing, mustPass }]) => ({
    id,
    hash,
    tags,
    knownFailing: knownFailing ? { reason: '', until: null } : null,
    mustPass,
    line: 1,
    column: 1,
  }))
}
