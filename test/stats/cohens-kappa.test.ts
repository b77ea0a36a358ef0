import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cohensKappa, wilson } from '../../src/stats/index.ts'

describe("Cohen's kappa", () => {
  test.each([
    // Agresti, Categorical Data Analysis (2002), 10.5: two pathologists on carcinoma.
    [
      [
        [22, 2, 2, 0],
        [5, 7, 14, 0],
        [0, 2, 36, 0],
        [0, 1, 17, 10],
      ],
      0.493,
      0.057,
      null,
      null,
      3,
    ],
    // Stata's kapci, statalist 2009-12/msg00320.
    [
      [
        [1395, 118],
        [261, 158],
      ],
      0.3411969207847029,
      0.0262913719660408,
      0.2896667786271169,
      0.39272706294228,
      10,
    ],
    // SAS's FREQ, as statsmodels has it in its tests.
    [
      [
        [0, 4, 1],
        [0, 8, 0],
        [0, 1, 5],
      ],
      0.4842,
      0.138,
      0.2137,
      0.7547,
      4,
    ],
    // Wikipedia: the grant applications.
    [
      [
        [20, 5],
        [10, 15],
      ],
      0.4,
      0.127,
      null,
      null,
      3,
    ],
  ])(
    'of %j has the published value, standard error and interval',
    (table, kappa, error, low, high, digits) => {
      const found = cohensKappa(table)
      expect(found.kappa).toBeCloseTo(kappa, digits)
      expect(found.standardError).toBeCloseTo(error, digits)
      if (low !== null && high !== null) {
        expect(found.low).toBeCloseTo(low, digits)
        expect(found.high).toBeCloseTo(high, digits)
      }
    },
  )

  test('of full agreement is 1, and its interval shrinks with the number of items alone', () => {
    const of = (items: number) =>
      cohensKappa([
        [items, 0],
        [0, items],
      ])
    expect(of(5)).toMatchObject({ kappa: 1, high: 1, low: 2 * wilson(10, 10).low - 1 })
    expect(of(50).low).toBeGreaterThan(of(5).low ?? 1)
    expect(of(50).low).toBeLessThan(1)
  })

  test('of a rater who always says the same is 0 or unknown, and without an interval', () => {
    expect(
      cohensKappa([
        [9, 1],
        [0, 0],
      ]),
    ).toMatchObject({ kappa: 0, low: null, high: null, agreement: 0.9 })
    expect(
      cohensKappa([
        [9, 0],
        [0, 0],
      ]),
    ).toMatchObject({ kappa: null, low: null, agreement: 1 })
  })

  test('does not change with the order of the labels, nor with who is who', () => {
    const counts = fc.array(fc.nat(50), { minLength: 9, maxLength: 9 })
    fc.assert(
      fc.property(counts, (values) => {
        fc.pre(values.some((count) => count > 0))
        const at = (row: number, column: number) => values[row * 3 + column] ?? 0
        const tableOf = (cell: (row: number, column: number) => number) =>
          [0, 1, 2].map((row) => [0, 1, 2].map((column) => cell(row, column)))
        const found = cohensKappa(tableOf(at))
        for (const other of [
          cohensKappa(tableOf((row, column) => at(column, row))),
          cohensKappa(tableOf((row, column) => at(2 - row, 2 - column))),
        ]) {
          expect(other.kappa ?? 9).toBeCloseTo(found.kappa ?? 9, 9)
          expect(other.standardError ?? 9).toBeCloseTo(found.standardError ?? 9, 9)
        }
        const { kappa, low, high } = found
        if (kappa !== null && low !== null && high !== null) {
          expect(low).toBeLessThanOrEqual(kappa + 1e-12)
          expect(high).toBeGreaterThanOrEqual(kappa - 1e-12)
        }
      }),
    )
  })

  test.each([
    [[]],
    [[[1, 2]]],
    [
      [
        [0, 0],
        [0, 0],
      ],
    ],
    [
      [
        [-1, 2],
        [1, 1],
      ],
    ],
    [
      [
        [0.5, 2],
        [1, 1],
      ],
    ],
  ])('of %j is refused', (table) => {
    expect(() => cohensKappa(table)).toThrow(RangeError)
  })
})
