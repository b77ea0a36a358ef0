import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadSuites } from '../../src/cli/suites.ts'
import { checkAssertions, checkAssertionTexts } from '../../src/gate/check.ts'
import { sourceOf } from '../../src/suite/source.ts'
import type { Case } from '../../src/suite/types.ts'
import { caseOf, sources, suiteOf } from './build.ts'

const known = { knownFailing: { reason: 'r', until: null } }
const CASES = [
  caseOf('refund-a', { tags: ['refund'] }),
  caseOf('short', { trials: 3 }),
  caseOf('k', { tags: ['known'], ...known }),
]

/** The assertions as a suite file has them: line 10 on, four blanks and a dash before each. */
function check(texts: readonly string[], cases: readonly Case[] = CASES) {
  const file = `${'# \n'.repeat(9)}${texts.map((text) => `  - ${text}\n`).join('')}`
  const suite = suiteOf(cases, { assert: sources(...texts), trials: 5 })
  return checkAssertions(suite, cases, () => sourceOf(file, suite.displayPath))
}

describe('checkAssertions', () => {
  it('gives the parsed assertions with their places', () => {
    const { assertions, diagnostics } = check(['success_rate >= 95%', 'pass^3 >= 80%'])
    expect(diagnostics).toEqual([])
    expect(assertions).toMatchObject([
      { assertion: { metric: { name: 'success_rate' } }, span: { line: 10, column: 5, length: 19 } },
      { assertion: { metric: { name: 'pass^3' } }, span: { line: 11, column: 5, length: 13 } },
    ])
  })

  it('gives every mistake at once, each with the place inside the line and a frame', () => {
    const { assertions, diagnostics } = check([
      'sucess_rate >= 95%',
      'success_rate >= 95%',
      'avg_cost <= 0.5',
    ])
    expect(assertions.map(({ assertion }) => assertion.text)).toEqual(['success_rate >= 95%'])
    expect(diagnostics).toEqual([
      {
        code: 'assertion-metric',
        severity: 'error',
        message: 'unknown metric "sucess_rate"',
        hint: 'did you mean "success_rate"?',
        span: { file: 'evals/shop.eval.yaml', line: 10, column: 5, length: 11 },
        frame: [
          '   8 | #',
          '   9 | #',
          '> 10 |   - sucess_rate >= 95%',
          '     |     ^^^^^^^^^^^',
          '  11 |   - success_rate >= 95%',
        ].join('\n'),
      },
      expect.objectContaining({
        code: 'assertion-unit',
        span: { file: 'evals/shop.eval.yaml', line: 12, column: 17, length: 3 },
      }),
    ])
  })

  it('underlines one character where the text ends too soon', () => {
    expect(check(['success_rate >=']).diagnostics[0]?.span).toMatchObject({ column: 20, length: 1 })
  })

  const mistakes = (text: string) =>
    check([text]).diagnostics.map(({ code, message, span }) => [
      code,
      message,
      text.slice(span.column - 5, span.column - 5 + span.length),
    ])

  it('finds a selector that selects nothing', () => {
    expect(mistakes('success_rate(tag=refnd) >= 95%')).toEqual([
      ['assertion-selects-nothing', 'no case of this suite is selected', '(tag=refnd)'],
    ])
    expect(mistakes('success_rate (case=")*", tag=refund) >= 95%')).toEqual([
      ['assertion-selects-nothing', 'no case of this suite is selected', '(case=")*", tag=refund)'],
    ])
    expect(mistakes('success_rate(tag=known) >= 95%')).toEqual([
      [
        'assertion-selects-nothing',
        'only known_failing cases are selected, and those do not count',
        '(tag=known)',
      ],
    ])
    expect(mistakes('success_rate(case=refund-*) >= 95%')).toEqual([])
    expect(check(['success_rate >= 95%'], []).diagnostics).toMatchObject([
      { code: 'assertion-selects-nothing' },
    ])
  })

  it('finds a k beyond the planned trials of a case it selects', () => {
    expect(mistakes('pass^4 >= 50%')).toEqual([
      ['assertion-k', 'pass^4 needs at least 4 trials of each case; short has 3', 'pass^4'],
    ])
    expect(mistakes('pass^3 >= 50%')).toEqual([])
    expect(mistakes('pass@5(tag=refund) >= 50%')).toEqual([])
    expect(mistakes('pass@6(tag=refund) >= 50%')).toEqual([
      ['assertion-k', 'pass@6 needs at least 6 trials of each case; refund-a has 5', 'pass@6'],
    ])
  })

  it('warns of the same assertion twice, however it is spaced', () => {
    const { assertions, diagnostics } = check([
      'success_rate >= 95%',
      'success_rate>=95.0%',
      'success_rate >= 96%',
    ])
    expect(diagnostics).toMatchObject([
      {
        code: 'assertion-duplicate',
        severity: 'warning',
        message: 'the same assertion stands on line 10',
        span: { line: 11 },
      },
    ])
    expect(assertions).toHaveLength(3)
  })

  it('warns of cost, tokens and latency that a script leaves unknown', () => {
    const reply = {
      content: [],
      stopReason: 'end_turn',
      model: null,
      usage: null,
      latencyMs: 5,
      ttftMs: null,
    }
    const scripted = (id: string) => caseOf(id, { script: { variants: [{ weight: 1, replies: [reply] }] } })
    const cases = [scripted('a'), scripted('b')]
    const texts = ['avg_cost <= $1', 'total_tokens <= 9', 'p95_latency <= 5s', 'avg_iterations <= 3']
    const suite = suiteOf(cases, { assert: sources(...texts), responses: 'script' })
    const { assertions, diagnostics } = checkAssertions(suite, cases, () => null)
    expect(assertions).toHaveLength(4)
    const found = diagnostics.map(({ code, severity, message }) => [code, severity, message])
    const why = 'will be unknown: reply 1 of the script of a has no "usage", nor have replies of 1 more case'
    expect(found).toEqual([
      ['assertion-unmeasured', 'warning', `avg_cost ${why}`],
      ['assertion-unmeasured', 'warning', `total_tokens ${why}`],
    ])
    const replayed = suiteOf(cases, { assert: sources(...texts), responses: 'replay' })
    expect(checkAssertions(replayed, cases, () => null).diagnostics).toEqual([])
  })

  it('has no frame for a file that cannot be read', () => {
    const suite = suiteOf(CASES, { assert: sources('nothing'), path: '/nowhere/x.yaml' })
    expect(checkAssertions(suite).diagnostics).toMatchObject([{ code: 'assertion-metric', frame: '' }])
  })

  it('names the tag or the case that was probably meant', () => {
    const hints = (text: string) => check([text]).diagnostics.map(({ hint }) => hint)
    expect(hints('success_rate(tag=refunds) >= 95%')).toEqual(['did you mean "refund"?'])
    expect(hints('success_rate(case=shrot) >= 95%')).toEqual(['did you mean "short"?'])
    expect(hints('success_rate(tag=refund, case=refund-b) >= 95%')).toEqual(['did you mean "refund-a"?'])
    expect(hints('success_rate(tag=weather) >= 95%')).toEqual(['known: known, refund'])
    expect(hints('success_rate(tag=refund, case=short) >= 95%')).toEqual([
      'an assertion over no cases proves nothing: check the tag or the case',
    ])
  })
})

