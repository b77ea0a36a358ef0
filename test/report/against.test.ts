import { describe, expect, it } from 'vitest'
import { junit } from '../../src/report/junit.ts'
import { markdown } from '../../src/report/markdown.ts'
import { hasInvisible } from '../../src/report/sanitize.ts'
import { terminal } from '../../src/report/terminal.ts'
import type { RenderOptions, Reporter, SuiteReport } from '../../src/report/types.ts'
import { displayWidth } from '../../src/report/width.ts'
import { assertion, expectation, failing, OPTIONS, reportOf, trial } from './build.ts'
import { caseComparison, comparison, partings } from './comparison/build.ts'
import { HOSTILE } from './divergence/pair.ts'

const render = async (reporter: Reporter, report: SuiteReport, over: Partial<RenderOptions> = {}) =>
  await reporter.render([report], { ...OPTIONS, ...over })

const shift = {
  metric: 'success_rate',
  baseline: 1,
  candidate: 0.5,
  difference: -0.5,
  low: -0.7312,
  high: -0.2104,
  pValue: 0.0007,
}

const REGRESSION = assertion({
  text: 'success_rate no_worse_than baseline',
  proof: 'proven_fail',
  decision: 'fail',
  value: 0.5,
  bound: 0.95,
  baseline: 1,
  because: '50.0 % against 100.0 % of the baseline (-50.0pp): worse than the baseline',
})

/** A run in which a case broke and another is as it was. */
const regression = (over: Partial<SuiteReport> = {}, id = 'refund', baseline = 'evals/baselines/shop.json') =>
  reportOf({
    results: [
      ...[0, 1, 2, 3, 4].map((index) => failing(id, index, expectation())),
      ...[0, 1, 2, 3, 4].map((index) => trial({ case: 'status', trial: index })),
    ],
    verdict: {
      decision: 'fail',
      exitCode: 1,
      assertions: [REGRESSION],
      comparison: comparison({
        baseline,
        compared: 2,
        missing: ['gone'],
        shifts: [shift],
        cases: [
          caseComparison({ id, pValue: 0.004 }),
          caseComparison({
            id: 'status',
            change: 'stable_pass',
            candidate: { passed: 5, trials: 5 },
            pValue: 1,
          }),
        ],
      }),
    },
    report: { divergences: partings(id), ...over },
  })

/** From the heading of the comparison to what follows it. */
const against = (text: string): string => /^ {2}Against [\s\S]*?(?=\n\n\d failed)/m.exec(text)?.[0] ?? text

