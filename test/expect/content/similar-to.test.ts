import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { similarity, trigramsOf } from '../../../src/expect/content/similarity.ts'
import { find, mistakes, said } from '../build.ts'
import { cpuMs } from '../cpu.ts'

const alike = (left: string, right: string): number => similarity(trigramsOf(left), trigramsOf(right))

describe('the similarity of two texts', () => {
  test.each([
    ['abc', 'abc', 1],
    ['abc', 'xyz', 0],
    ['', 'abc', 0],
    // abc has __a _ab abc bc_ c__, abd shares the first two of them.
    ['abc', 'abd', 0.4],
    ['aaaa', 'aa', 0.8],
  ])('of %j and %j is %d', (left, right, score) => {
    expect(alike(left, right)).toBeCloseTo(score, 12)
  })

  test('is 1 of a text with itself, the same both ways, and between 0 and 1', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (left, right) => {
        expect(alike(left, left)).toBe(1)
        expect(alike(left, right)).toBe(alike(right, left))
        expect(alike(left, right)).toBeGreaterThanOrEqual(0)
        expect(alike(left, right)).toBeLessThanOrEqual(1)
      }),
    )
  })
})

describe('similar_to', () => {
  test('holds at its threshold', () => {
    expect(find({ similar_to: 'abc', threshold: 0.4 }, said('abd')).holds).toBe(true)
    expect(find({ similar_to: 'abc', threshold: 0.401 }, said('abd')).holds).toBe(false)
  })

  test('counts by its score where it is optional', () => {
    expect(find({ similar_to: 'abc', required: false }, said('abd'))).toMatchObject({
      score: 0.4,
      holds: false,
    })
  })

  test.each([
    'x'.repeat(1_000_000),
    Array.from({ length: 150_000 }, (_, index) => `${index}`).join(' '),
    '\ud800'.repeat(500_000),
  ])('takes linear time on a megabyte (%#)', (text) => {
    expect(cpuMs(() => find({ similar_to: 'Your refund is on its way.' }, said(text)))).toBeLessThan(3000)
  })

  test.each([
    [{ similar_to: '' }, 'cannot-fail at similar_to: the text is empty'],
    [
      { similar_to: 'a', threshold: 0 },
      'cannot-fail at threshold: expected a similarity above 0 and at most 1, found 0',
    ],
    [
      { similar_to: 'a', threshold: 1.1 },
      'cannot-hold at threshold: expected a similarity above 0 and at most 1, found 1.1',
    ],
    [{ similar_to: 'a', threshold: '80%' }, 'wrong-type at threshold: expected a number, found "80%"'],
    [
      { similar_to: ',', ignore: ['commas'] },
      'cannot-fail at similar_to: nothing is left of the text when ignoring commas',
    ],
  ])('%j is refused', (item, mistake) => {
    expect(mistakes(item)).toEqual([mistake])
  })
})
