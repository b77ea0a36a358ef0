import { describe, expect, it } from 'vitest'
import type { AssertionAlarms, Frequency } from '../../src/gate/aa/index.ts'
import { aaJson } from '../../src/report/aa/json.ts'
import { aaText } from '../../src/report/aa/text.ts'
import type { AaReport } from '../../src/report/aa/types.ts'

const often = (rate: number): Frequency => ({ count: rate * 1000, rate, low: rate * 0.9, high: rate * 1.1 })

const alarms = (over: Partial<AssertionAlarms>): AssertionAlarms => ({
  text: 'success_rate >= 95%',
  inSuite: true,
  about: 'value',
  unit: 'share',
  value: 0.96,
  holds: true,
  red: often(0.384),
  provenFail: often(0.02),
  notEvaluated: 0,
  level: 0.025,
  ...over,
})

const BASELINE = alarms({
  text: 'success_rate no_worse_than baseline',
  inSuite: false,
  about: 'baseline',
  holds: null,
  red: often(0.04),
  provenFail: often(0.04),
  level: 0.05,
})

const RUN = { id: 'shop-1', startedAt: '2026-06-01T00:00:00.000Z', fresh: 100, copies: 0, outdated: 0 }

const report = (over: Partial<AaReport> = {}): AaReport => ({
  suite: 'shop',
  runs: [RUN],
  seed: 1,
  resamples: 1000,
  trials: { candidate: { least: 5, most: 5 }, baseline: { least: 3, most: 5 } },
  cases: { total: 20, fixed: 0, single: 0, answers: 100, everFailed: true, everPassed: true },
  alarms: {
    assertions: [alarms({}), BASELINE],
    gate: { red: often(0.384), falselyRed: often(0.384), notEvaluated: 0, level: 0.05 },
  },
  drift: null,
  drifted: null,
  notes: [],
  ...over,
})

const withAlarms = (...assertions: readonly AssertionAlarms[]): AaReport =>
  report({ alarms: { ...report().alarms, assertions } })

const text = (over: AaReport): string => aaText(over, 200)

