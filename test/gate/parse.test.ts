import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Claim, Condition } from '../../src/gate/language.ts'
import { METRICS } from '../../src/gate/metrics.ts'
import { parseAssertion } from '../../src/gate/parse.ts'

const absolute = (operator: '>=' | '<=' | '>' | '<', bound: number): Claim => ({
  kind: 'absolute',
  operator,
  bound,
})

interface Form {
  readonly text: string
  readonly metric?: string
  readonly selector?: readonly Condition[]
  readonly claim: Claim
  readonly confidence?: number
}

const VALID: readonly Form[] = [
  { text: 'success_rate >= 95%', claim: absolute('>=', 0.95) },
  { text: '  success_rate>=99.9%  ', claim: absolute('>=', 0.999) },
  { text: 'success_rate > 0%', claim: absolute('>', 0) },
  { text: 'success_rate >= 100%', claim: absolute('>=', 1) },
  { text: 'error_rate < 100%', claim: absolute('<', 1) },
  { text: 'avg_cost <= $0.50', claim: absolute('<=', 0.5) },
  { text: 'total_cost < $ 12', claim: absolute('<', 12) },
  { text: 'avg_cost <= $0', claim: absolute('<=', 0) },
  { text: 'p95_latency <= 5s', claim: absolute('<=', 5000) },
  { text: 'p99_call_latency < 80ms', claim: absolute('<', 80) },
  { text: 'p50_latency <= 5 s with 99% confidence', claim: absolute('<=', 5000), confidence: 0.99 },
  { text: 'avg_tokens <= 1200', claim: absolute('<=', 1200) },
  { text: 'avg_iterations <= 3.5 with 99% confidence', claim: absolute('<=', 3.5), confidence: 0.99 },
  { text: 'success_rate >= 95% with 99.5 % confidence', claim: absolute('>=', 0.95), confidence: 0.995 },
  { text: 'pass^5 >= 80%', metric: 'pass^5', claim: absolute('>=', 0.8) },
  { text: 'pass@10 >= 80%', metric: 'pass@10', claim: absolute('>=', 0.8) },
  {
    text: 'success_rate(tag=refund) >= 95%',
    selector: [{ kind: 'tag', tag: 'refund' }],
    claim: absolute('>=', 0.95),
  },
  {
    text: 'success_rate ( tag = "two words, (really)" , case = two-* ) >= 95%',
    selector: [
      { kind: 'tag', tag: 'two words, (really)' },
      { kind: 'case', glob: 'two-*' },
    ],
    claim: absolute('>=', 0.95),
  },
  {
    text: 'success_rate >= baseline',
    claim: { kind: 'baseline', operator: '>=', shift: { kind: 'none' } },
  },
  {
    text: 'success_rate >= baseline - 5pp',
    claim: { kind: 'baseline', operator: '>=', shift: { kind: 'points', by: -0.05 } },
  },
  {
    text: 'avg_cost <= baseline + 10%',
    claim: { kind: 'baseline', operator: '<=', shift: { kind: 'relative', by: 0.1 } },
  },
  {
    text: 'avg_cost <= baseline+150% with 90% confidence',
    claim: { kind: 'baseline', operator: '<=', shift: { kind: 'relative', by: 1.5 } },
    confidence: 0.9,
  },
  {
    text: 'p95_latency <= baseline * 1.2',
    claim: { kind: 'baseline', operator: '<=', shift: { kind: 'factor', by: 1.2 } },
  },
  { text: 'success_rate no_worse_than baseline', claim: { kind: 'no_worse_than', margin: null } },
  {
    text: 'success_rate no_worse_than baseline margin 5pp',
    claim: { kind: 'no_worse_than', margin: { kind: 'points', by: 0.05 } },
  },
  {
    text: 'avg_latency no_worse_than baseline margin 200%',
    claim: { kind: 'no_worse_than', margin: { kind: 'relative', by: 2 } },
  },
  {
    text: 'avg_latency no_worse_than baseline margin 10%',
    claim: { kind: 'no_worse_than', margin: { kind: 'relative', by: 0.1 } },
  },
]

