import type { SuiteReport } from '../../src/report/types.ts'
import { assertion, caseOf, expectation, failing, METRICS, reportOf, summaryOf, trial } from './build.ts'

/** A week's regression run with everything in it: passes, fails for several reasons, an error, a known failure. */
export function example(): SuiteReport {
  const refund = [
    trial({ trial: 0 }),
    failing('refund-in-window', 1, expectation(), calls),
    trial({ trial: 2 }),
    failing('refund-in-window', 3, expectation(), calls),
    trial({ trial: 4 }),
  ].map((result) => ({ ...result, case: 'refund-in-window' }))
  const status = [0, 1, 2, 3, 4].map((index) => trial({ case: 'status-A-1001', trial: index }))
  const turns = [
    ...[0, 1, 2].map((index) => trial({ case: 'two-turns', trial: index })),
    failing('two-turns', 3, expectation({ ...wordy, turn: 2 })),
    trial({
      case: 'two-turns',
      trial: 4,
      attempt: 3,
      outcome: 'error',
      code: 'provider-failure',
      reason: 'the provider answered 529 overloaded_error three times: Overloaded',
    }),
  ]
  const promo = [0, 1, 2, 3, 4].map((index) =>
    failing('flaky-promo', index, expectation({ text: 'contains SAVE10' })),
  )
  const known = { reason: 'promo rules not in the prompt yet', until: '2027-01-31' }
  return reportOf({
    suite: {
      cases: [
        caseOf('refund-in-window', { tags: ['refund'] }),
        caseOf('status-A-1001', { tags: ['status'], line: 40 }),
        caseOf('two-turns', { tags: ['refund', 'status'], line: 44 }),
        caseOf('flaky-promo', { knownFailing: known, line: 51 }),
      ],
    },
    results: [...refund, ...status, ...turns, ...promo],
    cases: [
      summaryOf('refund-in-window', refund),
      summaryOf('status-A-1001', status),
      summaryOf('two-turns', turns),
      summaryOf('flaky-promo', promo, { status: 'known_failing' }),
    ],
    verdict: { ...gate, trials: { planned: 20, passed: 11, failed: 8, errored: 1, unscored: 0 } },
    report: {
      warnings: [
        'status-A-1001 has 3 recordings for 5 trials: trials 3 and 4 replay recordings 0 and 1 again',
      ],
    },
  })
}

const calls = expectation({
  name: 'calls',
  text: 'calls get_order, issue_refund in order',
  line: 30,
  reason:
    'expected issue_refund { order_id: "A-1001", amount: ≈ 49.9 } after get_order\nnearest was call 3: issue_refund { order_id: "A-1001", amount: 4.99 }: amount is 4.99, not within 0.01 of 49.9',
})

const wordy = expectation({
  text: 'contains_any ["delivered", "arrived"]',
  line: 46,
  reason:
    'expected one of "delivered", "arrived"; the answer of turn 2 says "Your parcel left our warehouse on Tuesday and is with the carrier now; I will let you know as soon as there is news from them about a delivery date."',
})

const gate = {
  groups: [
    {
      tag: null,
      cases: 3,
      population: null,
      metrics: { ...METRICS, success_rate: { value: 0.7857, low: 0.52, high: 0.92, n: 14 } },
    },
    {
      tag: 'refund',
      cases: 2,
      population: null,
      metrics: { ...METRICS, error_rate: { value: 0.1, low: null, high: null, n: 10 } },
    },
    {
      tag: 'status',
      cases: 2,
      population: null,
      metrics: {
        ...METRICS,
        total_cost: { value: null, low: null, high: null, n: 0 },
        avg_cost: { value: null, low: null, high: null, n: 0 },
      },
    },
  ],
  assertions: [
    assertion({
      decision: 'fail',
      proof: 'proven_fail',
      value: 0.7857,
      low: 0.5343,
      high: 0.9388,
      because: '11 of 14 trials passed; at most 93.9 % with 95 % confidence, below 95 %',
    }),
    assertion({
      text: 'p95_latency <= 5s',
      unit: 'ms',
      value: 1240,
      low: 1100,
      high: 1510,
      bound: 5000,
    }),
    assertion({
      text: 'success_rate no_worse_than baseline margin 5pp',
      proof: 'inconclusive',
      value: -0.021,
      low: -0.081,
      high: 0.032,
      bound: -0.05,
      missingTrials: 40,
      because: 'no evidence that it is worse than the baseline of 2026-11-14, and none that it is not',
    }),
    assertion({
      text: 'avg_cost(tag=status) <= $0.50',
      unit: 'usd',
      decision: 'error',
      proof: 'inconclusive',
      value: null,
      low: null,
      high: null,
      because: 'the cost is unknown: claude-next-1 has no price; set prices: in the suite',
    }),
    assertion({
      text: 'avg_iterations <= 6',
      unit: 'count',
      evidence: 'fixed',
      value: 3.2,
      low: null,
      high: null,
    }),
  ],
  decision: 'fail',
  exitCode: 1,
  notes: ['success_rate >= 95% fails', '1 of 15 trials ended in an error (6.7 %, at most 10.0 % allowed)'],
} as const
