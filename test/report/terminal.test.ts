import { stripVTControlCharacters } from 'node:util'
import { describe, expect, it } from 'vitest'
import { terminal } from '../../src/report/terminal.ts'
import type { RenderOptions, SuiteReport } from '../../src/report/types.ts'
import { displayWidth } from '../../src/report/width.ts'
import {
  assertion,
  caseOf,
  expectation,
  failing,
  METRICS,
  OPTIONS,
  reportOf,
  summaryOf,
  trial,
} from './build.ts'
import { example } from './example.ts'

const render = (report: SuiteReport | readonly SuiteReport[], options: Partial<RenderOptions> = {}): string =>
  terminal.render([report].flat(), { ...OPTIONS, ...options }) as string

const passing = (count: number, id = 'refund') =>
  Array.from({ length: count }, (_, index) => trial({ case: id, trial: index }))

describe('the terminal', () => {
  it('shows a suite that passes on one screen', () => {
    expect(render(reportOf({ results: passing(5) }))).toMatchInlineSnapshot(`
      "orders-support  evals/orders.eval.yaml
      reference agent evals/agents/orders.yaml · replay · 1 case × 5 trials · seed 17

             success rate          pass^5  errors  avg cost  total cost     p50     p95  avg tokens
        all  96.0 %  [88.8, 98.6]  85.0 %   0.0 %   $0.0123       $1.23  820 ms  1.24 s       1,234

        ✔ success_rate >= 95%  99.0 %  [95.3, >99.9]  proven

      PASS  exit 0: the gate passes · orders-support · .pawl/runs/2026-11-21-a1b2
      "
    `)
  })

  it('shows everything that can go wrong in one suite', () => {
    expect(render(example())).toMatchInlineSnapshot(`
      "orders-support  evals/orders.eval.yaml
      reference agent evals/agents/orders.yaml · replay · 4 cases × 5 trials · seed 17

                success rate          pass^5  errors  avg cost  total cost     p50     p95  avg tokens
        all     78.6 %  [52.0, 92.0]  85.0 %   0.0 %   $0.0123       $1.23  820 ms  1.24 s       1,234
        refund  96.0 %  [88.8, 98.6]  85.0 %  10.0 %   $0.0123       $1.23  820 ms  1.24 s       1,234
        status  96.0 %  [88.8, 98.6]  85.0 %   0.0 %         ?           ?  820 ms  1.24 s       1,234

        ? unknown: usage, price or latency was not reported

        ✖ success_rate >= 95%                             78.6 %  [53.4, 93.9]      proven
          11 of 14 trials passed; at most 93.9 % with 95 % confidence, below 95 %
        ✔ p95_latency <= 5s                               1.24 s  [1.10 s, 1.51 s]  proven
        ✔ success_rate no_worse_than baseline margin 5pp  -2.1 %  [-8.1, 3.2]       not proven (needs 40 more trials)
          no evidence that it is worse than the baseline of 2026-11-14, and none that it is not
        ! avg_cost(tag=status) <= $0.50                        ?                    unknown
          the cost is unknown: claude-next-1 has no price; set prices: in the suite
        ✔ avg_iterations <= 6                                3.2                    exact

        Known failing, not counted
        ◌ flaky-promo: 0 of 5 trials passed: promo rules not in the prompt yet (until 2027-01-31)

        • success_rate >= 95% fails
        • 1 of 15 trials ended in an error (6.7 %, at most 10.0 % allowed)
        ⚠ status-A-1001 has 3 recordings for 5 trials: trials 3 and 4 replay recordings 0 and 1 again

      3 failed, 1 error of 15 trials

      ✖ refund-in-window#1  failed; 2 of 5 trials of this case did not pass
          contains "refund"  evals/orders.eval.yaml:27:9
          │ expected the answer to contain "refund"; it says "I cannot do that."
          calls get_order, issue_refund in order  evals/orders.eval.yaml:30:9
          │ expected issue_refund { order_id: "A-1001", amount: ≈ 49.9 } after get_order
          │ nearest was call 3: issue_refund { order_id: "A-1001", amount: 4.99 }: amount is 4.99, not
          │ within 0.01 of 49.9
          npx pawl run evals/orders.eval.yaml --case refund-in-window --trial 1 --seed 17

      ✖ refund-in-window#3  failed, same reason as #1
          npx pawl run evals/orders.eval.yaml --case refund-in-window --trial 3 --seed 17

      ✖ two-turns#3  failed; 2 of 5 trials of this case did not pass
          turn 2: contains_any ["delivered", "arrived"]  evals/orders.eval.yaml:46:9
          │ expected one of "delivered", "arrived"; the answer of turn 2 says "Your parcel left our
          │ warehouse on Tuesday and is with the carrier now; I will let you know as soon as there is news
          │ from them about a delivery date."
          npx pawl run evals/orders.eval.yaml --case two-turns --trial 3 --seed 17

      ! two-turns#4  error, attempt 3
          provider-failure
          │ the provider answered 529 overloaded_error three times: Overloaded
          npx pawl run evals/orders.eval.yaml --case two-turns --trial 4 --seed 17

      FAIL  exit 1: the gate fails · orders-support · .pawl/runs/2026-11-21-a1b2
      "
    `)
  })

  it('says why nothing was decided', () => {
    const error = {
      outcome: 'error',
      code: 'recording-miss',
      reason: 'call 2 of the agent was not recorded',
    } as const
    const report = reportOf({
      results: [trial({ trial: 0, ...error }), trial({ trial: 1, ...error })],
      verdict: {
        trials: { planned: 5, passed: 0, failed: 0, errored: 2, unscored: 0 },
        groups: [],
        assertions: [],
        decision: 'error',
        exitCode: 3,
        notes: [
          '3 of 5 planned trials were not run: refund (3 of 5)',
          '2 of 2 trials ended in error: 2 × recording-miss',
        ],
      },
    })
    expect(render(report)).toMatchInlineSnapshot(`
      "orders-support  evals/orders.eval.yaml
      reference agent evals/agents/orders.yaml · replay · 1 case × 5 trials · seed 17

        • 3 of 5 planned trials were not run: refund (3 of 5)
        • 2 of 2 trials ended in error: 2 × recording-miss

      2 errors, 3 not run of 5 trials

      ! refund#0  error; 2 of 2 trials of this case did not pass
          recording-miss
          │ call 2 of the agent was not recorded
          npx pawl run evals/orders.eval.yaml --case refund --trial 0 --seed 17

      ! refund#1  error, same reason as #0
          npx pawl run evals/orders.eval.yaml --case refund --trial 1 --seed 17

      NOT EVALUATED  exit 3: could not evaluate · orders-support · .pawl/runs/2026-11-21-a1b2
      "
    `)
  })

  it('ends several suites with a line that counts them', () => {
    const broken = reportOf({ suite: { name: 'billing' }, verdict: { decision: 'fail', exitCode: 1 } })
    const text = render([reportOf(), broken, reportOf({ verdict: { decision: 'error', exitCode: 3 } })])
    expect(text.trimEnd().split('\n').at(-1)).toBe(
      '3 suites  1 pass · 1 fail (billing) · 1 not evaluated (orders-support)',
    )
  })

  it('ends with the decision, what the exit code means and where the run is', () => {
    const last = (report: SuiteReport) => render(report).trimEnd().split('\n').at(-1)
    expect(last(example())).toBe('FAIL  exit 1: the gate fails · orders-support · .pawl/runs/2026-11-21-a1b2')
    const elsewhere = reportOf({
      report: { runDir: '/tmp/runs/a' },
      verdict: { decision: 'error', exitCode: 130 },
    })
    expect(last(elsewhere)).toBe('NOT EVALUATED  exit 130: interrupted · orders-support · /tmp/runs/a')
  })
})