describe('parseAssertion', () => {
  it.each(VALID)('reads $text', ({ text, metric, selector = [], claim, confidence = 0.95 }) => {
    const parsed = parseAssertion(text)
    expect(parsed).toMatchObject({ ok: true, assertion: { text: text.trim(), selector, claim, confidence } })
    if (metric !== undefined) expect(parsed).toMatchObject({ assertion: { metric: { name: metric } } })
  })

  it('reads every metric of the registry, but those that attack runs measure', () => {
    for (const { name, unit, estimate } of METRICS) {
      const bound = { share: '50%', usd: '$1', ms: '1s', count: '1' }[unit]
      const parsed = parseAssertion(
        `${name.replace('k', unit === 'share' && /[@^]/.test(name) ? '3' : 'k')} >= ${bound}`,
      )
      expect([name, parsed.ok]).toEqual([name, estimate !== null])
    }
  })
})

interface Broken {
  readonly text: string
  readonly code: string
  /** The part of the text that is underlined; empty: the end. */
  readonly at: string
  readonly message: string
  readonly hint?: string | RegExp | null
}

const BROKEN: readonly Broken[] = [
  { text: '', code: 'assertion-syntax', at: '', message: 'expected a metric, the assertion ends here' },
  { text: '>= 95%', code: 'assertion-syntax', at: '>=', message: 'expected a metric, found ">="' },
  {
    text: 'sucess_rate >= 95%',
    code: 'assertion-metric',
    at: 'sucess_rate',
    message: 'unknown metric "sucess_rate"',
    hint: 'did you mean "success_rate"?',
  },
  {
    text: 'happiness_of_the_customers > 1',
    code: 'assertion-metric',
    at: 'happiness_of_the_customers',
    message: 'unknown metric "happiness_of_the_customers"',
    hint: /^known: success_rate, /,
  },
  {
    text: 'pass^k >= 80%',
    code: 'assertion-metric',
    at: 'pass^k',
    message: 'pass^k needs a whole number k from 1, found "pass^k"',
    hint: 'write pass^5',
  },
  {
    text: 'pass@0 >= 80%',
    code: 'assertion-metric',
    at: 'pass@0',
    message: 'pass@k needs a whole number k from 1, found "pass@0"',
  },
  {
    text: 'pass@2.5 >= 80%',
    code: 'assertion-metric',
    at: 'pass@2.5',
    message: 'pass@k needs a whole number k from 1, found "pass@2.5"',
  },
  {
    text: 'attack_success_rate <= 1%',
    code: 'assertion-attack-metric',
    at: 'attack_success_rate',
    message: "attack_success_rate is measured by attack runs, not by a run of the suite's cases",
  },
  {
    text: 'success_rate(tags=x) >= 95%',
    code: 'assertion-selector',
    at: 'tags',
    message: 'a selector asks for tag or case, not for "tags"',
    hint: 'did you mean "tag"?',
  },
  {
    text: 'success_rate(tag=) >= 95%',
    code: 'assertion-selector',
    at: ')',
    message: 'expected a value after tag= in the selector, found ")"',
  },
  {
    text: 'success_rate(tag="") >= 95%',
    code: 'assertion-selector',
    at: '""',
    message: 'the tag is empty',
  },
  {
    text: 'success_rate() >= 95%',
    code: 'assertion-selector',
    at: ')',
    message: 'expected `tag=` or `case=` in the selector, found ")"',
  },
  {
    text: 'success_rate(tag=a case=b) >= 95%',
    code: 'assertion-selector',
    at: 'case=b)',
    message: 'expected "," or ")" in the selector, found "case=b)"',
  },
  {
    text: 'success_rate(tag=a',
    code: 'assertion-selector',
    at: '',
    message: 'expected "," or ")" in the selector, the assertion ends here',
  },
  {
    text: 'success_rate == 95%',
    code: 'assertion-operator',
    at: '==',
    message: 'expected >=, <=, > or <, found "=="',
    hint: 'a measured value is never exactly another: write >= or <=',
  },
  {
    text: 'success_rate => 95%',
    code: 'assertion-operator',
    at: '=>',
    message: 'expected >=, <=, > or <, found "=>"',
    hint: 'did you mean ">="?',
  },
  {
    text: 'success_rate 95%',
    code: 'assertion-operator',
    at: '95%',
    message: 'expected >=, <=, > or <, found "95%"',
    hint: null,
  },
  {
    text: 'success_rate no_worse_then baseline',
    code: 'assertion-operator',
    at: 'no_worse_then',
    message: 'unknown comparison "no_worse_then"',
    hint: 'did you mean "no_worse_than"?',
  },
  {
    text: 'success_rate no_worse_than 95%',
    code: 'assertion-syntax',
    at: '95%',
    message: 'expected `baseline`, found "95%"',
  },
  {
    text: 'success_rate >=',
    code: 'assertion-syntax',
    at: '',
    message: 'expected a value with its unit, or `baseline`, the assertion ends here',
  },
  {
    text: 'success_rate >= high',
    code: 'assertion-syntax',
    at: 'high',
    message: 'expected a value with its unit, or `baseline`, found "high"',
  },
  {
    text: 'success_rate >= 0.95',
    code: 'assertion-unit',
    at: '0.95',
    message: 'success_rate is a share: write 95%, not 0.95',
  },
  {
    text: 'success_rate >= 95',
    code: 'assertion-unit',
    at: '95',
    message: 'success_rate is a share: write 95%, not 95',
  },
  {
    text: 'success_rate >= 5pp',
    code: 'assertion-unit',
    at: '5pp',
    message: 'success_rate is a share: write 95%, not 5pp',
    hint: 'points (pp) are the distance to a baseline: baseline - 5pp',
  },
  {
    text: 'avg_cost <= 0.5',
    code: 'assertion-unit',
    at: '0.5',
    message: 'avg_cost is money: write $0.50, not 0.5',
  },
  {
    text: 'p95_latency <= 5',
    code: 'assertion-unit',
    at: '5',
    message: 'p95_latency is a duration: write 5s or 5ms, not 5',
  },
  {
    text: 'p95_latency <= $5',
    code: 'assertion-unit',
    at: '$5',
    message: 'p95_latency is a duration: write 5s or 80ms, not $5',
  },
  {
    text: 'avg_tokens <= 10%',
    code: 'assertion-unit',
    at: '10%',
    message: 'avg_tokens is a count: write 6, not 10%',
  },
  {
    text: 'p95_latency <= 5sec',
    code: 'assertion-unit',
    at: '5sec',
    message: 'unknown unit "sec"',
    hint: 'known: ms, s, m, h, pp',
  },
  {
    text: 'avg_tokens <= 1,000',
    code: 'assertion-syntax',
    at: '1,000',
    message: '"1,000" is not a number with a unit',
  },
  {
    text: 'success_rate >= 101%',
    code: 'assertion-range',
    at: '101%',
    message: 'success_rate lies between 0% and 100%: 101% is outside',
  },
  {
    text: 'avg_cost <= -$1',
    code: 'assertion-range',
    at: '-$1',
    message: 'a bound is never negative: "-$1"',
  },
  {
    text: 'success_rate >= 0%',
    code: 'assertion-range',
    at: '0%',
    message: 'success_rate >= 0% always holds',
  },
  {
    text: 'success_rate > 100%',
    code: 'assertion-range',
    at: '100%',
    message: 'success_rate > 100% can never hold',
  },
  {
    text: 'avg_cost < $0',
    code: 'assertion-range',
    at: '$0',
    message: 'avg_cost < $0 can never hold',
  },
  {
    text: 'avg_cost <= baseline + 5pp',
    code: 'assertion-unit',
    at: '5pp',
    message: 'a distance of avg_cost to its baseline is 10% (of the value), not 5pp',
  },
  {
    text: 'success_rate >= baseline - 0.05',
    code: 'assertion-unit',
    at: '0.05',
    message: 'a distance of success_rate to its baseline is 5pp (points) or 10% (of the value), not 0.05',
  },
  {
    text: 'success_rate >= baseline - 500pp',
    code: 'assertion-range',
    at: '500pp',
    message: 'a share moves by 100pp at most, found 500pp',
  },
  ...(
    [
      ['success_rate >= baseline - 100%', '100%'],
      ['success_rate >= baseline - 100pp', '100pp'],
      ['avg_cost <= baseline - 150%', '150%'],
      ['success_rate no_worse_than baseline margin 200%', '200%'],
      ['success_rate no_worse_than baseline margin 100pp', '100pp'],
    ] as const
  ).map(([text, at]) => ({
    text,
    code: 'assertion-range',
    at,
    message: `${at} below the baseline leaves nothing to be held against`,
  })),
  {
    text: 'avg_cost <= baseline * 0',
    code: 'assertion-syntax',
    at: '0',
    message: 'expected a factor above 0, found "0"',
  },
  {
    text: 'avg_cost <= baseline * 120%',
    code: 'assertion-syntax',
    at: '120%',
    message: 'expected a factor above 0, found "120%"',
  },
  {
    text: 'success_rate >= 95% please',
    code: 'assertion-trailing',
    at: 'please',
    message: 'the assertion is complete before "please"',
  },
  {
    text: 'success_rate >= 95% with 50% confidence',
    code: 'assertion-confidence',
    at: '50%',
    message: 'a confidence lies above 50% and below 100%: 50% is outside',
  },
  {
    text: 'success_rate >= 95% with 100% confidence',
    code: 'assertion-confidence',
    at: '100%',
    message: 'a confidence lies above 50% and below 100%: 100% is outside',
  },
  {
    text: 'success_rate >= 95% with 0.99 confidence',
    code: 'assertion-confidence',
    at: '0.99',
    message: 'expected a confidence, found "0.99"',
  },
  {
    text: 'success_rate >= 95% with 99%',
    code: 'assertion-confidence',
    at: '',
    message: 'expected the word "confidence", the assertion ends here',
  },
]

