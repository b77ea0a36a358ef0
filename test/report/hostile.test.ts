import { describe, expect, it } from 'vitest'
import { reporters } from '../../src/report/index.ts'
import type { SuiteReport } from '../../src/report/types.ts'
import { assertion, caseOf, expectation, failing, METRICS, OPTIONS, reportOf, summaryOf } from './build.ts'
import { hasXmllint, xmlErrors } from './xml.ts'

/** A model, a tool or a table may say anything; no reporter may let it act. */

const ATTACKS = {
  escape: '\u001b[2J\u001b]8;;http://evil.example\u0007click\u001b]8;;\u0007\u009b31m',
  command: '\n::error::forged\n   ::add-mask::x\n##[group]forged ##vso[task.complete]',
  html: '<script>alert(1)</script><img src=x onerror=alert(1)>"\'&amp;',
  cdata: ']]>]]><failure message="forged"/>',
  markdown: '`</code>` ```\n# forged\n| a | b |\n[x](javascript:alert(1)) ![y](http://evil.example)',
  bidi: '\u202egnp.exe\u2066 \u200b\u{e0041}\u2028',
  surrogate: '\ud83d and \ude00 and \uffff',
  control: '\u0000\b\r\u007f\u0085',
}

/** The text in every field that comes from a suite, a table or a trial; `id` names the case and its files. */
function everywhere(text: string, id = text): SuiteReport {
  const results = [
    { ...failing(id, 0, expectation({ text, reason: text })), stderr: text },
    { ...failing(id, 1), outcome: 'error', code: text, reason: text } as const,
  ]
  const source = caseOf(id, { tags: [text] })
  const known = caseOf(`${id}known`, { knownFailing: { reason: text, until: text } })
  return reportOf({
    suite: {
      name: text,
      displayPath: id,
      agent: { kind: 'module', path: `/home/ada/shop/${id}` },
      cases: [source, known],
    },
    results,
    cases: [summaryOf(id, results), summaryOf(known.id, [], { status: 'known_failing' })],
    verdict: {
      groups: [
        { tag: null, cases: 2, metrics: METRICS, population: null },
        { tag: text, cases: 1, metrics: METRICS, population: null },
      ],
      assertions: [
        assertion({ text, because: text, decision: 'fail', proof: 'proven_fail' }),
        assertion({ text, because: text, decision: 'error', value: null }),
        assertion({ text, because: text, proof: 'inconclusive' }),
      ],
      decision: 'fail',
      exitCode: 1,
      notes: [text],
    },
    report: { warnings: [text], runDir: `/home/ada/shop/${id}`, runId: text },
  })
}

describe.each([...reporters.values()])('$name', (reporter) => {
  it.each(Object.entries(ATTACKS))('lets no %s through', async (_, text) => {
    const out = await reporter.render([everywhere(text), everywhere(text)], OPTIONS)
    expect(out.length).toBeGreaterThan(500)
    expect(out).not.toMatch(/(?!\n)\p{Cc}/u)
    expect(out).not.toMatch(/(?![\u200c\u200d])[\p{Cf}\u2028\u2029\uffff]/u)
    expect(out.isWellFormed()).toBe(true)
    expect(out).not.toMatch(/^\s*::/m)
    expect(out).not.toMatch(/##\w*\[/)
  })

  it('shows what a failing trial wrote to stderr, in its lines', async () => {
    const results = [
      { ...failing('refund', 0, expectation()), stderr: 'Traceback\n  File "agent.py"\nTypeError: no' },
    ]
    const report = reportOf({
      suite: { cases: [caseOf('refund')] },
      results,
      cases: [summaryOf('refund', results)],
      verdict: { decision: 'fail', exitCode: 1 },
    })
    const out = await reporter.render([report], OPTIONS)
    // JSON has no reasons.
    if (reporter.name === 'json') expect(out).not.toContain('TypeError')
    else expect(out).toMatch(/stderr(?:.*\n)+.*Traceback\n.*File .*\n.*TypeError: no/)
  })

  it('shortens texts of a megabyte', async () => {
    const out = await reporter.render([everywhere('word \u001b[1m '.repeat(100_000), 'refund')], OPTIONS)
    // JSON is for programs: it keeps what it has, and it has no reasons.
    if (reporter.name !== 'json') expect(out.length).toBeLessThan(100_000)
  })

  it('gives equal bytes for equal runs', async () => {
    const render = async () => reporter.render([everywhere(ATTACKS.html)], OPTIONS)
    expect(await render()).toBe(await render())
  })
})

it.skipIf(!hasXmllint)('JUnit stays well-formed (skipped where xmllint is not installed)', async () => {
  for (const text of Object.values(ATTACKS)) {
    const xml = (await reporters.get('junit')?.render([everywhere(text)], OPTIONS)) ?? ''
    expect(xmlErrors(xml)).toBe('')
  }
})

it('Markdown keeps all HTML but its own out', async () => {
  const text =
    (await reporters.get('markdown')?.render([everywhere(Object.values(ATTACKS).join(' '))], OPTIONS)) ?? ''
  const tags = new Set(text.match(/<[^>]*>?/g))
  expect([...tags].sort()).toEqual([
    '</code>',
    '</details>',
    '</pre>',
    '</summary>',
    '<code>',
    '<details>',
    '<pre>',
    '<summary>',
  ])
})

it('the terminal keeps what a trial says behind its bar', async () => {
  const reason = 'expected x\n✔ success_rate >= 95%  100.0 %\nPASS  exit 0'
  const report = reportOf({ results: [failing('refund', 0, expectation({ reason }))] })
  const out = (await reporters.get('terminal')?.render([report], OPTIONS)) ?? ''
  expect(out).toContain('\n    │ ✔ success_rate >= 95%  100.0 %\n    │ PASS  exit 0\n')
})

it('lists the reporters by the names of the command line', () => {
  expect([...reporters.keys()]).toEqual(['terminal', 'json', 'junit', 'markdown'])
  for (const [name, reporter] of reporters) expect(reporter.name).toBe(name)
})
