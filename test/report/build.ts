import type { ExpectationScore, TrialResult } from '../../src/expect/types.ts'
import { type RunIdentity, summarize } from '../../src/gate/summary.ts'
import type { AssertionReport, CaseSummary, Metrics, MetricValue, Verdict } from '../../src/gate/types.ts'
import type { Measures } from '../../src/model/measure.ts'
import type { RenderOptions, SuiteReport } from '../../src/report/types.ts'
import type { Case, Suite } from '../../src/suite/types.ts'

/** Finished runs for the reporters, put together by hand: each builder takes what a test is about. */

export const OPTIONS: RenderOptions = { color: false, width: 100, cwd: '/home/ada/shop', command: 'npx pawl' }

const MEASURES: Measures = {
  costUsd: 0.0123,
  judgeCostUsd: 0,
  latencyMs: 820,
  computeMs: null,
  callLatenciesMs: [820],
  callCostsUsd: [0.0123],
  tokens: 1234,
  inputTokens: 1100,
  outputTokens: 134,
  iterations: 1,
  toolCalls: 1,
  toolErrors: 0,
  toolNames: ['get_order'],
  lostCalls: 0,
  unpriced: [],
}

export function trial(over: Partial<TrialResult> = {}): TrialResult {
  const index = over.trial ?? 0
  return {
    case: 'refund',
    trial: index,
    attempt: 1,
    sample: `recorded-${index}`,
    evidence: 'sampled',
    code: null,
    outcome: 'pass',
    reason: null,
    score: 1,
    expectations: [],
    measures: MEASURES,
    retriedCostUsd: 0,
    ...over,
  }
}

export function expectation(over: Partial<ExpectationScore> = {}): ExpectationScore {
  return {
    name: 'contains',
    text: 'contains "refund"',
    turn: null,
    required: true,
    weight: 1,
    holds: (over.score ?? 0) === 1,
    line: 27,
    column: 9,
    score: 0,
    reason: 'expected the answer to contain "refund"; it says "I cannot do that."',
    events: [],
    ...over,
  }
}

/** A trial in which these expectations failed. */
export const failing = (id: string, index: number, ...failed: ExpectationScore[]): TrialResult =>
  trial({
    case: id,
    trial: index,
    outcome: 'fail',
    reason: failed[0]?.reason ?? 'failed',
    expectations: failed,
  })

export function caseOf(id: string, over: Partial<Case> = {}): Case {
  return {
    id,
    hash: 'c0ffee',
    tags: [],
    turns: [{ user: 'hello' }],
    expect: [],
    minScore: null,
    script: null,
    tools: {},
    state: null,
    trials: null,
    timeoutMs: null,
    knownFailing: null,
    mustPass: false,
    faults: [],
    line: 24,
    column: 5,
    ...over,
  }
}

function suiteOf(over: Partial<Suite> = {}): Suite {
  return {
    name: 'orders-support',
    path: '/home/ada/shop/evals/orders.eval.yaml',
    displayPath: 'evals/orders.eval.yaml',
    hash: 'ab12',
    agent: { kind: 'reference', path: '/home/ada/shop/evals/agents/orders.yaml' },
    responses: 'replay',
    trials: 5,
    timeoutMs: 60_000,
    tags: [],
    tools: {},
    toolModule: null,
    state: null,
    assert: [],
    maxErrors: 0.02,
    normalize: [],
    faults: [],
    maxRecordingAgeDays: 90,
    baseline: { path: null, requireSame: [] },
    recordingsDir: '/home/ada/shop/evals/recordings/orders-support',
    prices: {},
    escalationTools: [],
    cases: [],
    ...over,
  }
}

