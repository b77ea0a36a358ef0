import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { answer, mistakes, said, score } from '../build.ts'

// A second call of a model without a price: nobody knows the cost.
const trial = said('a refund of $49 is on its way', [answer('', { model: 'nobody-knows' })])
const optional = (text: string, weight = 1) => ({ contains: text, required: false, weight })
const outcomeOf = (items: readonly unknown[], minScore: number | null = null) => {
  const { outcome, score: mean } = score(items, trial, undefined, minScore)
  return [outcome, mean]
}

describe('an optional expectation', () => {
  it('does not fail the trial, and counts in its score', () => {
    expect(outcomeOf([{ contains: 'refund' }, optional('sorry')])).toEqual(['pass', 0.5])
    expect(outcomeOf([{ contains: 'sorry' }, optional('refund')])).toEqual(['fail', 0.5])
  })

  it('counts by its weight', () => {
    expect(outcomeOf([optional('refund', 3), optional('sorry')])).toEqual(['pass', 0.75])
  })

  it.each([
    [0.75, 'pass'],
    [0.7500001, 'fail'],
  ])('is held with the others against a min_score of %d', (minScore, outcome) => {
    expect(outcomeOf([optional('refund', 3), optional('sorry')], minScore)[0]).toBe(outcome)
  })

  it('says which was lowest', () => {
    const { reason } = score([optional('refund', 3), optional('sorry')], trial, undefined, 0.8)
    expect(reason).toBe(
      'the optional expectations have a score of 0.75, at least 0.8 expected; lowest is contains "sorry" (optional): the final output does not contain "sorry"; it is "a refund of $49 is on its way"',
    )
  })

  it('that cannot be told decides nothing where the others do', () => {
    const unknown = { max_cost: '$1', required: false }
    expect(outcomeOf([optional('refund'), unknown], 0.5)).toEqual(['pass', 1])
    expect(outcomeOf([optional('sorry'), unknown], 0.6)).toEqual(['fail', 0])
    expect(outcomeOf([optional('refund'), unknown], 0.6)[0]).toBe('unscored')
  })
})

it('adding a required expectation never turns a fail into a pass', () => {
  const item = fc.record({
    contains: fc.constantFrom('refund', 'sorry'),
    required: fc.boolean(),
    weight: fc.constantFrom(0.5, 1, 4),
  })
  fc.assert(
    fc.property(fc.array(item), item, fc.constantFrom(null, 0.3, 0.8), (items, added, minScore) => {
      const before = outcomeOf(items, minScore)[0]
      const after = outcomeOf([...items, { ...added, required: true }], minScore)[0]
      expect(before === 'fail' && after === 'pass').toBe(false)
    }),
  )
})

it.each([
  [
    { contains: 'x', weight: 0 },
    'cannot-fail at weight: a weight is more than 0, found 0: what counts for nothing cannot fail',
  ],
  [{ contains: 'x', weight: '2' }, 'wrong-type at weight: expected a number, found "2"'],
  [{ contains: 'x', required: 'no' }, 'wrong-type at required: expected true or false, found "no"'],
  [
    { any_of: [{ contains: 'x', weight: 2 }] },
    'unknown-key at any_of.0.weight: contains has no option "weight"; it takes ignore, on',
  ],
])('%j is refused', (item, mistake) => {
  expect(mistakes(item)).toEqual([mistake])
})
