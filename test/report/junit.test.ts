import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CaseStatus, ExitCode } from '../../src/gate/types.ts'
import { junit } from '../../src/report/junit.ts'
import type { SuiteReport } from '../../src/report/types.ts'
import { assertion, caseOf, expectation, failing, OPTIONS, reportOf, summaryOf, trial } from './build.ts'
import { example } from './example.ts'
import { hasXmllint, xmlErrors, xpath } from './xml.ts'

const render = async (...reports: SuiteReport[]): Promise<string> => junit.render(reports, OPTIONS)

/** The element of one testcase. */
const testcase = (xml: string, name: string): string =>
  new RegExp(`<testcase [^>]*name="${name}".*?</testcase>`, 's').exec(xml)?.[0] ?? 'no such testcase'

const isRed = (xml: string): boolean => /<(failure|error)\b/.test(xml)

const FAIL = { decision: 'fail', exitCode: 1 } as const

describe('red if and only if the exit code is not 0', () => {
  const statuses: CaseStatus[] = ['pass', 'fail', 'flaky', 'error', 'known_failing', 'not_run']
  const exitCodes: ExitCode[] = [0, 1, 2, 3, 130]

  it('holds whatever became of the cases', async () => {
    const outcome = fc.constantFrom('pass', 'fail', 'error', 'unscored')
    const cases = fc.array(
      fc.record({ status: fc.constantFrom(...statuses), mustPass: fc.boolean(), outcome }),
    )
    await fc.assert(
      fc.asyncProperty(cases, fc.constantFrom(...exitCodes), async (entries, exitCode) => {
        const results = entries.map(({ outcome: came }, index) => trial({ case: `c${index}`, outcome: came }))
        const report = reportOf({
          results,
          suite: { cases: entries.map(({ mustPass }, index) => caseOf(`c${index}`, { mustPass })) },
          cases: entries.map(({ status }, index) =>
            summaryOf(`c${index}`, results.slice(index, index + 1), { status }),
          ),
          verdict: { exitCode, decision: exitCode === 0 ? 'pass' : exitCode === 1 ? 'fail' : 'error' },
        })
        expect(isRed(await render(report))).toBe(exitCode !== 0)
      }),
      { numRuns: 60 },
    )
  })

  it('is decided suite by suite', async () => {
    const xml = await render(reportOf(), reportOf({ suite: { name: 'billing' }, verdict: FAIL }))
    expect(xml).toMatch(/<testsuite name="orders-support"[^>]* failures="0" errors="0"/)
    expect(xml).toMatch(/<testsuite name="billing"[^>]* failures="1" errors="0"/)
  })

  it('makes infrastructure trouble an error, never a failure', async () => {
    const xml = await render(
      reportOf({ verdict: { decision: 'error', exitCode: 3, notes: ['nothing was run'] } }),
    )
    expect(xml).toMatch(/failures="0" errors="1"/)
    expect(testcase(xml, 'verdict')).toContain('<error message="nothing was run" type="exit-3">')
  })
})

describe('a case', () => {
  const results = [trial(), failing('refund', 1, expectation())]
  const allFail = [failing('refund', 0, expectation()), failing('refund', 1, expectation())]
  const must = { cases: [caseOf('refund', { mustPass: true })] }

  it('without a pass is a failure under a red gate, with its place as the last line', async () => {
    const element = testcase(await render(reportOf({ results: allFail, verdict: FAIL })), 'refund')
    expect(element).toContain('type="assertion"')
    expect(element).toContain('message="2 of 2 trials did not pass: contains &quot;refund&quot;: expected')
    expect(element).toContain('npx pawl run evals/orders.eval.yaml --case refund --trial 0 --seed 17')
    expect(element).toContain('\n    at refund (evals/orders.eval.yaml:24:5)]]></failure>')
  })

  it('without a pass is a passed testcase with its reasons under a green gate', async () => {
    const element = testcase(await render(reportOf({ results: allFail })), 'refund')
    expect(isRed(element)).toBe(false)
    expect(element).toContain('<property name="status" value="fail"/>')
    expect(element).toMatch(/<system-out>.*I cannot do that.*<\/system-out>/s)
  })

  it('that passes at times is flaky, and no failure', async () => {
    const element = testcase(await render(reportOf({ results, verdict: FAIL })), 'refund')
    expect(isRed(element)).toBe(false)
    for (const [name, value] of [
      ['flaky', 'true'],
      ['passed', '1'],
      ['failed', '1'],
    ]) {
      expect(element).toContain(`<property name="${name}" value="${value}"/>`)
    }
  })

  it('that must pass and failed once is a failure', async () => {
    const element = testcase(await render(reportOf({ results, suite: must, verdict: FAIL })), 'refund')
    expect(element).toContain('<failure ')
  })

  it('with errors alone is an error of its code', async () => {
    const errors = [trial({ outcome: 'error', code: 'provider-failure', reason: '529 overloaded' })]
    const element = testcase(await render(reportOf({ results: errors, verdict: FAIL })), 'refund')
    expect(element).toMatch(/<error message="[^"]*529 overloaded" type="provider-failure">/)
    expect(element).not.toContain('<failure')
  })

  it('that is known to fail is skipped, with the reason', async () => {
    const element = testcase(await render(example()), 'flaky-promo')
    expect(element).toContain('<skipped/>')
    expect(element).toContain('<property name="known_failing" value="promo rules not in the prompt yet"/>')
  })

  it('takes the sum of its known latencies, and no time when none is known', async () => {
    const { measures } = trial()
    const unknown = trial({ case: 'b', measures: { ...measures, latencyMs: null } })
    const xml = await render(reportOf({ results: [trial(), trial({ trial: 1 }), unknown] }))
    expect(testcase(xml, 'refund')).toContain('time="1.64"')
    expect(testcase(xml, 'b')).not.toContain('time=')
  })
})

