import { describe, expect, it } from 'vitest'
import { assertionsFor } from '../../src/gate/applicable.ts'
import { caseOf, sources, suiteOf } from './build.ts'

const [refund, other] = [caseOf('refund', { tags: ['refund'] }), caseOf('other')]
const suite = suiteOf([refund, other], {
  assert: sources('avg_cost <= $1', 'success_rate(tag=refund) >= 95%'),
})
const texts = (...given: Parameters<typeof assertionsFor>) =>
  assertionsFor(...given).assertions.map(({ text }) => text)

describe('assertionsFor', () => {
  it('takes all of the suite for a whole run', () => {
    expect(assertionsFor(suite, suite.cases, false)).toEqual({ assertions: suite.assert, skipped: [] })
  })

  it('leaves out those that select none of the cases that were run, and says so', () => {
    expect(texts(suite, [refund], false)).toEqual(suite.assert.map(({ text }) => text))
    expect(texts(suite, [other], false)).toEqual(['avg_cost <= $1'])
    expect(assertionsFor(suite, [other], false).skipped).toEqual([
      'not evaluated, for it selects none of the cases that were run: success_rate(tag=refund) >= 95%',
    ])
  })

  it('asks that every trial passes where no assertion is left, and of a single trial', () => {
    const only = { ...suite, assert: sources('success_rate(tag=refund) >= 95%') }
    expect(texts(only, [other], false)).toEqual(['success_rate >= 100%'])
    expect(assertionsFor(suite, suite.cases, true)).toMatchObject({
      assertions: [{ text: 'success_rate >= 100%' }],
      skipped: ['a single trial is judged by whether it passes, and not by the 2 assertions of the suite'],
    })
  })
})