describe('assertions', () => {
  const line = (over: Parameters<typeof assertion>[0]): string =>
    render(reportOf({ verdict: { assertions: [assertion(over)] } }))

  it('name the trials that are missing, or only that there is no proof', () => {
    expect(line({ proof: 'inconclusive', missingTrials: 40 })).toContain('not proven (needs 40 more trials)')
    expect(line({ proof: 'inconclusive', missingTrials: 1 })).toContain('not proven (needs 1 more trial)')
    expect(line({ proof: 'inconclusive', missingTrials: null })).toMatch(/not proven$/m)
  })

  it('are silent about a proven or exact pass, and give the reason of any other', () => {
    const because = 'THE REASON'
    expect(line({ because })).not.toContain(because)
    expect(line({ because, evidence: 'fixed' })).not.toContain(because)
    expect(line({ because, evidence: 'fixed', proof: 'inconclusive' })).toContain(because)
    expect(line({ because, proof: 'inconclusive' })).toContain(because)
    expect(line({ because, decision: 'fail', proof: 'proven_fail' })).toContain(because)
    expect(line({ because, decision: 'error', value: null })).toContain(because)
  })

  it('without a baseline to compare with are not evaluated, whatever the value', () => {
    expect(line({ bound: null, proof: 'inconclusive', low: null, high: null })).toMatch(
      /99\.0 % {2}not evaluated$/m,
    )
  })

  it('show no interval around an exact value', () => {
    expect(line({ evidence: 'fixed', value: 1, low: 1, high: 1 })).toMatch(/100\.0 % {2}exact$/m)
  })

  it('show a value that misses its bound by a hair with the digits that tell', () => {
    expect(line({ value: 0.94967, low: 0.949, high: 0.951, decision: 'fail' })).toContain(
      '94.97 %  [94.9, 95.1]',
    )
  })
})