describe('the gate', () => {
  it('has a testcase an assertion', async () => {
    const xml = await render(example())
    expect(testcase(xml, 'success_rate >= 95%')).toContain('type="threshold"')
    expect(testcase(xml, 'success_rate >= 95%')).toContain(
      '\n    at success_rate >= 95% (evals/orders.eval.yaml:12:5)]]>',
    )
    expect(isRed(testcase(xml, 'p95_latency &lt;= 5s'))).toBe(false)
    expect(testcase(xml, 'avg_cost\\(tag=status\\) &lt;= \\$0.50')).toContain('<error ')
  })

  it('calls a failed comparison with the baseline a regression', async () => {
    const text = 'success_rate no_worse_than baseline'
    const failed = assertion({ text, decision: 'fail', proof: 'proven_fail' })
    const xml = await render(reportOf({ verdict: { ...FAIL, assertions: [failed] } }))
    expect(testcase(xml, text)).toContain('type="regression"')
  })

  it('gives equal assertions names of their own, since GitLab drops duplicates', async () => {
    const xml = await render(reportOf({ verdict: { assertions: [assertion(), assertion()] } }))
    expect(xml).toContain('name="success_rate >= 95% (2)"')
  })
})

describe('an assertion about a baseline', () => {
  it('that was not evaluated is skipped, and says why', async () => {
    const open = assertion({
      text: 'success_rate no_worse_than baseline',
      proof: 'inconclusive',
      bound: null,
      because: 'no baseline to compare with; this assertion was not evaluated',
    })
    const element = testcase(await render(reportOf({ verdict: { assertions: [open] } })), open.text)
    expect(element).toContain('<skipped/>')
    expect(element).toContain('no baseline to compare with')
  })
})

describe.skipIf(!hasXmllint)('read by xmllint (skipped where it is not installed)', () => {
  it('is well-formed, and its counts are those of its elements', async () => {
    const xml = await render(example(), reportOf())
    expect(xmlErrors(xml)).toBe('')
    const count = (expression: string) => xpath(xml, `string(${expression})`)
    expect(count('/testsuites/@failures')).toBe(count('count(//failure)'))
    expect(count('/testsuites/@errors')).toBe(count('count(//error)'))
    expect(count('/testsuites/@skipped')).toBe(count('count(//skipped)'))
    expect(count('/testsuites/@tests')).toBe(count('count(//testcase)'))
  })

  it('stays well-formed and whole when a reason closes its CDATA section, twice', async () => {
    const reason = 'a]]>b]]><failure message="forged"/>]]>'
    const xml = await render(
      reportOf({ results: [failing('refund', 0, expectation({ reason }))], verdict: FAIL }),
    )
    expect(xmlErrors(xml)).toBe('')
    expect(xpath(xml, 'count(//testcase[@name="refund"]/failure)')).toBe('1')
    expect(xpath(xml, 'string(//testcase[@name="refund"]/failure)')).toContain(
      'a]]\\>b]]\\><failure message="forged"/>]]\\>',
    )
  })
})
