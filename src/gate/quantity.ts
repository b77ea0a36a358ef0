import { parseDuration, parseMoney, parsePercent, parsePoints } from '../expect/units.ts'
import { suggestion } from '../suite/suggest.ts'
import { type Cursor, found, type Piece, peek, problemAt, take } from './cursor.ts'
import type { MetricRef, Problem } from './language.ts'
import type { Unit } from './types.ts'

/** A number with its unit, as written in an assertion. */
export interface Quantity {
  readonly unit: Unit | 'points'
  readonly value: number
  readonly place: Piece
}

// A blank may stand before a known unit alone, or `5 with 99% confidence` would lose its `with`.
const QUANTITY = /[-+]?\$? ?\.?\d[\d.,_]*(?: ?%| (?:ms|s|m|h|pp)\b|[A-Za-zµ][A-Za-z0-9µ]*)?/y
const COUNT = /^\d+(?:\.\d+)?$/
const UNITS = ['ms', 's', 'm', 'h', 'pp']

/** Reads a quantity of any unit; a number with an unknown unit, or none at all, is a problem. */
export function readQuantity(cursor: Cursor, expected: string): Quantity | Problem {
  const place = take(cursor, QUANTITY)
  if (place === null) {
    const here = peek(cursor)
    return problemAt(here, 'assertion-syntax', `expected ${expected}, ${found(here)}`, null)
  }
  return quantityOf(place) ?? unreadable(place)
}

function quantityOf(place: Piece): Quantity | null {
  const { text } = place
  const read: readonly (readonly [Quantity['unit'], number | null])[] = [
    ['share', parsePercent(text)],
    ['points', parsePoints(text)],
    ['usd', parseMoney(text)],
    ['ms', parseDuration(text)],
    ['count', COUNT.test(text) ? Number(text) : null],
  ]
  for (const [unit, value] of read) {
    if (value !== null && Number.isFinite(value)) return { unit, value, place }
  }
  return null
}

function unreadable(place: Piece): Problem {
  if (place.text.startsWith('-')) {
    return problemAt(place, 'assertion-range', `a bound is never negative: "${place.text}"`, null)
  }
  const unit = /[A-Za-zµ].*$/.exec(place.text)?.[0]
  if (unit === undefined) {
    return problemAt(place, 'assertion-syntax', `"${place.text}" is not a number with a unit`, EXAMPLES)
  }
  return problemAt(place, 'assertion-unit', `unknown unit "${unit}"`, suggestion(unit, UNITS))
}

const EXAMPLES = 'write 95%, $0.50, 5s, 80ms, or a plain number for a count'

const KINDS: Readonly<Record<Unit, { readonly noun: string; readonly examples: string }>> = {
  share: { noun: 'a share', examples: '95%' },
  usd: { noun: 'money', examples: '$0.50' },
  ms: { noun: 'a duration', examples: '5s or 80ms' },
  count: { noun: 'a count', examples: '6' },
}

/** The bound's value in the metric's own unit, or why it cannot be one. */
export function boundOf(quantity: Quantity, metric: MetricRef): number | Problem {
  if (quantity.unit !== metric.unit) return wrongUnit(quantity, metric)
  if (metric.unit === 'share' && quantity.value > 1) {
    const message = `${metric.name} lies between 0% and 100%: ${quantity.place.text} is outside`
    return problemAt(quantity.place, 'assertion-range', message, null)
  }
  return quantity.value
}

function wrongUnit({ unit, value, place }: Quantity, metric: MetricRef): Problem {
  const kind = KINDS[metric.unit]
  const meant = unit === 'count' ? withUnit(value, metric.unit) : null
  const message = `${metric.name} is ${kind.noun}: write ${meant ?? kind.examples}, not ${place.text}`
  const hint = unit === 'points' ? 'points (pp) are the distance to a baseline: baseline - 5pp' : null
  return problemAt(place, 'assertion-unit', message, hint)
}

/** What a bare number most likely stands for. */
function withUnit(value: number, unit: Unit): string | null {
  switch (unit) {
    case 'share':
      return value <= 1 ? `${Number((value * 100).toPrecision(12))}%` : `${value}%`
    case 'usd':
      return `$${value.toFixed(Math.max(2, String(value).split('.')[1]?.length ?? 0))}`
    case 'ms':
      return `${value}s or ${value}ms`
    case 'count':
      return null
  }
}
