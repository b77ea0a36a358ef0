import fc from 'fast-check'
import { expect, test } from 'vitest'
import { firstWhere } from '../../src/stats/search.ts'

test('firstWhere finds the first, tells when there is none, and asks about 2·log₂ of the way', () => {
  const bounds = fc.tuple(fc.integer({ min: -5, max: 50 }), fc.nat(1_000_000), fc.nat(1_200_000))
  fc.assert(
    fc.property(bounds, ([from, length, distance]) => {
      const [to, target] = [from + length, from + distance]
      let asked = 0
      const found = firstWhere(from, to, (value) => {
        asked++
        expect(value >= from && value <= to).toBe(true)
        return value >= target
      })
      expect(found).toBe(target <= to ? target : null)
      expect(asked).toBeLessThanOrEqual(2 * Math.log2(length + 2) + 3)
    }),
  )
})