describe('checkAssertionTexts', () => {
  it('finds what shows without the cases', () => {
    const file = {
      path: '/nowhere/x.yaml',
      displayPath: 'x.yaml',
      assert: sources('sucess_rate >= 95%', 'success_rate(tag=nobody) >= 95%', 'avg_cost <= 0.5'),
    }
    const found = checkAssertionTexts(file, () => null)
    expect(found.map(({ code, span }) => `${span.line} ${code}`)).toEqual([
      '10 assertion-metric',
      '12 assertion-unit',
    ])
  })

  it('is asked of a suite with other mistakes, so that all of them come at once and in order', async () => {
    const cwd = mkdtempSync(join(tmpdir(), 'pawl-check-'))
    writeFileSync(join(cwd, 'agent.yaml'), 'model: claude-sonnet-4-5\nmax_token: 5\n')
    const suite = [
      'suite: shop',
      'agent: ./agent.yaml',
      'trails: 5',
      'assert:',
      '  - sucess_rate >= 95%',
      '  - 95',
      '  - avg_cost <= 0.5',
      'cases: [ { id: a, inptu: Hello, expect: [ contains: hi ] } ]',
    ]
    writeFileSync(join(cwd, 'x.eval.yaml'), suite.join('\n'))
    const { suites, diagnostics } = await loadSuites(['x.eval.yaml'], cwd)
    expect(suites).toEqual([])
    expect(diagnostics.map(({ code, span }) => `${span.file}:${span.line} ${code}`)).toEqual([
      'x.eval.yaml:3 unknown-key',
      'x.eval.yaml:5 assertion-metric',
      'x.eval.yaml:6 unquoted-value',
      'x.eval.yaml:7 assertion-unit',
      'x.eval.yaml:8 unknown-key',
      'agent.yaml:2 unknown-key',
    ])
  })
})
