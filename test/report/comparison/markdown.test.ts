import { describe, expect, it } from 'vitest'
import { comparisonReporters } from '../../../src/report/comparison/index.ts'
import { hasInvisible } from '../../../src/report/sanitize.ts'
import { cases } from '../../gate/comparison/build.ts'
import { OPTIONS } from '../build.ts'
import { HOSTILE } from '../divergence/pair.ts'
import { comparisonOf, partings, replayOf } from './build.ts'

const shown = async (sides: Parameters<typeof comparisonOf>[0]): Promise<string> =>
  (await comparisonReporters.get('markdown')?.render(comparisonOf(sides), OPTIONS)) ?? ''

describe('a comparison in markdown', () => {
  it('has the verdict, what was compared, the metrics and the cases that moved', async () => {
    const text = await shown({
      before: { ...cases(6, 'PPPPP'), refund: 'PPPPP', gone: 'PP' },
      now: { ...cases(6, 'PPPPP'), refund: 'FFFFF', fresh: 'PP' },
      report: { divergences: partings('refund'), warnings: ['runs/now: 3 trials were not run'] },
    })
    expect(text).toMatchInlineSnapshot(`
      "## ✖ <code>shop</code>: WORSE

      - ✖ <code>success_rate no_worse_than baseline</code>: <code>85.7 % against 100.0 % of the baseline (-14.3pp) over 35 and 35 trials: worse than the baseline (p = 0.002, at most 0.05 allowed)</code>
      - <code>7 cases compared, each side a sample of trials</code>
      - <code>1 case in the baseline, and not in this run: gone</code>
      - <code>1 case not in the baseline: fresh</code>
      - <code>1 regressed · 6 stable (passing)</code>
      - <code>runs/now: 3 trials were not run</code>

      |  | baseline | now | difference | 95 % interval | p (worse) |
      | :-- | --: | --: | --: | :-- | --: |
      | success rate | 100.0 % | 85.7 % | -14.3pp | [-29.4pp, -1.5pp] | 0.0020 |
      | avg cost | $0.01 | $0.01 | 0.0 % |  | 1.000 |
      | avg latency | 1.20 s | 1.30 s | +8.3 % | [+2.0 %, +14.6 %] | 0.0039 |
      | p50 latency | 1.20 s | 1.30 s | +8.3 % | [-3.5 %, +20.1 %] | 0.059 |
      | p95 latency | 1.40 s | 1.50 s | +7.1 % |  | 0.0039 |
      | avg tokens | 500 | 500 | 0.0 % |  | 1.000 |
      | avg iterations | 2 | 2 | 0.0 % |  | 1.000 |

      | case | passed | change | p | where the ways part |
      | :-- | :-- | :-- | --: | :-- |
      | <code>refund</code> | 5/5 → 0/5 | regressed | 0.0040 | <code>step 1: the candidate calls issue_refund with .amount 4.99, the baseline with 49.9</code> |
      "
    `)
  })

  it('leaves out columns in which there is nothing', async () => {
    const before = { a: 'PPF', b: 'PPP' }
    const results = replayOf({ a: 'FFF', b: 'PPP' })
    const text = await shown({ before, now: before, results })
    expect(text).toContain('|  | baseline | now | difference |\n')
    expect(text).toContain('| case | passed | change |\n')
    expect(text).toContain('| <code>a</code> | 2/3 → 0/3 | regressed |\n')
  })

  it('names as many cases as anybody reads', async () => {
    const text = await shown({ before: cases(51, 'PPPPPP'), now: cases(51, 'FFFFFF') })
    expect(text.match(/^\| <code>case-/gm)).toHaveLength(50)
    expect(text).toContain('and 1 more case whose rate moved\n')
  })

  it('shows hostile names as text', async () => {
    for (const id of HOSTILE.filter((each) => each !== '__proto__')) {
      const names = `${id} <img src=x> | @ada \`x\``
      const text = await shown({
        before: { [names]: 'PPPPP' },
        now: { [names]: 'FFFFF' },
        report: { suite: names, labels: [names, names], divergences: partings(names), warnings: [names] },
      })
      expect(hasInvisible(text.replaceAll('\n', ''))).toBe(false)
      expect(text).not.toMatch(/<img|@ada|`|^\s*::error/m)
    }
  })
})
