import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { comparisonReporters } from '../../../src/report/comparison/index.ts'
import { shiftRows } from '../../../src/report/comparison/words.ts'
import { hasInvisible } from '../../../src/report/sanitize.ts'
import { displayWidth } from '../../../src/report/width.ts'
import { cases } from '../../gate/comparison/build.ts'
import { OPTIONS } from '../build.ts'
import { HOSTILE } from '../divergence/pair.ts'
import { comparison, comparisonOf, partings, replayOf } from './build.ts'

type Report = Parameters<typeof comparisonOf>[0]

async function shown(sides: Report, width = 100): Promise<string> {
  const terminal = comparisonReporters.get('terminal')
  return (await terminal?.render(comparisonOf(sides), { ...OPTIONS, width })) ?? ''
}

/** Of everything something. */
const WEEK: Report = {
  before: { ...cases(6, 'PPPPP'), refund: 'PPPPP', chance: 'PPPFP', better: 'FFFFF', thin: 'PP', gone: 'PP' },
  now: { ...cases(6, 'PPPPP'), refund: 'FFFFF', chance: 'PFFPF', better: 'PPPPP', thin: 'FF', fresh: 'PP' },
  assertions: ['success_rate no_worse_than baseline', 'avg_latency <= baseline * 1.2 with 99% confidence'],
  report: { divergences: partings('refund', 'chance'), warnings: ['runs/now: 3 trials were not run'] },
}

