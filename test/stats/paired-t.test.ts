import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { pairedT } from '../../src/stats/index.ts'
import { DIFFERENCES } from './sleep.ts'

describe('pairedT', () => {
  test("Student's sleep data: t −4.0621, df 9, two-sided .002833 (R: t.test(paired = TRUE))", () => {
    expect(pairedT(DIFFERENCES, 'below')).toEqual({
      t: expect.closeTo(-4.062127683382037, 12),
      degreesOfFreedom: 9,
      p: expect.closeTo(0.0014164450986921364, 14),
    })
    expect(pairedT(DIFFERENCES, 'above')?.p).toBeCloseTo(1 - 0.0014164450986921364, 14)
  })

  test.each([
    ['none', []],
    ['a single difference', [3]],
    ['differences that are all 0', [0, 0, 0]],
    ['differences that are all equal', [-0.1, -0.1, -0.1]],
  ])('%s: no test', (_name, differences) => {
    expect(pairedT(differences, 'below')).toBeNull()
  })

  test('below and above are each other’s rest, and turn with the sign', () => {
    fc.assert(
      fc.property(differences(), (values) => {
        const below = pairedT(values, 'below')
        const above = pairedT(values, 'above')
        if (below === null || above === null) return
        expect(below.p + above.p).toBeCloseTo(1, 12)
        const turned = pairedT(
          values.map((value) => -value),
          'above',
        )
        expect(turned?.p).toBeCloseTo(below.p, 12)
        expect(below.p < 0.5).toBe(below.t < 0)
      }),
    )
  })

  test('the unit does not matter, however small or large', () => {
    const p = pairedT(DIFFERENCES, 'below')?.p ?? Number.NaN
    for (const unit of [1e-300, 1e-9, 1e9, 1e149]) {
      expect(pairedT(scaled(unit), 'below')?.p).toBeCloseTo(p, 12)
    }
  })

  test('a tiny p-value is not lost', () => {
    const far = DIFFERENCES.map((difference) => difference + 1e6)
    expect(pairedT(far, 'above')?.p).toBeGreaterThan(0)
    expect(pairedT(far, 'above')?.p).toBeLessThan(1e-40)
  })

  test('a difference that is no number is refused', () => {
    expect(() => pairedT([1, Number.NaN], 'below')).toThrow(
      new RangeError('expected numbers of at most ±1e+150, got NaN'),
    )
  })
})

function scaled(unit: number): number[] {
  return DIFFERENCES.map((difference) => difference * unit)
}

function differences(): fc.Arbitrary<number[]> {
  return fc.array(fc.double({ min: -100, max: 100, noNaN: true }), { minLength: 2, maxLength: 20 })
}
