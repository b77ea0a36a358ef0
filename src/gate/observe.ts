import type { Outcome, TrialResult } from '../expect/types.ts'
import type { CaseRef } from '../suite/types.ts'
import type { Evidence } from './types.ts'
import { areUnsteady } from './unsteady.ts'

/**
 * What counts as one in the statistics: a trial, or all trials that are copies of one recording (same case, same
 * sample). Replaying a recording ten times is still one observation. Trials with the same fixed replies that
 * differ are no copies: each is a draw of an agent that is not deterministic.
 */
export interface Observation {
  /** The worst of its copies: it passes only when all of them do. */
  readonly outcome: Outcome
  readonly evidence: Evidence
  /** Its copies, by trial number. */
  readonly copies: readonly TrialResult[]
  /** 0..1, the mean of its copies; a failed one without any score has 0. `null`: unknown. */
  readonly score: number | null
  /** What was measured, the mean of its copies; `null` when every copy ended in `error`. */
  readonly measured: Measured | null
}

/** `null` is unknown, never 0. */
export interface Measured {
  readonly costUsd: number | null
  readonly judgeCostUsd: number | null
  readonly latencyMs: number | null
  readonly tokens: number | null
  readonly iterations: number
  readonly toolCalls: number
  readonly toolErrors: number
  readonly toolNames: readonly string[]
  readonly callLatenciesMs: readonly (number | null)[]
  /** The agent crashed, timed out or ran into a limit. */
  readonly agentFailed: boolean
  readonly unpriced: readonly string[]
  readonly lostCalls: number
}

export interface ObservedCase {
  readonly case: CaseRef
  /** Trials as executed, copies included, by trial number. */
  readonly trials: readonly TrialResult[]
  /** By sample, in the order of its first trial. */
  readonly observations: readonly Observation[]
}

/**
 * Results by case, in the order of `cases`; within a case by trial number, so that the order in which trials
 * finished never shows. A trial that is there twice (a resumed run) counts once, its latest attempt.
 */
export function observe(cases: readonly CaseRef[], results: readonly TrialResult[]): readonly ObservedCase[] {
  const byCase = new Map<string, Map<number, TrialResult>>(cases.map(({ id }) => [id, new Map()]))
  for (const result of results) {
    const trials = byCase.get(result.case)
    const seen = trials?.get(result.trial)
    if (seen === undefined || seen.attempt < result.attempt) trials?.set(result.trial, result)
  }
  return cases.map((planned) => {
    const trials = [...(byCase.get(planned.id)?.values() ?? [])].sort((a, b) => a.trial - b.trial)
    const samples = Map.groupBy(trials, ({ sample }) => sample).values()
    return { case: planned, trials, observations: [...samples].flatMap(observationsOf) }
  })
}

function observationsOf(copies: readonly TrialResult[]): readonly Observation[] {
  if (!areUnsteady(copies)) return [observationOf(copies)]
  return copies.map((copy) => ({ ...observationOf([copy]), evidence: 'sampled' }))
}

function observationOf(copies: readonly TrialResult[]): Observation {
  return {
    outcome: worst(copies),
    evidence: copies.every(({ evidence }) => evidence === 'fixed') ? 'fixed' : 'sampled',
    copies,
    score: meanOf(copies.map(scoreOf)),
    measured: measuredOf(copies.filter(({ outcome }) => outcome !== 'error')),
  }
}

/** An agent that broke before anything could be scored has earned nothing. */
function scoreOf({ outcome, score }: TrialResult): number | null {
  if (outcome === 'pass' || outcome === 'fail') return score ?? (outcome === 'pass' ? 1 : 0)
  return null
}

const WORST_FIRST: readonly Outcome[] = ['fail', 'error', 'unscored', 'pass']

function worst(copies: readonly TrialResult[]): Outcome {
  const outcomes = new Set(copies.map(({ outcome }) => outcome))
  return WORST_FIRST.find((outcome) => outcomes.has(outcome)) ?? 'error'
}

function measuredOf(copies: readonly TrialResult[]): Measured | null {
  const first = copies[0]
  if (first === undefined) return null
  const agentFailed = copies.some(({ outcome, code }) => outcome === 'fail' && code !== null)
  if (copies.length === 1) {
    return {
      ...first.measures,
      costUsd: spent(first, 'costUsd'),
      tokens: spent(first, 'tokens'),
      agentFailed,
    }
  }
  const of = (key: 'iterations' | 'toolCalls' | 'toolErrors' | 'lostCalls'): number =>
    copies.reduce((sum, { measures }) => sum + measures[key], 0) / copies.length
  return {
    costUsd: meanOf(copies.map((copy) => spent(copy, 'costUsd'))),
    judgeCostUsd: meanOf(copies.map(({ measures }) => measures.judgeCostUsd)),
    latencyMs: meanOf(copies.map(({ measures }) => measures.latencyMs)),
    tokens: meanOf(copies.map((copy) => spent(copy, 'tokens'))),
    iterations: of('iterations'),
    toolCalls: of('toolCalls'),
    toolErrors: of('toolErrors'),
    toolNames: copies.flatMap(({ measures }) => measures.toolNames),
    // The calls of copies are the same calls.
    callLatenciesMs: first.measures.callLatenciesMs,
    agentFailed,
    unpriced: copies.flatMap(({ measures }) => measures.unpriced),
    lostCalls: of('lostCalls'),
  }
}

function meanOf(parts: readonly (number | null)[]): number | null {
  let sum = 0
  for (const part of parts) {
    if (part === null) return null
    sum += part
  }
  return sum / parts.length
}

/**
 * What a trial spent. A trial that the agent or the provider broke before any call was answered, or lost, spent 0;
 * without this an agent that crashes at once would make the cost unknown and turn its own failure (exit 1) into
 * trouble of the infrastructure (exit 3). A trial that ended well without a call we saw is unknown: its calls went
 * past us.
 */
export function spent(trial: TrialResult, what: 'costUsd' | 'tokens' | 'judgeCostUsd'): number | null {
  const known = trial.measures[what]
  if (known !== null && Number.isFinite(known)) return known
  const broke = trial.outcome === 'error' || (trial.outcome === 'fail' && trial.code !== null)
  const { iterations, lostCalls } = trial.measures
  return known === null && broke && iterations === 0 && lostCalls === 0 ? 0 : null
}

export const isScored = ({ outcome }: Observation): boolean => outcome === 'pass' || outcome === 'fail'

/** Fixed only when all of it is: one sampled trial makes the value a draw. */
export const evidenceOf = (observations: readonly Observation[]): Evidence =>
  observations.length > 0 && observations.every(({ evidence }) => evidence === 'fixed') ? 'fixed' : 'sampled'