describe('metrics', () => {
  const table = (...groups: { tag: string | null; metrics: typeof METRICS }[]): string =>
    render(reportOf({ verdict: { groups: groups.map((group) => ({ cases: 1, ...group })) } }))

  it('explain the question mark where it occurs, and only there', () => {
    const { avg_cost: _, ...without } = METRICS
    expect(table({ tag: null, metrics: METRICS })).not.toContain('? unknown')
    expect(table({ tag: null, metrics: without })).toContain(
      '? unknown: usage, price or latency was not reported',
    )
  })

  it('name the k of each row where rows differ', () => {
    const { 'pass^5': _, ...short } = METRICS
    const text = table({ tag: null, metrics: METRICS }, { tag: 'refund', metrics: short })
    expect(text).toMatch(/pass\^k .*\n.*85\.0 % \(k=5\).*\n.*96\.0 % \(k=1\)/)
  })

  it('have no pass^k where no case was run twice', () => {
    const { 'pass^1': _, 'pass^5': __, ...once } = METRICS
    expect(table({ tag: null, metrics: once })).not.toMatch(/pass\^|\?/)
  })

  it('fit 100 columns, a long tag cut', () => {
    const text = table({ tag: null, metrics: METRICS }, { tag: '👍'.repeat(60), metrics: METRICS })
    const rows = text.split('\n').filter((row) => row.includes('$0.0123'))
    expect(rows).toHaveLength(2)
    for (const row of rows) expect(displayWidth(row)).toBeLessThanOrEqual(100)
    expect(text).toContain('👍…')
  })
})

