import type { Unit } from './types.ts'

/** Numbers as people read them. Rounding never turns a miss into a hit: .9996 is `>99.9 %`, not `100.0 %`. */

export const UNKNOWN = '?'

/** @param value a share, 0..1 @param extra digits after the point beyond the usual ones */
export function formatShare(value: number, extra = 0): string {
  return `${percents(value, extra)} %`
}

function percents(value: number, extra: number): string {
  const digits = 1 + extra
  const text = (value * 100).toFixed(digits)
  const step = (10 ** -digits).toFixed(digits)
  if (value < 1 && Number(text) === 100) return `>${(100 - Number(step)).toFixed(digits)}`
  if (value > 0 && Number(text) === 0) return `<${step}`
  return text
}

const SMALLEST_USD = 1e-6
const MOST_USD_DIGITS = 12

/** Dollars: cents from one dollar up, three significant digits below. */
export function formatUsd(value: number, extra = 0): string {
  const size = Math.abs(value)
  if (size === 0) return '$0.00'
  if (size < SMALLEST_USD) return '<$0.000001'
  const digits = size >= 0.9995 ? 2 : Math.max(2, 2 - Math.floor(Math.log10(size)))
  return usd(value, Math.min(digits + extra, MOST_USD_DIGITS))
}

function usd(value: number, maximumFractionDigits: number): string {
  const text = Math.abs(value).toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits })
  return `${value < 0 ? '-' : ''}$${text}`
}

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

/** Milliseconds: `820 ms`, `1.24 s`, `2 m 05 s`, `1 h 02 m`; with extra digits nothing above seconds. */
export function formatMs(value: number, extra = 0): string {
  if (value < 0) return `-${formatMs(-value, extra)}`
  if (value < 10 && !Number.isInteger(value)) return `${value.toFixed(1 + extra)} ms`
  if (Number(value.toFixed(extra)) < SECOND) return `${value.toFixed(extra)} ms`
  if (value < MINUTE - 5 || extra > 0) return `${(value / SECOND).toFixed(2 + extra)} s`
  const seconds = Math.round(value / SECOND)
  if (seconds < HOUR / SECOND) return `${Math.floor(seconds / 60)} m ${two(seconds % 60)} s`
  const minutes = Math.round(value / MINUTE)
  return `${Math.floor(minutes / 60).toLocaleString('en-US')} h ${two(minutes % 60)} m`
}

const two = (value: number): string => String(value).padStart(2, '0')

/** Tokens, calls, iterations: `1,234`, `3.2`. */
export function formatCount(value: number, extra = 0): string {
  const digits = (Math.abs(value) >= 100 ? 0 : 1) + extra
  return value.toLocaleString('en-US', { maximumFractionDigits: digits })
}

/** A measured value for a table. */
export function formatMeasured(value: number | null, unit: Unit, extra = 0): string {
  if (value === null) return UNKNOWN
  switch (unit) {
    case 'share':
      return formatShare(value, extra)
    case 'usd':
      return formatUsd(value, extra)
    case 'ms':
      return formatMs(value, extra)
    case 'count':
      return formatCount(value, extra)
  }
}

const EXTRAS: readonly number[] = [0, 1, 2, 3, 4, 5, 6]

/** With as many digits as it takes to tell the value from a bound it misses: 94.97 % is not `95.0 %` of 95 %. */
export function formatApart(value: number | null, unit: Unit, bound: number | null): string {
  const usual = formatMeasured(value, unit)
  if (value === null || bound === null || value === bound) return usual
  const extra = EXTRAS.find(
    (digits) => formatMeasured(value, unit, digits) !== formatMeasured(bound, unit, digits),
  )
  return extra === undefined ? usual : formatMeasured(value, unit, extra)
}

/** A bound, exactly: `95 %`, `99.95 %`, `$0.015`, `5 s`. What was asked for is not rounded. */
export function formatBound(value: number, unit: Unit): string {
  switch (unit) {
    case 'share':
      return `${exactly(value * 100)} %`
    case 'usd':
      return usd(value, MOST_USD_DIGITS)
    case 'ms':
      return Math.abs(value) < SECOND ? `${exactly(value)} ms` : `${exactly(value / SECOND)} s`
    case 'count':
      return exactly(value)
  }
}

/** Without the noise of binary fractions: .07 × 100 is 7. */
const exactly = (value: number): string => value.toLocaleString('en-US', { maximumFractionDigits: 9 })

/** A number in a sentence of the gate: what was measured beside its bound; alone it is a bound itself. */
export const formatValue = (value: number, unit: Unit, bound: number | null = null): string =>
  bound === null ? formatBound(value, unit) : formatApart(value, unit, bound)

/** `[88.8, 98.6]`: both ends in the metric's unit, an open end as `…`; empty without one, or around an exact value. */
export function formatInterval(
  low: number | null,
  high: number | null,
  unit: Unit,
  bound: number | null = null,
): string {
  if (low === high) return ''
  const end = (value: number | null): string => {
    if (value === null) return '…'
    const text = formatApart(value, unit, bound)
    return unit === 'share' ? text.replace(' %', '') : text
  }
  return `[${end(low)}, ${end(high)}]`
}

/**
 * A difference from a baseline's value, with its sign: points of a share (`-2.1pp`), else a part of the value
 * (`+11.8 %`); of a value of 0 there is none, and the difference itself is shown.
 */
export function formatSigned(difference: number, unit: Unit, baseline: number): string {
  const sign = difference > NONE ? '+' : ''
  if (unit === 'share') return `${sign}${rounded(difference * 100)}pp`
  if (baseline === 0) return `${sign}${formatMeasured(difference, unit)}`
  return `${sign}${rounded((difference / baseline) * 100)} %`
}

/** Rounding of a mean of shares is below this; no difference that means anything is. */
const NONE = 1e-11

/** One digit after the point, or as many as it takes not to call a difference none. */
function rounded(value: number): string {
  const digits = EXTRAS.find((extra) => value === 0 || Number(value.toFixed(1 + extra)) !== 0) ?? 0
  return Math.abs(value) < 100 * NONE ? '0.0' : value.toFixed(1 + digits)
}