export function summaryOf(
  id: string,
  trials: readonly TrialResult[],
  over: Partial<CaseSummary> = {},
): CaseSummary {
  const counted = (outcome: string): number => trials.filter((result) => result.outcome === outcome).length
  const passed = counted('pass')
  const failed = counted('fail')
  const errored = counted('error')
  const status = failed === 0 ? (errored > 0 ? 'error' : 'pass') : passed > 0 ? 'flaky' : 'fail'
  return {
    id,
    hash: 'c0ffee',
    tags: [],
    passed,
    failed,
    errored,
    unscored: counted('unscored'),
    status,
    costUsd: 0.0123,
    latencyMs: { p50: 820, p95: 1240 },
    ...over,
  }
}

export function assertion(over: Partial<AssertionReport> = {}): AssertionReport {
  return {
    text: 'success_rate >= 95%',
    decidedAtRound: null,
    evidence: 'sampled',
    proof: 'proven_pass',
    decision: 'pass',
    value: 0.99,
    low: 0.9534,
    high: 0.9995,
    bound: 0.95,
    missingTrials: null,
    baseline: null,
    pValue: null,
    open: false,
    unit: 'share',
    because: '99 of 100 trials passed; at least 95.3 % with 95 % confidence',
    span: { file: 'evals/orders.eval.yaml', line: 12, column: 5, length: 19 },
    ...over,
  }
}

const known = (value: number, low: number | null = null, high: number | null = null): MetricValue => ({
  value,
  low,
  high,
  n: 100,
})

export const METRICS: Metrics = {
  success_rate: known(0.96, 0.888, 0.986),
  error_rate: known(0),
  avg_cost: known(0.0123, 0.0118, 0.0128),
  total_cost: known(1.23),
  p50_latency: known(820, 790, 860),
  p95_latency: known(1240, 1100, 1510),
  avg_tokens: known(1234.4, 1200, 1270),
  'pass^1': known(0.96),
  'pass^5': known(0.85),
}

const IDENTITY: Omit<RunIdentity, 'suite'> = {
  runId: '2026-11-21-a1b2',
  seed: 17,
  responses: 'replay',
  models: ['claude-sonnet-4-5'],
  agent: 'f1ngerpr1nt',
}

export interface Parts {
  readonly suite?: Partial<Suite>
  readonly verdict?: Partial<Verdict>
  readonly cases?: readonly CaseSummary[]
  readonly results?: readonly TrialResult[]
  readonly report?: Partial<SuiteReport>
}

/** A report whose counts follow from its results; the verdict is what the test says it is. */
export function reportOf({
  suite: suiteOver,
  verdict: verdictOver,
  results = [],
  report,
  cases,
}: Parts = {}): SuiteReport {
  const ids = [...new Set(results.map((result) => result.case))]
  const suite = suiteOf({ cases: ids.map((id) => caseOf(id)), ...suiteOver })
  const summaries =
    cases ??
    ids.map((id) =>
      summaryOf(
        id,
        results.filter((result) => result.case === id),
      ),
    )
  const sum = (key: 'passed' | 'failed' | 'errored' | 'unscored'): number =>
    summaries.reduce((total, summary) => total + summary[key], 0)
  const verdict: Verdict = {
    trials: {
      planned: results.length,
      passed: sum('passed'),
      failed: sum('failed'),
      errored: sum('errored'),
      unscored: sum('unscored'),
    },
    groups: [{ tag: null, cases: summaries.length, metrics: METRICS, population: null }],
    cases: summaries,
    assertions: [assertion()],
    comparison: null,
    decision: 'pass',
    exitCode: 0,
    notes: [],
    ...verdictOver,
  }
  return {
    suite,
    variant: null,
    runId: '2026-11-21-a1b2',
    runDir: '/home/ada/shop/.pawl/runs/2026-11-21-a1b2',
    seed: 17,
    responses: 'replay',
    summary: summarize({ ...IDENTITY, suite: suite.name }, verdict),
    verdict,
    results,
    warnings: [],
    rerun: { faults: [], strict: false, realTime: false, upstream: null },
    partial: false,
    divergences: new Map(),
    ...report,
  }
}
