import type { Outcome, TrialResult } from '../../src/expect/types.ts'
import { judge } from '../../src/gate/judge.ts'
import type { AssertionReport, GateInput, Verdict } from '../../src/gate/types.ts'
import type { Measures } from '../../src/model/measure.ts'
import type { AssertionSource, Case, Suite } from '../../src/suite/types.ts'

/** Finished runs for the gate, put together by hand: each builder takes what a test is about. */

const MEASURES: Measures = {
  costUsd: 0.01,
  judgeCostUsd: 0,
  latencyMs: 1000,
  computeMs: null,
  callLatenciesMs: [400, 600],
  callCostsUsd: [0.004, 0.006],
  tokens: 500,
  inputTokens: 400,
  outputTokens: 100,
  iterations: 2,
  toolCalls: 1,
  toolErrors: 0,
  toolNames: ['get_order'],
  lostCalls: 0,
  unpriced: [],
}

export const measures = (over: Partial<Measures>): Measures => ({ ...MEASURES, ...over })

export function caseOf(id: string, over: Partial<Case> = {}): Case {
  return {
    id,
    hash: `hash-${id}`,
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
    line: 20,
    column: 5,
    ...over,
  }
}

export function suiteOf(cases: readonly Case[], over: Partial<Suite> = {}): Suite {
  return {
    name: 'shop',
    path: '/home/ada/shop/evals/shop.eval.yaml',
    displayPath: 'evals/shop.eval.yaml',
    hash: 'hash-suite',
    agent: { kind: 'module', path: '/home/ada/shop/agent.ts' },
    responses: 'live',
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
    recordingsDir: '/home/ada/shop/evals/recordings/shop',
    prices: {},
    escalationTools: null,
    cases,
    ...over,
  }
}

export const sources = (...texts: readonly string[]): readonly AssertionSource[] =>
  texts.map((text, index) => ({ text, line: 10 + index, column: 5 }))

const OUTCOMES: Readonly<Record<string, Outcome>> = { P: 'pass', F: 'fail', E: 'error', U: 'unscored' }

/** Trials of a case, a letter each: Pass, Fail, Error, Unscored. Each is an observation of its own. */
export function trialsOf(id: string, letters: string, over: Partial<TrialResult> = {}): TrialResult[] {
  return [...letters].map((letter, trial) => {
    const outcome = OUTCOMES[letter]
    if (outcome === undefined) throw new Error(`expected one of P, F, E, U, got ${letter}`)
    return {
      case: id,
      trial,
      attempt: 1,
      sample: `live-${trial}`,
      evidence: 'sampled',
      code: outcome === 'error' ? 'provider-failure' : null,
      outcome,
      reason: outcome === 'pass' ? null : 'because',
      score: outcome === 'pass' ? 1 : outcome === 'fail' ? 0 : null,
      expectations: [],
      measures: outcome === 'error' ? measures({ costUsd: null, tokens: null, iterations: 0 }) : MEASURES,
      retriedCostUsd: 0,
      ...over,
    }
  })
}

/** A scripted case: whatever number of trials, one observation, the same every time. */
export const fixedTrials = (id: string, letters: string, over: Partial<TrialResult> = {}): TrialResult[] =>
  trialsOf(id, letters, { evidence: 'fixed', sample: 'script', ...over })

/** A run in which all that was planned was executed, unless `over` says otherwise. */
export function inputOf(
  suite: Suite,
  results: readonly TrialResult[],
  assertions: readonly string[],
  over: Partial<GateInput> = {},
): GateInput {
  const planned = new Map(
    suite.cases.map(({ id }) => [id, results.filter((each) => each.case === id).length]),
  )
  return {
    suite,
    cases: suite.cases,
    plannedTrials: planned,
    results,
    assertions: sources(...assertions),
    failOnInconclusive: false,
    interrupted: false,
    mishaps: [],
    today: '2026-06-15',
    against: null,
    rounds: null,
    ...over,
  }
}

/** Judges one case `a` whose trials are the letters. */
export function judgeLetters(
  letters: string,
  assertions: readonly string[],
  over: Partial<GateInput> = {},
): Verdict {
  return judge(inputOf(suiteOf([caseOf('a')]), trialsOf('a', letters), assertions, over))
}

export function only(verdict: Verdict): AssertionReport {
  const [report, ...others] = verdict.assertions
  if (report === undefined || others.length > 0) {
    throw new Error(`expected one assertion, got ${verdict.assertions.length}`)
  }
  return report
}

export const P = (count: number): string => 'P'.repeat(count)
export const U = (count: number): string => 'U'.repeat(count)
export const F = (count: number): string => 'F'.repeat(count)
export const E = (count: number): string => 'E'.repeat(count)