describe('a run held against its baseline', () => {
  it('is told in the terminal between the assertions and the trials', async () => {
    expect(against(await render(terminal, regression()))).toMatchInlineSnapshot(`
      "  Against evals/baselines/shop.json
        2 cases compared, each side a sample of trials
        1 case in the baseline, and not in this run: gone
        1 regressed · 1 stable (passing)

                      baseline     now  difference  95 % interval       p (worse)
        success rate   100.0 %  50.0 %     -50.0pp  [-73.1pp, -21.0pp]     <0.001

        ✖ refund  5/5 → 0/5  regressed  p 0.0040
            step 1: the candidate calls issue_refund with .amount 4.99, the baseline with 49.9

            baseline, trial 0                             │ this run, trial 0
            ▸ 1  issue_refund({order: "A-1001", amount:   │ ▸ 1  issue_refund({order: "A-1001", amount:
                 49.9})                                   │      4.99})
                 .amount: 49.9                            │      .amount: 4.99
              2  answers "It is refunded."                │   2  answers "Done."
                 completes                                │      completes"
    `)
  })

  it.each([60, 80, 100, 120])('is no wider than %i columns', async (width) => {
    const text = against(await render(terminal, regression(), { width }))
    expect(text).toContain('Against')
    for (const line of text.split('\n')) expect(displayWidth(line)).toBeLessThanOrEqual(width)
  })

  it('is a section of the step summary', async () => {
    const text = await render(markdown, regression())
    expect(/^Against [\s\S]*?(?=\n<details>)/m.exec(text)?.[0]).toMatchInlineSnapshot(`
      "Against <code>evals/baselines/shop.json</code>: <code>2 cases compared, each side a sample of trials</code>, <code>1 case in the baseline, and not in this run: gone</code>, <code>1 regressed · 1 stable (passing)</code>

      |  | baseline | now | difference | 95 % interval | p (worse) |
      | :-- | --: | --: | --: | :-- | --: |
      | success rate | 100.0 % | 50.0 % | -50.0pp | [-73.1pp, -21.0pp] | &#60;0.001 |

      | case | passed | change | p | where the ways part |
      | :-- | :-- | :-- | --: | :-- |
      | <code>refund</code> | 5/5 → 0/5 | regressed | 0.0040 | <code>step 1: the candidate calls issue_refund with .amount 4.99, the baseline with 49.9</code> |
      "
    `)
  })

  it('is a regression in JUnit: of the assertion, and of the case', async () => {
    const xml = await render(junit, regression())
    const [broken = '', steady = '', asserted = ''] = xml.split('<testcase ').slice(1)
    expect(broken).toMatch(/<failure message="5 of 5 trials did not pass[^"]*" type="regression">/)
    expect(broken).toContain('<property name="change" value="regressed"/>')
    expect(broken).toContain('<property name="baseline" value="5/5 → 0/5"/>')
    expect(steady).toContain('<property name="change" value="stable_pass"/>')
    expect(steady).not.toContain('<failure')
    expect(asserted).toMatch(/<failure message="50\.0 % against 100\.0 %[^"]*" type="regression">/)
  })

  it('marks a case that regressed under a red gate, though it passes at times', async () => {
    const half = regression()
    const results = half.results.map((each) =>
      each.case === 'refund' && each.trial > 2 ? trial({ case: 'refund', trial: each.trial }) : each,
    )
    const { comparison: compared } = half.verdict
    const report = reportOf({ results, verdict: { decision: 'fail', exitCode: 1, comparison: compared } })
    expect(await render(junit, report)).toMatch(/name="refund"[\s\S]*?type="regression"/)
    const green = reportOf({ results, verdict: { comparison: compared } })
    expect(await render(junit, green)).not.toContain('<failure')
  })

  it('is told by no reporter where there is none', async () => {
    for (const reporter of [terminal, markdown, junit]) {
      expect(await render(reporter, reportOf({ results: [trial()] }))).not.toMatch(/Against|name="change"/)
    }
  })

  it('lets nothing act, whatever the baseline and its cases are called', async () => {
    for (const text of HOSTILE.filter((each) => each !== '__proto__')) {
      const id = `${text}<img src=x>]]> @ada`
      for (const reporter of [terminal, markdown, junit]) {
        const shown = await render(reporter, regression({}, id, id))
        expect(hasInvisible(shown.replaceAll('\n', ''))).toBe(false)
        expect(shown).not.toMatch(/##\w*\[|^\s*::error::/m)
        if (reporter !== terminal)
          expect(shown.replace(/<!\[CDATA\[[\s\S]*?\]\]>/g, '')).not.toContain('<img')
      }
    }
  })
})

describe('agents of one suite', () => {
  it('have names of their own in every report', async () => {
    const report = regression({ variant: 'brief' })
    expect(await render(terminal, report)).toMatch(
      /^orders-support@brief {2}[\s\S]*exit 1: the gate fails · orders-support@brief · /,
    )
    expect(await render(markdown, report)).toMatch(/^## ✖ <code>orders-support&#64;brief<\/code>: FAIL/)
    const xml = await render(junit, report)
    expect(xml).toContain('<testsuite name="orders-support@brief"')
    expect(new Set(xml.match(/classname="[^"]*"/g))).toEqual(
      new Set(['classname="orders-support@brief"', 'classname="orders-support@brief.gate"']),
    )
  })
})