describe('a comparison in the terminal', () => {
  it.each([60, 80, 100, 120])('is no wider than %i columns', async (width) => {
    for (const line of (await shown(WEEK, width)).split('\n'))
      expect(displayWidth(line)).toBeLessThanOrEqual(width)
  })

  it('reads well at 60 columns', async () => {
    expect(await shown(WEEK, 60)).toMatchInlineSnapshot(`
      "shop  runs/before → runs/now
        10 cases compared, each side a sample of trials
        1 case in the baseline, and not in this run: gone
        1 case not in the baseline: fresh
        1 regressed · 1 improved · 1 flaky · 1 with too few trials
        to tell · 6 stable (passing)
        1 case has too few trials to be sure of even a complete
        break; 5 against 5 are enough

                        baseline     now  difference  p (worse)
        success rate      88.0 %  74.0 %     -14.0pp      0.106
        avg cost           $0.01   $0.01       0.0 %      1.000
        avg latency       1.19 s  1.28 s      +8.4 %     <0.001
        p50 latency       1.20 s  1.30 s      +8.3 %      0.038
        p95 latency       1.40 s  1.50 s      +7.1 %     <0.001
        avg tokens           500     500       0.0 %      1.000
        avg iterations         2       2       0.0 %      1.000
        too narrow here to show 95 % interval

        ✖ refund  5/5 → 0/5  regressed  p 0.0040
            step 1: the candidate calls issue_refund with .amount
            4.99, the baseline with 49.9

            runs/before, trial 0
            ▸ 1  issue_refund({order: "A-1001", amount: 49.9})
                 .amount: 49.9
              2  answers "It is refunded."
                 completes

            runs/now, trial 0
            ▸ 1  issue_refund({order: "A-1001", amount: 4.99})
                 .amount: 4.99
              2  answers "Done."
                 completes

        • thin  2/2 → 0/2  too few trials to tell  p 0.167

        • chance  4/5 → 2/5  flaky  p 0.262
            step 1: the candidate calls issue_refund with .amount
            4.99, the baseline with 49.9

        ✔ better  0/5 → 5/5  improved  p 0.0040

          assertion
             value  bounds            proof
        ✔ success_rate no_worse_than baseline
            74.0 %  [64.4, 85.7]      not proven
          74.0 % against 88.0 % of the baseline (-14.0pp) over 47
          and 47 trials: no evidence of a regression (p = 0.106),
          but at worst -23.6pp with 95 % confidence
        ✔ avg_latency <= baseline * 1.2 with 99% confidence
            1.28 s  [1.19 s, 1.37 s]  proven

        bounds: one-sided, each end at the level it is tested at;
        the table's 95 % intervals are two-sided

        • runs/now: 3 trials were not run

      PASS, but 1 case regressed  exit 0: the gate passes
      "
    `)
  })

  it('reads well at 80 columns', async () => {
    expect(await shown(WEEK, 80)).toMatchInlineSnapshot(`
      "shop  runs/before → runs/now
        10 cases compared, each side a sample of trials
        1 case in the baseline, and not in this run: gone
        1 case not in the baseline: fresh
        1 regressed · 1 improved · 1 flaky · 1 with too few trials to tell · 6 stable
        (passing)
        1 case has too few trials to be sure of even a complete break; 5 against 5 are
        enough

                        baseline     now  difference  95 % interval      p (worse)
        success rate      88.0 %  74.0 %     -14.0pp  [-25.4pp, -2.3pp]      0.106
        avg cost           $0.01   $0.01       0.0 %                         1.000
        avg latency       1.19 s  1.28 s      +8.4 %  [+3.3 %, +13.6 %]     <0.001
        p50 latency       1.20 s  1.30 s      +8.3 %  [-3.5 %, +20.1 %]      0.038
        p95 latency       1.40 s  1.50 s      +7.1 %                        <0.001
        avg tokens           500     500       0.0 %                         1.000
        avg iterations         2       2       0.0 %                         1.000

        ✖ refund  5/5 → 0/5  regressed  p 0.0040
            step 1: the candidate calls issue_refund with .amount 4.99, the baseline
            with 49.9

            runs/before, trial 0
            ▸ 1  issue_refund({order: "A-1001", amount: 49.9})
                 .amount: 49.9
              2  answers "It is refunded."
                 completes

            runs/now, trial 0
            ▸ 1  issue_refund({order: "A-1001", amount: 4.99})
                 .amount: 4.99
              2  answers "Done."
                 completes

        • thin  2/2 → 0/2  too few trials to tell  p 0.167

        • chance  4/5 → 2/5  flaky  p 0.262
            step 1: the candidate calls issue_refund with .amount 4.99, the baseline
            with 49.9

        ✔ better  0/5 → 5/5  improved  p 0.0040

          assertion                                value  bounds            proof
        ✔ success_rate no_worse_than baseline     74.0 %  [64.4, 85.7]      not proven
          74.0 % against 88.0 % of the baseline (-14.0pp) over 47 and 47 trials: no
          evidence of a regression (p = 0.106), but at worst -23.6pp with 95 %
          confidence
        ✔ avg_latency <= baseline * 1.2 with 99%  1.28 s  [1.19 s, 1.37 s]  proven
          confidence

        bounds: one-sided, each end at the level it is tested at; the table's 95 %
        intervals are two-sided

        • runs/now: 3 trials were not run

      PASS, but 1 case regressed  exit 0: the gate passes
      "
    `)
  })

  it('reads well at 100 columns', async () => {
    expect(await shown(WEEK, 100)).toMatchInlineSnapshot(`
      "shop  runs/before → runs/now
        10 cases compared, each side a sample of trials
        1 case in the baseline, and not in this run: gone
        1 case not in the baseline: fresh
        1 regressed · 1 improved · 1 flaky · 1 with too few trials to tell · 6 stable (passing)
        1 case has too few trials to be sure of even a complete break; 5 against 5 are enough

                        baseline     now  difference  95 % interval      p (worse)
        success rate      88.0 %  74.0 %     -14.0pp  [-25.4pp, -2.3pp]      0.106
        avg cost           $0.01   $0.01       0.0 %                         1.000
        avg latency       1.19 s  1.28 s      +8.4 %  [+3.3 %, +13.6 %]     <0.001
        p50 latency       1.20 s  1.30 s      +8.3 %  [-3.5 %, +20.1 %]      0.038
        p95 latency       1.40 s  1.50 s      +7.1 %                        <0.001
        avg tokens           500     500       0.0 %                         1.000
        avg iterations         2       2       0.0 %                         1.000

        ✖ refund  5/5 → 0/5  regressed  p 0.0040
            step 1: the candidate calls issue_refund with .amount 4.99, the baseline with 49.9

            runs/before, trial 0                          │ runs/now, trial 0
            ▸ 1  issue_refund({order: "A-1001", amount:   │ ▸ 1  issue_refund({order: "A-1001", amount:
                 49.9})                                   │      4.99})
                 .amount: 49.9                            │      .amount: 4.99
              2  answers "It is refunded."                │   2  answers "Done."
                 completes                                │      completes

        • thin  2/2 → 0/2  too few trials to tell  p 0.167

        • chance  4/5 → 2/5  flaky  p 0.262
            step 1: the candidate calls issue_refund with .amount 4.99, the baseline with 49.9

        ✔ better  0/5 → 5/5  improved  p 0.0040

          assertion                                           value  bounds            proof
        ✔ success_rate no_worse_than baseline                74.0 %  [64.4, 85.7]      not proven
          74.0 % against 88.0 % of the baseline (-14.0pp) over 47 and 47 trials: no evidence of a
          regression (p = 0.106), but at worst -23.6pp with 95 % confidence
        ✔ avg_latency <= baseline * 1.2 with 99% confidence  1.28 s  [1.19 s, 1.37 s]  proven

        bounds: one-sided, each end at the level it is tested at; the table's 95 % intervals are two-sided

        • runs/now: 3 trials were not run

      PASS, but 1 case regressed  exit 0: the gate passes
      "
    `)
  })

  it('reads well at 120 columns', async () => {
    expect(await shown(WEEK, 120)).toMatchInlineSnapshot(`
      "shop  runs/before → runs/now
        10 cases compared, each side a sample of trials
        1 case in the baseline, and not in this run: gone
        1 case not in the baseline: fresh
        1 regressed · 1 improved · 1 flaky · 1 with too few trials to tell · 6 stable (passing)
        1 case has too few trials to be sure of even a complete break; 5 against 5 are enough

                        baseline     now  difference  95 % interval      p (worse)
        success rate      88.0 %  74.0 %     -14.0pp  [-25.4pp, -2.3pp]      0.106
        avg cost           $0.01   $0.01       0.0 %                         1.000
        avg latency       1.19 s  1.28 s      +8.4 %  [+3.3 %, +13.6 %]     <0.001
        p50 latency       1.20 s  1.30 s      +8.3 %  [-3.5 %, +20.1 %]      0.038
        p95 latency       1.40 s  1.50 s      +7.1 %                        <0.001
        avg tokens           500     500       0.0 %                         1.000
        avg iterations         2       2       0.0 %                         1.000

        ✖ refund  5/5 → 0/5  regressed  p 0.0040
            step 1: the candidate calls issue_refund with .amount 4.99, the baseline with 49.9

            runs/before, trial 0                                    │ runs/now, trial 0
            ▸ 1  issue_refund({order: "A-1001", amount: 49.9})      │ ▸ 1  issue_refund({order: "A-1001", amount: 4.99})
                 .amount: 49.9                                      │      .amount: 4.99
              2  answers "It is refunded."                          │   2  answers "Done."
                 completes                                          │      completes

        • thin  2/2 → 0/2  too few trials to tell  p 0.167

        • chance  4/5 → 2/5  flaky  p 0.262
            step 1: the candidate calls issue_refund with .amount 4.99, the baseline with 49.9

        ✔ better  0/5 → 5/5  improved  p 0.0040

          assertion                                           value  bounds            proof
        ✔ success_rate no_worse_than baseline                74.0 %  [64.4, 85.7]      not proven
          74.0 % against 88.0 % of the baseline (-14.0pp) over 47 and 47 trials: no evidence of a regression (p = 0.106), but
          at worst -23.6pp with 95 % confidence
        ✔ avg_latency <= baseline * 1.2 with 99% confidence  1.28 s  [1.19 s, 1.37 s]  proven

        bounds: one-sided, each end at the level it is tested at; the table's 95 % intervals are two-sided

        • runs/now: 3 trials were not run

      PASS, but 1 case regressed  exit 0: the gate passes
      "
    `)
  })

  it('of the same recordings has neither interval nor p-value', async () => {
    const letters = { a: 'PPF', b: 'PPP' }
    expect(await shown({ before: letters, now: letters, results: replayOf(letters) })).toMatchInlineSnapshot(`
      "shop  runs/before → runs/now
        2 cases compared, both played the same recordings or scripts: every difference is exact, and the
        agent's own
        1 flaky · 1 stable (passing)

                        baseline     now  difference
        success rate      83.3 %  83.3 %       0.0pp
        avg cost           $0.01   $0.01       0.0 %
        avg latency       1.10 s  1.00 s      -9.1 %
        p50 latency       1.10 s  1.00 s      -9.1 %
        p95 latency       1.20 s  1.00 s     -16.7 %
        avg tokens           500     500       0.0 %
        avg iterations         2       2       0.0 %

        ✔ success_rate no_worse_than baseline  83.3 %  exact

      NO WORSE  exit 0: the gate passes
      "
    `)
  })

  it('of runs that have nothing in common says so', async () => {
    expect(await shown({ before: { a: 'PP' }, now: { b: 'PP' } })).toMatchInlineSnapshot(`
      "shop  runs/before → runs/now
        0 cases compared
        1 case in the baseline, and not in this run: a
        1 case not in the baseline: b

        ! success_rate no_worse_than baseline  100.0 %  not evaluated
          none of its cases as they are today has trials here and in the baseline; this assertion was not
          evaluated

        • no case as it is today has trials on both sides; nothing was compared

      NOT COMPARED  exit 3: could not evaluate
      "
    `)
  })

  it('shows the worst cases first, five of them side by side, and no more than a screen can take', async () => {
    const before = cases(30, 'PPPPPP')
    const ids = Object.keys(before)
    const text = await shown({
      before,
      now: { ...cases(30, 'FFFFFF'), 'case-29': 'PFFFFF' },
      report: { divergences: partings(...ids) },
    })
    expect(text.match(/ ▸ 1 .*│ ▸ 1 /g)).toHaveLength(5)
    expect(text.match(/✖ case-\d+ /g)).toHaveLength(20)
    expect(text.match(/step 1: /g)).toHaveLength(20)
    expect(text).toContain('  and 10 more cases whose rate moved\n')
    expect(text).not.toContain('case-29')
  })

  it('leaves out what neither side has any of, and keeps that all fail', () => {
    const none = { baseline: 0, candidate: 0, difference: 0, low: null, high: null, pValue: 1 }
    const shifts = ['success_rate', 'avg_cost', 'avg_iterations'].map((metric) => ({ ...none, metric }))
    const [, ...rows] = shiftRows(comparison({ shifts }))
    expect(rows.map(([title]) => title)).toEqual(['success rate'])
  })

  it('says which trials are too few', async () => {
    const letters = cases(3, 'PP')
    const text = await shown({ before: letters, now: { ...letters, 'case-1': 'FF' } })
    expect(text).toContain('1 with too few trials to tell · 2 stable (passing)')
    expect(text).toContain(
      '3 cases have too few trials to be sure of even a complete break; 5 against 5 are enough',
    )
    expect(text).toContain('• case-1  2/2 → 0/2  too few trials to tell  p 0.167')
  })

  it('leaves out the mean score where it is the success rate', async () => {
    expect(await shown(WEEK)).not.toContain('avg score')
    const before = { a: 'PPPP' }
    const graded = replayOf(before).map((each, index) => ({ ...each, sample: `now-${index}`, score: 0.9 }))
    expect(await shown({ before, now: before, results: graded })).toMatch(/avg score +100\.0 % +90\.0 %/)
  })

  it('keeps to the width, and lets nothing act, whatever things are called', async () => {
    const names = fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: 'binary', maxLength: 300 }))
    await fc.assert(
      fc.asyncProperty(names, names, fc.integer({ min: 60, max: 130 }), async (id, label, width) => {
        fc.pre(id !== '__proto__')
        const text = await shown(
          {
            before: { [id]: 'PPPPP' },
            now: { [id]: 'FFFFF' },
            report: { suite: label, labels: [label, id], divergences: partings(id), warnings: [label] },
          },
          width,
        )
        expect(hasInvisible(text.replaceAll('\n', ''))).toBe(false)
        // A command for a CI log is broken in two by a character more.
        if (/##|::/.test(id + label)) return
        for (const line of text.split('\n')) expect(displayWidth(line)).toBeLessThanOrEqual(width)
      }),
      { numRuns: 150 },
    )
  })
})