describe('failing trials', () => {
  it('are all told with their own command when they are few, the reason once', () => {
    const text = render(
      reportOf({ results: [0, 1, 2].map((index) => failing('refund', index, expectation())) }),
    )
    expect(text.match(/it says "I cannot do that."/g)).toHaveLength(1)
    expect(text.match(/same reason as #0/g)).toHaveLength(2)
    for (const index of [0, 1, 2]) expect(text).toContain(`--case refund --trial ${index} --seed 17\n`)
  })

  it('are told by case and reason when they are many, and none is dropped in silence', () => {
    const odd = expectation({ reason: 'another thing' })
    const results = Array.from({ length: 40 }, (_, index) =>
      failing('refund', index, index === 7 ? odd : expectation()),
    )
    const lines = render(reportOf({ results })).split('\n')
    const from = lines.findIndex((line) => line.startsWith('✖'))
    expect(lines.slice(from, -3).join('\n')).toMatchInlineSnapshot(`
      "✖ refund#0  failed; 40 of 40 trials of this case did not pass
          contains "refund"  evals/orders.eval.yaml:27:9
          │ expected the answer to contain "refund"; it says "I cannot do that."
          and 38 more trials of this case with the same reason: 1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 12, 13, …
          and 1 more trial of this case for another reason: 7
          npx pawl run evals/orders.eval.yaml --case refund --trial 0 --seed 17

      All 40 failing trials are in .pawl/runs/2026-11-21-a1b2/trials.jsonl"
    `)
  })

  it('say how many cases are left out', () => {
    const results = Array.from({ length: 25 }, (_, index) => failing(`case-${index}`, 0, expectation()))
    const text = render(reportOf({ results }))
    expect(text.match(/^✖ /gm)).toHaveLength(20)
    expect(text).toContain(
      '5 failing trials of 5 more cases not shown. All 25 failing trials are in .pawl/runs/2026-11-21-a1b2/trials.jsonl',
    )
  })

  it('tell how the agent ended before what it therefore missed', () => {
    const crashed = trial({
      outcome: 'fail',
      code: 'timeout',
      reason: 'the agent did not answer within 60 s',
      expectations: [expectation(), expectation({ text: 'max_iterations 6', score: 1 })],
    })
    const text = render(reportOf({ results: [crashed] }))
    expect(text).toMatch(/ {4}timeout\n {4}│ the agent did not answer within 60 s\n {4}contains "refund"/)
    expect(text).not.toContain('max_iterations')
  })

  it('show a long reason by its ends', () => {
    const reason = Array.from({ length: 100 }, (_, index) => `line ${index}`).join('\n')
    const text = render(reportOf({ results: [failing('refund', 0, expectation({ reason }))] }))
    expect(text).toContain('│ line 7\n    │ … (84 more lines) …\n    │ line 92\n')
  })

  it('of imported transcripts point to the journal instead of a command', () => {
    const results = [failing('refund', 0, expectation())]
    const text = render(reportOf({ results, report: { responses: 'import' } }))
    expect(text).toContain('imported, cannot run again: .pawl/runs/2026-11-21-a1b2/trials.jsonl')
    expect(text).not.toContain('npx pawl')
  })

  it('of a known failure are not among them', () => {
    const results = [failing('promo', 0, expectation())]
    const known = { reason: 'not yet', until: null }
    const text = render(
      reportOf({
        results,
        suite: { cases: [caseOf('promo', { knownFailing: known })] },
        cases: [summaryOf('promo', results, { status: 'known_failing' })],
      }),
    )
    expect(text).not.toContain('✖')
    expect(text).toContain('◌ promo: 0 of 1 trial passed: not yet')
  })
})

describe('colour', () => {
  it('changes nothing but the colour', () => {
    expect(render(example())).not.toContain('\u001b')
    expect(render(example(), { color: true })).toContain('\u001b[31m✖\u001b[39m')
    expect(stripVTControlCharacters(render(example(), { color: true }))).toBe(render(example()))
  })
})

it('wraps what trials said to the width it is given', () => {
  for (const line of render(example(), { width: 60 }).split('\n')) {
    if (line.includes('│')) expect(displayWidth(line)).toBeLessThanOrEqual(60)
  }
})
