import type { Unit } from './types.ts'

/**
 * A value as it is written in an assertion: `95.3%`, `$0.0123`, `820ms`, `5.2s`, `6.4`. With a bound it has as
 * many digits as it takes to tell it from the bound: 94.997 % is not `95%` in a sentence about 95 %.
 */
export function formatValue(value: number, unit: Unit, bound: number | null = null): string {
  const usual = withDigits(value, unit, 0)
  if (bound === null || value === bound) return usual
  for (const extra of [0, 2, 4, 6]) {
    const text = withDigits(value, unit, extra)
    if (text !== withDigits(bound, unit, extra)) return text
  }
  return usual
}

function withDigits(value: number, unit: Unit, extra: number): string {
  switch (unit) {
    case 'share':
      return `${trimmed(value * 100, 2 + extra)}%`
    case 'usd':
      return `$${money(value, extra)}`
    case 'ms':
      return Math.abs(value) < 1000 ? `${trimmed(value, extra)}ms` : `${trimmed(value / 1000, 2 + extra)}s`
    case 'count':
      return trimmed(value, 2 + extra)
  }
}

/** Cents from a dollar up; below, three significant digits, and at least the cents. */
function money(value: number, extra: number): string {
  const size = Math.abs(value)
  const digits = size === 0 || size >= 1 ? 2 : 2 - Math.floor(Math.log10(size))
  const text = value.toFixed(Math.min(20, digits + extra))
  return text.replace(/^(-?\d+\.\d\d\d*?)0+$/, '$1')
}

const trimmed = (value: number, decimals: number): string => String(Number(value.toFixed(decimals)))
