import type { TrialResult } from '../../../src/expect/types.ts'
import type { CheckedAssertion } from '../../../src/gate/check.ts'
import type { CaseComparison, Comparison } from '../../../src/gate/comparison/types.ts'
import { compareRuns } from '../../../src/gate/comparison/verdict.ts'
import { parseAssertion } from '../../../src/gate/parse.ts'
import type { ComparisonReport } from '../../../src/report/comparison/index.ts'
import type { Divergences } from '../../../src/report/types.ts'
import { caseOf, measures } from '../../gate/build.ts'
import { against, baselineOf, type Letters, resultsOf } from '../../gate/comparison/build.ts'
import { one } from '../../trajectory/acts.ts'
import { between } from '../divergence/pair.ts'

export interface Sides {
  readonly before: Letters
  readonly now: Letters
  readonly assertions?: readonly string[]
  /** The results of the run; left out: of its letters, fresh. */
  readonly results?: readonly TrialResult[]
  readonly report?: Partial<ComparisonReport>
}

/** Two runs as the gate compares them; each trial of the run took 100 ms more than the one before it. */
export function comparisonOf({ before, now, assertions, results, report }: Sides): ComparisonReport {
  const slower = (trial: number) => ({ measures: measures({ latencyMs: 1000 + 100 * trial }) })
  const texts = assertions ?? ['success_rate no_worse_than baseline']
  const baseline = resultsOf('then', before, slower)
  const verdict = compareRuns({
    cases: Object.keys(now).map((id) => caseOf(id)),
    results: results ?? resultsOf('now', now, (trial) => slower(trial + 1)),
    against: against(baselineOf(baseline, { label: 'runs/before' })),
    assertions: texts.map(checked),
    escalationTools: null,
    failOnInconclusive: false,
    obstacles: [],
  })
  return {
    suite: 'shop',
    labels: ['runs/before', 'runs/now'],
    verdict,
    divergences: new Map(),
    warnings: [],
    ...report,
  }
}

function checked(text: string): CheckedAssertion {
  const parsed = parseAssertion(text)
  if (!parsed.ok) throw new Error(parsed.problem.message)
  return { assertion: parsed.assertion, span: null }
}

const refund = (amount: number) => one('issue_refund', { order: 'A-1001', amount })

/** Where the trials of these cases part: another amount. */
export const partings = (...ids: readonly string[]): Divergences =>
  new Map(ids.map((id) => [id, between([refund(49.9), 'It is refunded.'], [refund(4.99), 'Done.'])]))

/** The same run twice. */
export const replayOf = (letters: Letters): readonly TrialResult[] => resultsOf('then', letters)

export const caseComparison = (over: Partial<CaseComparison> = {}): CaseComparison => ({
  id: 'refund',
  change: 'regressed',
  baseline: { passed: 5, trials: 5 },
  candidate: { passed: 0, trials: 5 },
  pValue: 0.004,
  ...over,
})

export const comparison = (over: Partial<Comparison> = {}): Comparison => ({
  baseline: 'evals/baselines/shop.json',
  evidence: 'sampled',
  compared: 1,
  exact: 0,
  changed: [],
  missing: [],
  added: [],
  shifts: [],
  cases: [caseComparison()],
  ...over,
})