describe('its last line', () => {
  const last = async (sides: Report, width = 100) => (await shown(sides, width)).trimEnd().split('\n').at(-1)
  const good = cases(30, 'PPPPPPPPPP')

  it.each<[string, Report]>([
    ['NO WORSE  exit 0: the gate passes', { before: good, now: good }],
    ['NO REGRESSION SHOWN  exit 0: the gate passes', { before: { a: 'PP' }, now: { a: 'PP' } }],
    ['WORSE  exit 1: the gate fails', { before: good, now: cases(30, 'FFFFFFFFFF') }],
    ['NOT COMPARED  exit 3: could not evaluate', { before: { a: 'P' }, now: { b: 'P' } }],
    [
      'NO WORSE, but 1 case regressed  exit 0: the gate passes',
      {
        before: cases(100, 'PPPPPPPPPP'),
        now: { ...cases(100, 'PPPPPPPPPP'), 'case-7': 'FFFFFPPPPP' },
      },
    ],
    // Worse by little, and much better than a tenth: neither is what those words say.
    [
      'FAIL  exit 1: the gate fails',
      { before: good, now: good, assertions: ['avg_latency <= baseline * 0.9'] },
    ],
    [
      'PASS  exit 0: the gate passes',
      {
        before: good,
        now: good,
        assertions: ['success_rate >= baseline * 0.1', 'avg_latency <= baseline * 1.5'],
      },
    ],
  ])('is %s', async (line, sides) => {
    expect(await last(sides)).toBe(line)
  })
})
