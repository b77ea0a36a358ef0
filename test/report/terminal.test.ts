import { stripVTControlCharacters } from 'node:util'
import { describe, expect, it } from 'vitest'
import { markdown } from '../../src/report/markdown.ts'
import { terminal } from '../../src/report/terminal.ts'
import type { RenderOptions, SuiteReport } from '../../src/report/types.ts'
import { displayWidth } from '../../src/report/width.ts'
import { agentOf } from '../target/outside.ts'
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
  it('names a program without the folders of this machine', () => {
    const argv = ['/usr/bin/python3', '/home/ada/shop/evals/agent.py', '--deep', './data']
    const agent = { ...agentOf(argv), cwd: '/home/ada/shop/evals' }
    const out = render(reportOf({ results: passing(2), suite: { agent } }))
    expect(out).toContain('command agent python3 evals/agent.py --deep ./data · ')
  })

  it('shows a suite that passes on one screen', () => {
    expect(render(reportOf({ results: passing(5) }))).toMatchInlineSnapshot(`
      "orders-support  evals/orders.eval.yaml
      reference agent evals/agents/orders.yaml · replay · 1 case × 5 trials · seed 17

        success rate  95 % interval  pass^5  errors  avg cost  total cost     p50     p95  avg tokens
              96.0 %  [88.8, 98.6]   85.0 %   0.0 %   $0.0123       $1.23  820 ms  1.24 s       1,234

          assertion             value  bounds         proof
        ✔ success_rate >= 95%  99.0 %  [95.3, >99.9]  proven

        bounds: one-sided, each end at the level it is tested at; the table's 95 % intervals are two-sided

      PASS  exit 0: the gate passes · orders-support · .pawl/runs/2026-11-21-a1b2
      "
    `)
  })

  it('names what was provoked: by the command line, by the suite, and by the cases that ran', () => {
    const fault = {
      fault: 'reset',
      at: 2,
      times: 1,
      when: null,
      rate: 1,
      retryAfterMs: null,
      latencyMs: null,
    }
    const cases = [caseOf('refund', { faults: [fault] }), caseOf('idle', { faults: [{ ...fault, at: 3 }] })]
    const rerun = { faults: ['overloaded@1'], strict: false, realTime: false, upstream: null }
    const report = reportOf({ results: passing(5), suite: { cases }, report: { rerun } })
    expect(render(report, { width: 140 })).toContain(
      '1 case × 5 trials · faults overloaded@1, reset@2 · seed 17',
    )
    expect(markdown.render([report], OPTIONS)).toContain('faults overloaded@1, reset@2 · seed 17')
  })

  it('names no agent and no seed of imported transcripts, which had neither', () => {
    const report = reportOf({ results: passing(5), report: { responses: 'import' } })
    expect(render(report).split('\n')[1]).toBe('imported transcripts · 1 case × 5 trials')
  })

  it('shows everything that can go wrong in one suite', () => {
    expect(render(example())).toMatchInlineSnapshot(`
      "orders-support  evals/orders.eval.yaml
      reference agent evals/agents/orders.yaml · replay · 4 cases × 5 trials · seed 17
      15 of 20 trials count: 5 known failing

                success rate  95 % interval  pass^5  errors  avg cost  total cost     p50     p95
        all           78.6 %  [52.0, 92.0]   85.0 %   0.0 %   $0.0123       $1.23  820 ms  1.24 s
        refund        96.0 %  [88.8, 98.6]   85.0 %  10.0 %   $0.0123       $1.23  820 ms  1.24 s
        status        96.0 %  [88.8, 98.6]   85.0 %   0.0 %         ?           ?  820 ms  1.24 s

        ? unknown: usage, price or latency was not reported
        too narrow here to show avg tokens

          assertion                                    value  bounds            proof
        ✖ success_rate >= 95%                         78.6 %  [53.4, 93.9]      proven
          11 of 14 trials passed; at most 93.9 % with 95 % confidence, below 95 %
        ✔ p95_latency <= 5s                           1.24 s  [1.10 s, 1.51 s]  proven
        ✔ success_rate no_worse_than baseline margin  -2.1 %  [-8.1, 3.2]       not proven (needs 40 more)
          5pp
          no evidence that it is worse than the baseline of 2026-11-14, and none that it is not
        ! avg_cost(tag=status) <= $0.50                    ?                    unknown
          the cost is unknown: claude-next-1 has no price; set prices: in the suite
        ✔ avg_iterations <= 6                            3.2                    exact

        bounds: one-sided, each end at the level it is tested at; the table's 95 % intervals are two-sided

        Known failing, not counted
        ◌ flaky-promo: 0 of 5 trials passed: promo rules not in the prompt yet (until 2027-01-31)

        • success_rate >= 95% fails
        • 1 of 15 trials ended in an error (6.7 %, at most 10.0 % allowed)
        ⚠ status-A-1001 has 3 recordings for 5 trials: trials 3 and 4 replay recordings 0 and 1 again

      3 failed, 1 error of 15 trials (5 known failing left out)

      ✖ refund-in-window#1  failed; 2 of 5 trials of this case did not pass
          contains "refund"  evals/orders.eval.yaml:27:9
          │ expected the answer to contain "refund"; it says "I cannot do that."
          calls get_order, issue_refund in order  evals/orders.eval.yaml:30:9
          │ expected issue_refund { order_id: "A-1001", amount: ≈ 49.9 } after get_order
          │ nearest was call 3: issue_refund { order_id: "A-1001", amount: 4.99 }: amount is 4.99, not
          │ within 0.01 of 49.9
          and 1 more trial of this case with the same reason: 3
          npx pawl run evals/orders.eval.yaml --case refund-in-window --trial 1 --seed 17

      ✖ two-turns#3  failed; 2 of 5 trials of this case did not pass
          turn 2: contains_any ["delivered", "arrived"]  evals/orders.eval.yaml:46:9
          │ expected one of "delivered", "arrived"; the answer of turn 2 says "Your parcel left our
          │ warehouse on Tuesday and is with the carrier now; I will let you know as soon as there is news
          │ from them about a delivery date."
          npx pawl run evals/orders.eval.yaml --case two-turns --trial 3 --seed 17

      ! two-turns#4  error, attempt 3, for another reason
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
          and 1 more trial of this case with the same reason: 1
          npx pawl run evals/orders.eval.yaml --case refund --trial 0 --seed 17

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

  it('say once whether it is proven', () => {
    const text = line({ proof: 'inconclusive', because: '99.0 % over 20 trials meets >= 95 %' })
    expect(text.match(/proven/g)).toHaveLength(1)
    expect(text).toContain('\n    99.0 % over 20 trials meets >= 95 %\n')
  })

  it('of a must_pass case that holds say in how many trials: none could prove it', () => {
    const because = 'holds in all 20 trials'
    const text = line({ text: 'must_pass: refund', proof: 'inconclusive', value: 1, bound: 1, because })
    expect(text).toMatch(/must_pass: refund {2}100\.0 % .*\] {2}holds in all 20 trials$/m)
    expect(text).not.toContain('not proven')
    expect(text.match(/holds in/g)).toHaveLength(1)
  })

  it('tell their bounds from the intervals of the table', () => {
    const legend = 'bounds: one-sided'
    expect(line({})).toMatch(/^ {4}assertion +value {2}bounds +proof$/m)
    expect(line({})).toContain(legend)
    expect(line({ evidence: 'fixed', low: null, high: null })).not.toMatch(/bounds/)
  })

  it('give up their bounds before they are broken, and say so', () => {
    const text = `success_rate(tag=${'x'.repeat(16)}) >= 95%`
    const because = 'holds in all 20 trials'
    const must = assertion({ text: 'must_pass: a', proof: 'inconclusive', value: 1, bound: 1, because })
    const report = reportOf({ verdict: { assertions: [assertion({ text }), must] } })
    const narrow = render(report, { width: 80 })
    expect(narrow).toContain(`  ✔ ${text}   99.0 %  proven\n`)
    expect(narrow).toContain('\n  too narrow here to show bounds\n')
    expect(render(report, { width: 100 })).toContain(`  ✔ ${text}   99.0 %  [95.3, >99.9]  proven\n`)
  })

  it('wrap a long text in its column, or stand above their numbers where that leaves too little', () => {
    const text = `success_rate(tag=${'x'.repeat(20)}) no_worse_than baseline margin 5pp`
    const report = reportOf({ verdict: { assertions: [assertion({ text })] } })
    const linesAt = (width: number): string[] => {
      const lines = render(report, { width }).split('\n')
      for (const each of lines.slice(0, -3)) expect(displayWidth(each)).toBeLessThanOrEqual(width)
      const at = lines.findIndex((each) => each.includes('✔'))
      return lines.slice(at, at + 3)
    }
    expect(linesAt(80)).toEqual([
      `  ✔ success_rate(tag=${'x'.repeat(20)})  99.0 %  [95.3, >99.9]  proven`,
      '    no_worse_than baseline margin 5pp',
      '',
    ])
    expect(linesAt(60)).toEqual([
      `  ✔ success_rate(tag=${'x'.repeat(20)}) no_worse_than`,
      '    baseline margin 5pp',
      '      99.0 %  [95.3, >99.9]  proven',
    ])
  })

  it('name the trials that are missing, or only that there is no proof', () => {
    expect(line({ proof: 'inconclusive', missingTrials: 40 })).toContain('not proven (needs 40 more)')
    expect(line({ proof: 'inconclusive', missingTrials: 1 })).toContain('not proven (needs 1 more)')
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
      /^ {2}– .* 99\.0 % {2}not evaluated$/m,
    )
  })

  it('say of an exact pass why, where the value is not the baseline’s', () => {
    const because = 'from 96.0 % to 95.0 %, within the margin'
    const exact = { because, evidence: 'fixed', value: 0.95, low: 0.95, high: 0.95 } as const
    expect(line({ ...exact, baseline: 0.96 })).toContain(because)
    expect(line({ ...exact, baseline: 0.95 })).not.toContain(because)
  })

  it('name the round that proved them', () => {
    expect(line({ decidedAtRound: 4 })).toContain('proven in round 4')
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
  type Row = { tag: string | null; metrics: typeof METRICS; cases?: number }
  const table = (rows: readonly Row[], options: Partial<RenderOptions> = {}, asked = ''): string => {
    const groups = rows.map((group, index) => ({ cases: 10 - index, population: null, ...group }))
    const assertions = asked === '' ? [] : [assertion({ text: asked })]
    return render(reportOf({ results: passing(2), verdict: { groups, assertions } }), options)
  }
  const whole = { tag: null, metrics: METRICS }
  const header = (text: string): string => /^ +success rate.*$/m.exec(text)?.[0] ?? 'no header'

  it('explain the question mark where it occurs, and only there', () => {
    const { avg_cost: _, ...without } = METRICS
    expect(table([whole])).not.toContain('? unknown')
    expect(table([{ tag: null, metrics: without }])).toContain(
      '? unknown: usage, price or latency was not reported',
    )
  })

  it('have what judges cost, unless they cost nothing anywhere', () => {
    const costing = (value: number | null) =>
      header(
        table([{ tag: null, metrics: { ...METRICS, judge_cost: { value, low: null, high: null, n: 1 } } }], {
          width: 140,
        }),
      )
    expect(costing(0)).not.toContain('judge cost')
    expect(costing(0.03)).toContain('judge cost')
    expect(costing(null)).toContain('judge cost')
  })

  describe('pass^k', () => {
    const long = {
      ...METRICS,
      'pass^3': METRICS['pass^1'] ?? never(),
      'pass^10': METRICS['pass^1'] ?? never(),
    }

    it('has the smallest k that an assertion asks for', () => {
      const rows = [
        { tag: null, metrics: long },
        { tag: 'refund', metrics: long },
      ]
      expect(header(table(rows, {}, 'pass^3(tag=refund) >= 70%'))).toContain('  pass^3  ')
    })

    it('has else the largest k that every row has', () => {
      const rows = [
        { tag: null, metrics: METRICS },
        { tag: 'refund', metrics: long },
      ]
      expect(header(table(rows))).toContain('  pass^5  ')
      expect(header(table([{ tag: null, metrics: long }]))).toContain('  pass^10  ')
    })

    it('says which rows have too few trials for the k that is asked for', () => {
      const text = table(
        [
          { tag: null, metrics: METRICS },
          { tag: 'refund', metrics: long },
        ],
        {},
        'pass^10 >= 70%',
      )
      expect(text).toMatch(/^ {2}all .*\] +– /m)
      expect(text).toContain('  – a case has fewer than 10 trials\n')
    })

    it('is left out where rows share no k, or no case was run twice', () => {
      const { 'pass^5': _, ...short } = METRICS
      expect(header(table([whole, { tag: 'refund', metrics: short }]))).not.toContain('pass^')
      const { 'pass^1': __, ...once } = short
      expect(table([{ tag: null, metrics: once }])).not.toMatch(/pass\^|[?–] /)
    })
  })

  it('have no name and no second row where all cases have the one tag', () => {
    const text = table([whole, { tag: 'regression', metrics: METRICS, cases: 10 }])
    expect(text).not.toMatch(/^ +(all|regression) /m)
    expect(text.match(/\$0\.0123/g)).toHaveLength(1)
  })

  it('give tags the room of the longest, up to 24 columns', () => {
    const text = table([
      whole,
      { tag: 'conversation', metrics: METRICS },
      { tag: 'a'.repeat(30), metrics: METRICS },
    ])
    expect(text).toMatch(/^ {2}conversation {2,}96\.0 %/m)
    expect(text).toMatch(/^ {2}a{23}… {2,}96\.0 %/m)
  })

  it.each([
    [120, ''],
    [100, 'total cost, avg tokens'],
    [80, 'errors, total cost, p50, avg tokens'],
    [60, 'pass^5, errors, avg cost, total cost, p50, p95, avg tokens'],
  ])('fit %d columns, and what is left out is said', (width, note) => {
    const text = table([whole, { tag: '👍'.repeat(60), metrics: METRICS }], { width })
    const lines = text.split('\n').filter((line) => line.includes('96.0 %') || line.includes('success rate'))
    expect(lines).toHaveLength(3)
    for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(width)
    expect(text).toContain('👍…')
    const said = /too narrow here to show ([\s\S]*?)\n\n/.exec(text)?.[1]?.replace(/\n +/g, ' ') ?? ''
    expect(said).toBe(note)
  })
})

describe('the trials behind the numbers', () => {
  it('are all of them, and nothing is said', () => {
    expect(render(reportOf({ results: passing(5) }))).not.toContain(' count')
  })

  it('are fewer than planned: copies, known failures and trials that were not run are named', () => {
    const copies = passing(4).map((result) => ({ ...result, sample: 'recorded-0' }))
    const promo = [failing('promo', 0, expectation()), failing('promo', 1, expectation())]
    const text = render(
      reportOf({
        results: [...copies, failing('other', 0, expectation()), ...promo],
        cases: [
          summaryOf('refund', copies),
          summaryOf('other', [failing('other', 0, expectation())]),
          summaryOf('promo', promo, { status: 'known_failing' }),
        ],
        verdict: { trials: { planned: 8, passed: 4, failed: 3, errored: 0, unscored: 0 } },
      }),
    )
    expect(text).toContain(
      '\n2 of 8 trials count: 3 repeat responses that count already, 2 known failing, 1 not run\n',
    )
    expect(text).toContain('\n1 failed, 1 not run of 6 trials (2 known failing left out)\n')
  })

  it('are all of them when fixed replies led to different ends', () => {
    const scripted = { sample: 'script', evidence: 'fixed' } as const
    const steady = passing(2).map((result) => ({ ...result, ...scripted }))
    const results = [...steady, { ...failing('refund', 2, expectation()), ...scripted }]
    expect(render(reportOf({ results }))).not.toContain('already')
    expect(render(reportOf({ results: steady }))).toContain(': 1 repeats a response that counts already')
  })
})

describe('a run of a single trial', () => {
  const single = (result: ReturnType<typeof trial>, over: Parameters<typeof reportOf>[0] = {}): string =>
    render(reportOf({ results: [result], ...over }))

  it('shows what it expected and found, and no statistics of one', () => {
    const failed = failing(
      'refund',
      3,
      expectation(),
      expectation({ text: 'max_iterations 4', score: 1, line: 31 }),
    )
    const missed = assertion({
      text: 'success_rate >= 100%',
      decision: 'fail',
      proof: 'proven_fail',
      value: 0,
      low: 0,
      high: 0.95,
      bound: 1,
      because: '0.0 % over 1 trial, at most 95.0 % with 95 % confidence',
    })
    const verdict = { assertions: [missed, assertion()], decision: 'fail', exitCode: 1 } as const
    expect(single(failed, { verdict: { ...verdict } })).toMatchInlineSnapshot(`
      "orders-support  evals/orders.eval.yaml
      reference agent evals/agents/orders.yaml · replay · 1 case × 1 trial · seed 17

      1 failed of 1 trial

      ✖ refund#3  failed · 820 ms, $0.0123, 1,234 tokens, 1 iteration, 1 tool call
          ✖ contains "refund"  evals/orders.eval.yaml:27:9
          │ expected the answer to contain "refund"; it says "I cannot do that."
          ✔ max_iterations 4  evals/orders.eval.yaml:31:9
          transcript: .pawl/runs/2026-11-21-a1b2/trials.jsonl
          npx pawl run evals/orders.eval.yaml --case refund --trial 3 --seed 17

        ✖ success_rate >= 100%  0.0 %  in this trial

      FAIL  exit 1: the gate fails · orders-support · .pawl/runs/2026-11-21-a1b2
      "
    `)
  })

  it('shows of a pass how many expectations hold', () => {
    const grading = { required: true, weight: 1 }
    const expected = { name: 'contains', spec: 'x', turn: null, grading, line: 1, column: 1 }
    const suite = { cases: [caseOf('refund', { expect: [expected, expected] })] }
    const text = single(trial(), { suite })
    expect(text).toContain('✔ refund#0  passed · 820 ms, $0.0123, 1,234 tokens, 1 iteration, 1 tool call\n')
    expect(text).toContain('    ✔ all 2 expectations hold\n')
    expect(text).toContain('    transcript: .pawl/runs/2026-11-21-a1b2/trials.jsonl\n')
    expect(text).not.toMatch(/success_rate|interval/)
  })

  it('says why an assertion could not be told', () => {
    const unknown = assertion({
      decision: 'error',
      value: null,
      because: '1 of 1 trial has no price',
    })
    expect(single(trial(), { verdict: { assertions: [unknown] } })).toMatch(
      /\? {2}in this trial\n {4}1 of 1 trial has no/,
    )
  })
})

function never(): never {
  throw new Error('the builder has it')
}

describe('failing trials', () => {
  it('are told once where they fail alike, with the numbers of the others', () => {
    const text = render(
      reportOf({ results: [0, 1, 2, 4].map((index) => failing('refund', index, expectation())) }),
    )
    expect(text.match(/it says "I cannot do that."/g)).toHaveLength(1)
    expect(text).toContain('\n    and 3 more trials of this case with the same reason: 1, 2, 4\n')
    expect(text.match(/ --trial /g)).toHaveLength(1)
  })

  it('fail alike where nothing but their own name differs', () => {
    const errors = [0, 1].map((index) =>
      trial({
        trial: index,
        outcome: 'error',
        code: 'upstream-miss',
        reason: `before call 1 of refund#${index}`,
      }),
    )
    expect(render(reportOf({ results: errors }))).toContain('with the same reason: 1\n')
  })

  it('name the score where all the optional expectations together failed one', () => {
    const optional = expectation({ required: false, text: 'contains "refund" (optional)' })
    const reason = 'the optional expectations have a score of 0.00, at least 0.5 expected'
    const text = render(reportOf({ results: [{ ...failing('refund', 0, optional), reason }] }))
    expect(text).toContain(`min_score\n    │ ${reason}\n`)
    const required = { ...failing('refund', 0, expectation(), optional), reason: 'a required one' }
    expect(render(reportOf({ results: [required] }))).not.toContain('min_score')
  })

  it('are not said to be equally many of each case where they are not', () => {
    const results = [...passing(3), ...passing(1, 'status')]
    expect(render(reportOf({ results }))).toContain('2 cases, 4 trials')
  })

  it('are told once in all where nothing is recorded yet', () => {
    const missing = trial({ outcome: 'error', code: 'recording-missing', reason: 'case refund has none' })
    const results = [0, 1, 2].map((index) => ({ ...missing, trial: index, sample: 'unrecorded' }))
    const verdict = { decision: 'error', exitCode: 3 } as const
    expect(render(reportOf({ results, verdict }))).toMatchInlineSnapshot(`
      "orders-support  evals/orders.eval.yaml
      reference agent evals/agents/orders.yaml · replay · 1 case × 3 trials · seed 17
      0 of 3 trials count: 3 without a recording

        no recordings yet: npx pawl record evals/orders.eval.yaml

      NOT EVALUATED  exit 3: could not evaluate · orders-support · .pawl/runs/2026-11-21-a1b2
      "
    `)
    expect(markdown.render([reportOf({ results, verdict })], OPTIONS)).toMatchInlineSnapshot(`
      "## ! <code>orders-support</code>: NOT EVALUATED (could not evaluate)

      <code>evals/orders.eval.yaml</code> · replay · 1 case × 3 trials · seed 17 · 3 errors of 3 trials · 0 of 3 trials count: 3 without a recording

      no recordings yet:

      <pre><code>npx pawl record evals/orders.eval.yaml</code></pre>
      "
    `)
    const some = render(reportOf({ results: [...results, ...passing(2, 'status')], verdict }))
    expect(some).toContain('2 of 5 trials count: 3 without a recording')
    expect(some).toContain('! refund#0')
  })

  it('name files below the working directory by their relative path, and quote an agent as it spoke', () => {
    const reason = `case refund has no recording: expected ${OPTIONS.cwd}/evals/refund.json`
    const ended = trial({ outcome: 'error', code: 'recording-missing', reason })
    const said = failing('status', 0, expectation({ reason: `it says "${OPTIONS.cwd}/x"` }))
    const text = render(reportOf({ results: [ended, said] }))
    expect(text).toContain('expected evals/refund.json\n')
    expect(text).toContain(`"${OPTIONS.cwd}/x"`)
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
          and 38 more trials of this case with the same reason: 1 to 6, 8 to 39
          npx pawl run evals/orders.eval.yaml --case refund --trial 0 --seed 17

      ✖ refund#7  failed, for another reason
          contains "refund"  evals/orders.eval.yaml:27:9
          │ another thing
          npx pawl run evals/orders.eval.yaml --case refund --trials 8 --trial 7 --seed 17"
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
    const text = render(reportOf({ results: [crashed, trial({ trial: 1 })] }))
    expect(text).toMatch(/ {4}timeout\n {4}│ the agent did not answer within 60 s\n {4}contains "refund"/)
    expect(text).not.toContain('max_iterations')
  })

  it('show a long expectation in two lines, and its place whole', () => {
    const text = `calls ${Array.from({ length: 40 }, (_, index) => `tool_${index}({id: "A-${index}"})`).join(', ')}`
    for (const width of [60, 100]) {
      const lines = render(
        reportOf({ results: [0, 1].map((index) => failing('refund', index, expectation({ text }))) }),
        { width },
      ).split('\n')
      const from = lines.findIndex((line) => line.startsWith('    calls'))
      const shown = lines.slice(
        from,
        lines.findIndex((line) => line.includes('│')),
      )
      expect(shown).toHaveLength(3)
      expect(shown[1]).toMatch(/^ {6}tool_.*…$/)
      expect(shown[2]).toBe('      evals/orders.eval.yaml:27:9')
      for (const line of shown) expect(displayWidth(line)).toBeLessThanOrEqual(width)
    }
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
    const results = [failing('promo', 0, expectation()), failing('promo', 1, expectation())]
    const known = { reason: 'not yet', until: null }
    const text = render(
      reportOf({
        results,
        suite: { cases: [caseOf('promo', { knownFailing: known })] },
        cases: [summaryOf('promo', results, { status: 'known_failing' })],
      }),
    )
    expect(text).not.toContain('✖')
    expect(text).toContain('◌ promo: 0 of 2 trials passed: not yet')
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
