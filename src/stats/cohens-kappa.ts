import { demand, demandInside, demandWhole } from './demand.ts'
import { normalCritical } from './distributions.ts'
import { wilson } from './wilson.ts'

export interface Kappa {
  /** Share of items on which both say the same. */
  readonly agreement: number
  /** The share that chance alone would give, by how often each says what. */
  readonly expected: number
  /** 1 for full agreement, 0 for that of chance; `null` where both always say one and the same thing. */
  readonly kappa: number | null
  /** Large-sample; `null` where it cannot be told from these items. */
  readonly standardError: number | null
  readonly low: number | null
  readonly high: number | null
}

/**
 * Cohen's kappa of two raters: (p_o − p_e) / (1 − p_e) (Cohen 1960), with the large-sample standard error of Fleiss,
 * Cohen & Everitt (1969, formula 13) and the normal interval, cut at −1 and 1. Full agreement has a standard error of
 * 0, which claims too much: its lower bound is kappa at the Wilson bound of the agreement. A rater who always says
 * the same makes kappa 0 whatever the other says, and has no interval.
 * @param table counts; rows are what one says, columns what the other says, in the same order
 * @throws RangeError for a table that is not square, counts that are none, or nothing in it
 */
export function cohensKappa(table: readonly (readonly number[])[], confidence = 0.95): Kappa {
  demandInside(confidence, 'a confidence')
  demand(
    table.length > 0 && table.every(({ length }) => length === table.length),
    'a square table',
    'another',
  )
  for (const count of table.flat()) demandWhole(count, 'a count', 0)
  const items = sum(table.flat())
  demand(items > 0 && Number.isSafeInteger(items), 'at least one item', items)
  const shares = table.map((row) => row.map((count) => count / items))
  const rows = shares.map(sum)
  const columns = shares.map((_, column) => sum(shares.map((row) => row[column] ?? 0)))
  const agreement = sum(shares.map((row, index) => row[index] ?? 0))
  const expected = sum(rows.map((share, index) => share * (columns[index] ?? 0)))
  const agreed = sum(table.map((row, index) => row[index] ?? 0))
  const oneSided = [rows, columns].some((margin) => margin.filter((share) => share > 0).length === 1)
  if (oneSided) {
    const kappa = agreed === items ? null : 0
    return { agreement, expected, kappa, standardError: null, low: null, high: null }
  }
  const kappa = (agreement - expected) / (1 - expected)
  if (agreed === items) {
    const { low } = wilson(items, items, confidence)
    return {
      agreement,
      expected,
      kappa: 1,
      standardError: 0,
      low: (low - expected) / (1 - expected),
      high: 1,
    }
  }
  const standardError = errorOf({ shares, rows, columns, expected, kappa, items })
  const reach = normalCritical(confidence) * standardError
  return {
    agreement,
    expected,
    kappa,
    standardError,
    low: Math.max(-1, kappa - reach),
    high: Math.min(1, kappa + reach),
  }
}

interface Moments {
  readonly shares: readonly (readonly number[])[]
  readonly rows: readonly number[]
  readonly columns: readonly number[]
  readonly expected: number
  readonly kappa: number
  readonly items: number
}

/** √((A + B − C) / n) / (1 − p_e), with A over the diagonal and B over the rest. */
function errorOf({ shares, rows, columns, expected, kappa, items }: Moments): number {
  const [rowOf, columnOf] = [(index: number) => rows[index] ?? 0, (index: number) => columns[index] ?? 0]
  let variance = -((kappa - expected * (1 - kappa)) ** 2)
  for (const [i, row] of shares.entries()) {
    for (const [j, share] of row.entries()) {
      variance +=
        i === j
          ? share * (1 - (rowOf(i) + columnOf(i)) * (1 - kappa)) ** 2
          : (1 - kappa) ** 2 * share * (columnOf(i) + rowOf(j)) ** 2
    }
  }
  return Math.sqrt(Math.max(0, variance) / items) / (1 - expected)
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