describe('a broken assertion', () => {
  it.each(BROKEN)('$text: $message', ({ text, code, at, message, hint }) => {
    const parsed = parseAssertion(text)
    if (parsed.ok) throw new Error(`expected a problem with ${text}`)
    const { problem } = parsed
    expect(problem).toMatchObject({ code, message })
    expect(text.slice(problem.offset, problem.offset + problem.length)).toBe(at)
    if (at === '') expect(problem.offset).toBe(text.length)
    if (hint instanceof RegExp) expect(problem.hint).toMatch(hint)
    else if (hint !== undefined) expect(problem.hint).toBe(hint)
  })

  it('points into the text and is never thrown, whatever is written', () => {
    const words = [
      'success_rate',
      'pass^',
      '5',
      '(',
      ')',
      'tag=',
      '"',
      '>=',
      'baseline',
      '-',
      '5pp',
      '95%',
      'with',
    ]
    const pieces = fc.oneof(fc.constantFrom(...words), fc.string({ unit: 'grapheme', maxLength: 4 }))
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), fc.constantFrom('', ' '), (parts, glue) => {
        const text = parts.join(glue)
        const parsed = parseAssertion(text)
        if (parsed.ok) return
        const { offset, length, message } = parsed.problem
        expect(offset).toBeGreaterThanOrEqual(0)
        expect(offset + length).toBeLessThanOrEqual(text.length)
        expect(message).not.toBe('')
      }),
      { numRuns: 2000 },
    )
  })

  it('is found in time that grows with its length alone', () => {
    for (const text of ['('.repeat(50_000), `success_rate(${'tag=a,'.repeat(20_000)}`, ' '.repeat(50_000)]) {
      const before = performance.now()
      expect(parseAssertion(text).ok).toBe(false)
      expect(performance.now() - before).toBeLessThan(500)
    }
  })
})
