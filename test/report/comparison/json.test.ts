import { describe, expect, it } from 'vitest'
import { comparisonReporters } from '../../../src/report/comparison/index.ts'
import { parseComparison } from '../../e2e/comparison-shape.ts'
import { OPTIONS } from '../build.ts'
import { HOSTILE } from '../divergence/pair.ts'
import { comparisonOf, partings } from './build.ts'

type Report = Parameters<typeof comparisonOf>[0]

const text = async (sides: Report): Promise<string> =>
  (await comparisonReporters.get('json')?.render(comparisonOf(sides), OPTIONS)) ?? ''

describe('a comparison as JSON', () => {
  it('has what the gate made of it, and where each case parts', async () => {
    const json = parseComparison(
      JSON.parse(
        await text({
          before: { refund: 'PPPPP', other: 'PPPPP', gone: 'PP' },
          now: { refund: 'FFFFF', other: 'PPPPP', fresh: 'PP' },
          report: { divergences: partings('refund'), warnings: ['beware'] },
        }),
      ),
    )
    expect(json).toMatchObject({
      suite: 'shop',
      baseline: 'runs/before',
      candidate: 'runs/now',
      decision: 'fail',
      exitCode: 1,
      comparison: { evidence: 'sampled', compared: 2, missing: ['gone'], added: ['fresh'] },
      divergences: [{ case: 'refund', kind: 'argument', commonSteps: 0, failingTrials: 1, alike: 1 }],
      notes: ['beware'],
    })
  })

  it('has numbers or null for every value, whatever was measured', async () => {
    for (const letters of ['E', 'U', 'EEE', 'P', 'F', 'PEU']) {
      const json = parseComparison(JSON.parse(await text({ before: { a: 'PP' }, now: { a: letters } })))
      expect(json.comparison.compared).toBe(1)
    }
    expect(parseComparison(JSON.parse(await text({ before: { a: 'P' }, now: { b: 'P' } }))).exitCode).toBe(3)
  })

  it('reads back as the same text, and holds nothing that acts', async () => {
    for (const id of HOSTILE.filter((each) => each !== '__proto__' && each.isWellFormed())) {
      const raw = await text({
        before: { [id]: 'PPPPP' },
        now: { [id]: 'FFFFF' },
        report: { labels: [id, id], divergences: partings(id), warnings: [id] },
      })
      expect(raw.replaceAll('\n', '')).not.toMatch(/\p{Cc}|\p{Cf}|##\w*\[/u)
      const json = parseComparison(JSON.parse(raw))
      expect([json.baseline, json.comparison.cases[0]?.id, json.notes]).toEqual([id, id, [id]])
    }
  })
})
