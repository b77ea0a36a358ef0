import type { Unit } from '../gate/types.ts'

/** Numbers as people read them. Rounding never turns a miss into a hit: .9996 is `>99.9 %`, not `100.0 %`. */

export const UNKNOWN = '?'

/** Digits after the point beyond the usual ones. */
type Extra = 0 | 1 | 2 | 3

/** @param value a share, 0..1 */
export function formatShare(value: number, extra: Extra = 0): string {
  return `${percents(value, extra)} %`
}

function percents(value: number, extra: Extra): string {
  const digits = 1 + extra
  const text = (value * 100).toFixed(digits)
  const step = (10 ** -digits).toFixed(digits)
  if (value < 1 && Number(text) === 100) return `>${(100 - Number(step)).toFixed(digits)}`
  if (value > 0 && Number(text) === 0) return `<${step}`
  return text
}

const SMALLEST_USD = 1e-6

/** Dollars: cents from one dollar up, three significant digits below. */
export function formatUsd(value: number, extra: Extra = 0): string {
  const size = Math.abs(value)
  if (size === 0) return '$0.00'
  if (size < SMALLEST_USD) return '<$0.000001'
  const sign = value < 0 ? '-' : ''
  const digits = size >= 0.9995 ? 2 : Math.max(2, 2 - Math.floor(Math.log10(size)))
  const fixed = { minimumFractionDigits: 2, maximumFractionDigits: Math.min(digits + extra, 9) }
  return `${sign}$${size.toLocaleString('en-US', fixed)}`
}

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

/** Milliseconds: `820 ms`, `1.24 s`, `2 m 05 s`, `1 h 02 m`. */
export function formatMs(value: number, extra: Extra = 0): string {
  if (value < 0) return `-${formatMs(-value, extra)}`
  if (value < 10 && !Number.isInteger(value)) return `${value.toFixed(1 + extra)} ms`
  if (Number(value.toFixed(extra)) < SECOND) return `${value.toFixed(extra)} ms`
  if (value < MINUTE - 5) return `${(value / SECOND).toFixed(2 + extra)} s`
  const seconds = Math.round(value / SECOND)
  if (seconds < HOUR / SECOND) return `${Math.floor(seconds / 60)} m ${two(seconds % 60)} s`
  const minutes = Math.round(value / MINUTE)
  return `${Math.floor(minutes / 60).toLocaleString('en-US')} h ${two(minutes % 60)} m`
}

const two = (value: number): string => String(value).padStart(2, '0')

/** Tokens, calls, iterations: `1,234`, `3.2`. */
export function formatCount(value: number, extra: Extra = 0): string {
  const digits = (Math.abs(value) >= 100 ? 0 : 1) + extra
  return value.toLocaleString('en-US', { maximumFractionDigits: digits })
}

export function formatValue(value: number | null, unit: Unit, extra: Extra = 0): string {
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

const EXTRAS: readonly Extra[] = [0, 1, 2, 3]

/** With as many digits as it takes to tell the value from a bound it misses: 94.97 % is not `95.0 %` of 95 %. */
export function formatApart(value: number | null, unit: Unit, bound: number | null): string {
  const texts = EXTRAS.map((extra) => formatValue(value, unit, extra))
  const usual = texts[0] ?? UNKNOWN
  if (value === null || bound === null || value === bound) return usual
  return texts.find((text, index) => text !== formatValue(bound, unit, EXTRAS[index])) ?? usual
}

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