describe('the A/A report as text', () => {
  it('gives each assertion its rates beside its level, and the whole gate', () => {
    const lines = text(report()).split('\n')
    expect(lines.slice(0, 7).join('\n')).toMatchInlineSnapshot(`
      "shop · A/A of 1 run · 20 cases × 5 against 3–5 trials · 1,000 resamples (seed 1)
        both sides are drawn from 100 distinct answers of the same runs: nothing changed between them

        false alarms                            red                proven              level
        success_rate >= 95%                  38.4 %  [34.6, 42.2]   2.0 %  [1.8, 2.2]  2.5 %
        the whole gate                       38.4 %  [34.6, 42.2]                        5 %
        success_rate no_worse_than baseline   4.0 %  [3.6, 4.4]     4.0 %  [3.6, 4.4]    5 %  not in the suite"
    `)
  })

  it('says what stands out: a threshold without proof, a must_pass case, a test above its level', () => {
    expect(text(report())).toContain(
      'success_rate >= 95%: without proof the observed value decides, and that is red 38.4 % of the time although nothing changed (proven 2.0 %)',
    )
    const must = alarms({ text: 'must_pass: a', about: 'must_pass', level: null })
    expect(text(withAlarms(must))).toContain('must_pass: a: a single fail is red, 38.4 % of the time')
    const loud = { ...BASELINE, red: often(0.2), provenFail: often(0.2) }
    expect(text(withAlarms(loud))).toContain(
      'success_rate no_worse_than baseline: red 20.0 % of the time, more than the 5.0 % that it is held to',
    )
    expect(text(withAlarms(BASELINE))).not.toContain('what stands out')
  })

  it('does not call red false where the runs do not meet the assertion', () => {
    const missed = alarms({ holds: false, value: 0.9 })
    const shown = text(
      report({
        alarms: {
          assertions: [missed],
          gate: { red: often(0.9), falselyRed: often(0), notEvaluated: 3, level: 0.05 },
        },
      }),
    )
    expect(shown).toContain(
      'success_rate >= 95%: the runs as they are do not meet it (90.0 %), so that red is right there',
    )
    expect(shown).toMatch(/by assertions that the runs meet +0\.0 %/)
    expect(shown).toContain('not evaluated in 3 resamples')
    expect(shown).toContain('the gate could not be evaluated in 3 of 1,000 resamples')
  })

  it('says what the runs cannot tell: no fail, single answers, fixed replies', () => {
    const cases = { ...report().cases, fixed: 4, single: 2, everFailed: false, everPassed: false }
    const shown = text(report({ cases }))
    expect(shown).toContain('no trial failed, so none fails in the resamples')
    expect(shown).toContain('no trial passed')
    expect(shown).toContain('4 of 20 cases play fixed replies')
    expect(shown).toContain('2 of 16 cases have a single answer')
    expect(text(report({ cases: { ...cases, fixed: 20 } }))).toContain('every case plays fixed replies')
  })

  it('shows drift with what it does to the gate, and how little it may mean', () => {
    const success = {
      metric: 'success_rate',
      means: [0.9, 0.8],
      deviation: 0.07,
      expected: 0.03,
      p: 0.0004,
    } as const
    const cost = { metric: 'avg_cost', means: [0.01, 0.012], deviation: 0.1, expected: 0.01, p: 0.3 } as const
    const drifting: AaReport = report({
      runs: [RUN, { ...RUN, id: 'shop-2' }, { ...RUN, id: 'shop-3', fresh: 0, copies: 100 }],
      drift: { runs: [0, 1], cases: 20, metrics: [success, cost] },
      drifted: { texts: ['success_rate no_worse_than baseline'], steady: often(0.04), drifting: often(0.22) },
    })
    const shown = text(drifting)
    expect(shown).toMatch(/success_rate +90\.0 %, 80\.0 % +drift ±7\.0pp +chance ±3\.0pp +p < 0\.001/)
    expect(shown).toMatch(/avg_cost +\$0\.01, \$0\.012 +drift ±10\.5 %/)
    expect(shown).toContain(
      'with this drift of the success rate success_rate no_worse_than baseline alarms 22.0 % of the time, without it 4.0 %',
    )
    expect(shown).toContain('2 runs tell little of its size')
    expect(shown).toContain('shop-3 repeats answers that count already: it is no run of its own')
    const changed = text({ ...drifting, runs: [RUN, { ...RUN, id: 'shop-2', outdated: 12 }] })
    expect(changed).toContain('shop-2: 12 trials left out, of cases that were changed since')
    const doubtful = { ...success, p: 0.4 }
    expect(text({ ...drifting, drift: { runs: [0, 1], cases: 20, metrics: [doubtful] } })).toContain(
      'which may be chance (p = 0.4)',
    )
    expect(text({ ...drifting, drifted: null })).toContain(
      'no drift of the success rate beyond chance was seen',
    )
    expect(text({ ...drifting, drift: null })).toContain('needs two or more runs with answers of their own')
  })

  it('shows nothing that acts', () => {
    const hostile = '::error::x\u001b[2J\u202e\n##vso[task]'
    const shown = text(
      report({ suite: hostile, notes: [hostile], runs: [RUN, { ...RUN, id: hostile, fresh: 0, copies: 1 }] }),
    )
    for (const acts of ['\u001b', '\u202e', '##vso[']) expect(shown).not.toContain(acts)
    expect(shown).not.toMatch(/^\s*::/m)
  })

  it('breaks its sentences at the width of the terminal', () => {
    const sentences = aaText(report({ notes: ['word '.repeat(60)] }), 60)
      .split('\n')
      .filter((line) => / {2}[!·]|^ {4}\w/.test(line))
    expect(sentences.length).toBeGreaterThan(5)
    for (const line of sentences) expect(line.length).toBeLessThanOrEqual(60)
  })
})

describe('the A/A report as JSON', () => {
  it('has every number in full, and null for what is unknown', () => {
    const json = JSON.parse(aaJson(report()))
    expect(Object.keys(json)).toEqual([
      'format',
      'suite',
      'seed',
      'resamples',
      'runs',
      'cases',
      'trials',
      'gate',
      'assertions',
      'drift',
      'notes',
    ])
    expect(json.assertions[0]).toEqual(alarms({}))
    expect(json.drift).toBeNull()
  })

  it('names the runs that the drift is between', () => {
    const drift = { runs: [1], cases: 3, metrics: [] }
    const json = JSON.parse(aaJson(report({ runs: [RUN, { ...RUN, id: 'shop-2' }], drift })))
    expect(json.drift).toEqual({ runs: ['shop-2'], cases: 3, metrics: [], alarms: null })
  })
})
