import type { TrialResult } from '../../expect/types.ts'
import type { CaseRef } from '../../suite/types.ts'
import type { BaselineCase, TrialColumns } from './schema.ts'

const rounded = (value: number, digits: number): number => Number(value.toFixed(digits))
const known = (value: number | null, digits: number): number | null =>
  value === null ? null : rounded(value, digits)

/** What is told of many trials, for reviewers: finer than any price or clock. */
export const roundedUsd = (value: number | null): number | null => known(value, 9)
export const roundedMs = (value: number | null): number | null => known(value, 3)
export const roundedShare = (value: number | null): number | null => known(value, 6)

/**
 * What is kept of a trial: with so many digits that a replay is never dearer, or slower, than the baseline that was made
 * of it, and without the noise of binary fractions in the diffs.
 */
const kept = (value: number | null): number | null => (value === null ? null : Number(value.toPrecision(15)))

type Row = { readonly [K in keyof TrialColumns]: TrialColumns[K][number] }

function rowOf({ sample, evidence, outcome, code, score, measures, retriedCostUsd }: TrialResult): Row {
  return {
    origin: sample,
    evidence,
    outcome,
    code,
    score: kept(score),
    costUsd: kept(measures.costUsd),
    judgeCostUsd: kept(measures.judgeCostUsd),
    retriedCostUsd: kept(retriedCostUsd),
    latencyMs: kept(measures.latencyMs),
    tokens: measures.tokens,
    iterations: measures.iterations,
    toolCalls: measures.toolCalls,
    toolErrors: measures.toolErrors,
    lostCalls: measures.lostCalls,
    tools: [...new Set(measures.toolNames)].sort(),
    callLatenciesMs: measures.callLatenciesMs.map(kept),
  }
}

/** In an order that rests on what is kept of the trials alone, whatever runs they came from. */
export function inOrder(results: readonly TrialResult[]): TrialResult[] {
  const keyed = results.map((result) => ({ result, key: JSON.stringify(rowOf(result)) }))
  keyed.sort((a, b) => (a.key < b.key ? -1 : 1))
  return keyed.map(({ result }) => result)
}

export function columnsOf(results: readonly TrialResult[]): TrialColumns {
  const rows = results.map(rowOf)
  const column = <K extends keyof Row>(key: K): Row[K][] => rows.map((row) => row[key])
  return {
    origin: column('origin'),
    evidence: column('evidence'),
    outcome: column('outcome'),
    code: column('code'),
    score: column('score'),
    costUsd: column('costUsd'),
    judgeCostUsd: column('judgeCostUsd'),
    retriedCostUsd: column('retriedCostUsd'),
    latencyMs: column('latencyMs'),
    tokens: column('tokens'),
    iterations: column('iterations'),
    toolCalls: column('toolCalls'),
    toolErrors: column('toolErrors'),
    lostCalls: column('lostCalls'),
    tools: column('tools'),
    callLatenciesMs: column('callLatenciesMs'),
  }
}

interface Held<Keys extends keyof BaselineCase> {
  readonly cases: readonly Pick<BaselineCase, Keys>[]
}

/**
 * The trials of a baseline as the gate takes those of a run, numbered anew within each case. Their `sample` is where
 * they were recorded; why they failed, and what their calls cost one by one, is not kept.
 */
export const trialsOfBaseline = ({ cases }: Held<'id' | 'trials'>): readonly TrialResult[] =>
  cases.flatMap(({ id, trials }) => trials.origin.map((_, trial) => resultAt(id, trials, trial)))

function resultAt(id: string, columns: TrialColumns, trial: number): TrialResult {
  const at = <T>(column: readonly T[]): T => column[trial] as T
  return {
    case: id,
    trial,
    attempt: 1,
    sample: at(columns.origin),
    evidence: at(columns.evidence),
    outcome: at(columns.outcome),
    code: at(columns.code),
    reason: null,
    score: at(columns.score),
    expectations: [],
    measures: {
      costUsd: at(columns.costUsd),
      judgeCostUsd: at(columns.judgeCostUsd),
      latencyMs: at(columns.latencyMs),
      computeMs: null,
      callLatenciesMs: at(columns.callLatenciesMs),
      callCostsUsd: [],
      tokens: at(columns.tokens),
      inputTokens: null,
      outputTokens: null,
      iterations: at(columns.iterations),
      toolCalls: at(columns.toolCalls),
      toolErrors: at(columns.toolErrors),
      toolNames: at(columns.tools),
      unpriced: [],
      lostCalls: at(columns.lostCalls),
    },
    retriedCostUsd: at(columns.retriedCostUsd),
  }
}

/** The cases of a baseline, as far as the gate asks. */
export const casesOfBaseline = ({ cases }: Held<'id' | 'hash' | 'tags'>): readonly CaseRef[] =>
  cases.map(caseRef)

export const caseRef = ({ id, hash, tags }: Pick<BaselineCase, 'id' | 'hash' | 'tags'>): CaseRef => ({
  id,
  hash,
  tags,
  knownFailing: null,
  mustPass: false,
  line: 1,
  column: 1,
})
