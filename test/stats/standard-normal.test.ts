import { describe, expect, it } from 'vitest'
import { derivedRandom } from '../../src/model/random.ts'
import { mean, standardDeviation, standardNormal } from '../../src/stats/index.ts'

describe('a draw of the standard normal distribution', () => {
  it('has mean 0, deviation 1, and its 95 % point at 1.645', () => {
    const random = derivedRandom(7, 'normal')
    const draws = Array.from({ length: 20_000 }, () => standardNormal(random))
    expect(mean(draws)).toBeCloseTo(0, 1)
    expect(standardDeviation(draws)).toBeCloseTo(1, 1)
    expect(draws.filter((each) => each > 1.645).length / draws.length).toBeCloseTo(0.05, 2)
  })

  it('is a number at both ends of its source', () => {
    for (const end of [0, 1 - 2 ** -53])
      expect(Number.isFinite(standardNormal({ next: () => end }))).toBe(true)
  })
})
