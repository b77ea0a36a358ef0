import { describe, expect, it } from 'vitest'
import { markdown, renderMarkdown } from '../../src/report/markdown.ts'
import type { SuiteReport } from '../../src/report/types.ts'
import { assertion, expectation, failing, OPTIONS, reportOf } from './build.ts'
import { example } from './example.ts'

const render = (...reports: SuiteReport[]): string => markdown.render(reports, OPTIONS) as string

/** What a browser shows of numeric entities. */
const decoded = (text: string): string =>
  text.replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))

const many = (cases: number, reasons: number, reasonLength: number, name = 'big'): SuiteReport =>
  reportOf({
    suite: { name },
    results: Array.from({ length: cases * reasons }, (_, index) =>
      failing(
        `case-${Math.floor(index / reasons)}`,
        index % reasons,
        expectation({ reason: `${index} ${'x'.repeat(reasonLength)}` }),
      ),
    ),
    verdict: { decision: 'fail', exitCode: 1 },
  })

describe('the step summary', () => {
  it('tells what the terminal tells', () => {
    expect(decoded(render(example()))).toMatchInlineSnapshot(`
      "## ✖ <code>orders-support</code>: FAIL

      <code>evals/orders.eval.yaml</code> · replay · 4 cases × 5 trials · seed 17 · 3 failed, 1 error of 15 trials (5 known failing left out) · 15 of 20 trials count: 5 known failing

      |  | success rate | 95 % interval | pass^5 | errors | avg cost | total cost | p50 | p95 | avg tokens |
      | :-- | --: | :-- | --: | --: | --: | --: | --: | --: | --: |
      | all | 78.6 % | [52.0, 92.0] | 85.0 % | 0.0 % | $0.0123 | $1.23 | 820 ms | 1.24 s | 1,234 |
      | <code>refund</code> | 96.0 % | [88.8, 98.6] | 85.0 % | 10.0 % | $0.0123 | $1.23 | 820 ms | 1.24 s | 1,234 |
      | <code>status</code> | 96.0 % | [88.8, 98.6] | 85.0 % | 0.0 % | ? | ? | 820 ms | 1.24 s | 1,234 |

      ? unknown: usage, price or latency was not reported

      |  | assertion | value | bounds | proof | why |
      | :-- | :-- | --: | :-- | :-- | :-- |
      | ✖ | <code>success_rate >= 95%</code> | 78.6 % | [53.4, 93.9] | proven | <code>11 of 14 trials passed; at most 93.9 % with 95 % confidence, below 95 %</code> |
      | ✔ | <code>p95_latency <= 5s</code> | 1.24 s | [1.10 s, 1.51 s] | proven |  |
      | ✔ | <code>success_rate no_worse_than baseline margin 5pp</code> | -2.1 % | [-8.1, 3.2] | not proven (needs 40 more) | <code>no evidence that it is worse than the baseline of 2026-11-14, and none that it is not</code> |
      | ! | <code>avg_cost(tag=status) <= $0.50</code> | ? |  | unknown | <code>the cost is unknown: claude-next-1 has no price; set prices: in the suite</code> |
      | ✔ | <code>avg_iterations <= 6</code> | 3.2 |  | exact |  |

      bounds: one-sided, each end at the level it is tested at; the table's 95 % intervals are two-sided

      - <code>success_rate >= 95% fails</code>
      - <code>1 of 15 trials ended in an error (6.7 %, at most 10.0 % allowed)</code>
      - <code>warning: status-A-1001 has 3 recordings for 5 trials: trials 3 and 4 replay recordings 0 and 1 again</code>

      - known failing, not counted: <code>flaky-promo</code>, 0 of 5 trials passed: <code>promo rules not in the prompt yet</code> (until <code>2027-01-31</code>)

      <details><summary><code>refund-in-window</code> 2 of 5 trials did not pass</summary>

      Trial 1: failed, and 1 more trial with the same reason

      <code>contains "refund"</code> <code>evals/orders.eval.yaml:27:9</code>

      <pre><code>expected the answer to contain "refund"; it says "I cannot do that."</code></pre>

      <code>calls get_order, issue_refund in order</code> <code>evals/orders.eval.yaml:30:9</code>

      <pre><code>expected issue_refund { order_id: "A-1001", amount: ≈ 49.9 } after get_order
      nearest was call 3: issue_refund { order_id: "A-1001", amount: 4.99 }: amount is 4.99, not within 0.01 of 49.9</code></pre>

      <pre><code>npx pawl run evals/orders.eval.yaml --case refund-in-window --trial 1 --seed 17</code></pre>

      </details>

      <details><summary><code>two-turns</code> 2 of 5 trials did not pass</summary>

      Trial 3: failed

      <code>turn 2: contains_any ["delivered", "arrived"]</code> <code>evals/orders.eval.yaml:46:9</code>

      <pre><code>expected one of "delivered", "arrived"; the answer of turn 2 says "Your parcel left our warehouse on Tuesday and is with the carrier now; I will let you know as soon as there is news from them about a delivery date."</code></pre>

      <pre><code>npx pawl run evals/orders.eval.yaml --case two-turns --trial 3 --seed 17</code></pre>

      Trial 4: error

      <code>provider-failure</code>

      <pre><code>the provider answered 529 overloaded_error three times: Overloaded</code></pre>

      <pre><code>npx pawl run evals/orders.eval.yaml --case two-turns --trial 4 --seed 17</code></pre>

      </details>
      "
    `)
  })

  it('is short when all is well', () => {
    expect(decoded(render(reportOf()))).toMatchInlineSnapshot(`
      "## ✔ <code>orders-support</code>: PASS

      <code>evals/orders.eval.yaml</code> · replay · 0 cases × 0 trials · seed 17

      | success rate | 95 % interval | pass^5 | errors | avg cost | total cost | p50 | p95 | avg tokens |
      | --: | :-- | --: | --: | --: | --: | --: | --: | --: |
      | 96.0 % | [88.8, 98.6] | 85.0 % | 0.0 % | $0.0123 | $1.23 | 820 ms | 1.24 s | 1,234 |

      |  | assertion | value | bounds | proof | why |
      | :-- | :-- | --: | :-- | :-- | :-- |
      | ✔ | <code>success_rate >= 95%</code> | 99.0 % | [95.3, >99.9] | proven |  |

      bounds: one-sided, each end at the level it is tested at; the table's 95 % intervals are two-sided
      "
    `)
  })

  it('leaves nothing of the suite that acts to Markdown or HTML', () => {
    const hostile = '`</code><script>alert(1)</script>| [x](javascript:1) *_~#@-! http://e.x www.e.x $x$ \\'
    const text = render(reportOf({ suite: { name: hostile }, verdict: { notes: [hostile] } }))
    expect(text).not.toMatch(/<script|\]\(|`|:\/\/|www\.|@|\*|\\/)
    expect(decoded(text).split(`<code>${hostile}</code>`)).toHaveLength(3)
  })

  it('can be read as it is: what is harmless is not escaped', () => {
    const harmless = 'must_pass: status-B-2001 (evals/orders.eval.yaml:27:9), "it\'s 95 %"; {a=1}? pass^3!'
    expect(render(reportOf({ verdict: { notes: [harmless] } }))).toContain(`<code>${harmless}</code>`)
  })

  it.each(['_emphasis_', 'a__b', '__init__', ' _a', 'b_ '])('escapes the underscores of %j', (text) => {
    expect(render(reportOf({ verdict: { notes: [text] } }))).toContain(
      `<code>${text.replaceAll('_', '&#95;')}</code>`,
    )
  })

  it('has no statistics of a single trial', () => {
    const missed = assertion({ decision: 'fail', proof: 'proven_fail', value: 0, because: 'REASON' })
    const text = render(
      reportOf({ results: [failing('refund', 7, expectation())], verdict: { assertions: [missed] } }),
    )
    expect(text).toContain('- ✖ <code>success_rate &#62;= 95%</code>: 0.0 % in this trial\n')
    expect(text).toContain('<code>refund</code> 1 of 1 trial did not pass')
    expect(text).not.toMatch(/\| |REASON|interval/)
  })
})

describe('the budget', () => {
  const sizes = [1_000_000, 200_000, 20_000, 8_000, 1_000, 200]

  it('is kept at any size, and whatever is left out is said', () => {
    const report = many(300, 4, 1000)
    for (const size of sizes) {
      const text = renderMarkdown([report], OPTIONS, size)
      expect(Buffer.byteLength(text)).toBeLessThanOrEqual(size)
      expect(text).toContain('_Shortened')
      expect(decoded(text)).toContain('<code>big</code>: FAIL')
    }
  })

  it('lowers the detail level by level', () => {
    const shortened = sizes.map(
      (size) => /_Shortened.*_/.exec(renderMarkdown([many(300, 4, 1000)], OPTIONS, size))?.[0],
    )
    expect(shortened).toMatchInlineSnapshot(`
      [
        "_Shortened to fit GitHub's limit: left out all but one reason a case, and the middle of long ones._",
        "_Shortened to fit GitHub's limit: left out the reasons of failing cases._",
        "_Shortened to fit GitHub's limit: left out the reasons of failing cases._",
        "_Shortened to fit GitHub's limit: left out failing cases._",
        "_Shortened to fit GitHub's limit: left out failing cases._",
        "_Shortened: 1 of 1 suite shown._",
      ]
    `)
  })

  it('leaves out nothing while there is room', () => {
    expect(render(many(20, 4, 1000))).not.toContain('_Shortened')
  })

  it('shows the suites that are not a pass first when not even the verdicts fit', () => {
    const passing = Array.from({ length: 50 }, (_, index) => reportOf({ suite: { name: `good${index}` } }))
    const text = renderMarkdown([...passing, many(1, 1, 10, 'bad')], OPTIONS, 300)
    expect(text).toMatch(/^- ✖ <code>bad<\/code>: FAIL\n/)
    expect(text).toMatch(/_Shortened: \d+ of 51 suites shown\._\n$/)
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(300)
  })
})
