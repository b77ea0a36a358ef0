import { describe, expect, it } from 'vitest'
import {
  formatApart,
  formatBound,
  formatCount,
  formatInterval,
  formatMeasured,
  formatMs,
  formatShare,
  formatUsd,
  formatValue,
} from '../../src/gate/format.ts'

describe('shares', () => {
  it.each([
    [0, '0.0 %'],
    [1, '100.0 %'],
    [0.96, '96.0 %'],
    [2 / 3, '66.7 %'],
    [-0.021, '-2.1 %'],
  ])('%d is %s', (value, text) => expect(formatShare(value)).toBe(text))

  it('never rounds a miss up to all, nor an event down to none', () => {
    expect(formatShare(0.9996)).toBe('>99.9 %')
    expect(formatShare(0.0004)).toBe('<0.1 %')
  })
})

describe('dollars', () => {
  it.each([
    [0, '$0.00'],
    [0.5, '$0.50'],
    [0.0123, '$0.0123'],
    [0.012345, '$0.0123'],
    [0.000456, '$0.000456'],
    [0.00000001, '<$0.000001'],
    [0.9999, '$1.00'],
    [1.234, '$1.23'],
    [12_345.678, '$12,345.68'],
    [-0.02, '-$0.02'],
  ])('%d is %s', (value, text) => expect(formatUsd(value)).toBe(text))
})

describe('durations', () => {
  it.each([
    [0, '0 ms'],
    [0.42, '0.4 ms'],
    [820, '820 ms'],
    [999.4, '999 ms'],
    [999.6, '1.00 s'],
    [1240, '1.24 s'],
    [59_999, '1 m 00 s'],
    [125_000, '2 m 05 s'],
    [3_599_600, '1 h 00 m'],
    [3_720_000, '1 h 02 m'],
  ])('%d ms is %s', (value, text) => expect(formatMs(value)).toBe(text))
})

describe('counts', () => {
  it.each([
    [3, '3'],
    [3.24, '3.2'],
    [99.96, '100'],
    [1234.4, '1,234'],
  ])('%d is %s', (value, text) => expect(formatCount(value)).toBe(text))
})

it('shows an unknown value of any unit as a question mark', () => {
  for (const unit of ['share', 'usd', 'ms', 'count'] as const) expect(formatMeasured(null, unit)).toBe('?')
})

describe('a value beside its bound', () => {
  it('gets the digits that tell it from a bound it misses', () => {
    expect(formatApart(0.94967, 'share', 0.95)).toBe('94.97 %')
    expect(formatApart(5000.4, 'ms', 5000)).toBe('5.0004 s')
    expect(formatApart(0.5004, 'usd', 0.5)).toBe('$0.5004')
    expect(formatApart(300_200, 'ms', 300_000)).toBe('300.200 s')
    expect(formatApart(0.94999999, 'share', 0.95)).toBe('94.999999 %')
  })

  it('is as usual when it is far from it, equal to it, or there is none', () => {
    expect(formatApart(0.9, 'share', 0.95)).toBe('90.0 %')
    expect(formatApart(0.95, 'share', 0.95)).toBe('95.0 %')
    expect(formatApart(0.94967, 'share', null)).toBe('95.0 %')
  })
})

describe('a bound', () => {
  it.each([
    [0.95, 'share', '95 %'],
    [0.9995, 'share', '99.95 %'],
    [0.07, 'share', '7 %'],
    [1, 'share', '100 %'],
    [0.5, 'usd', '$0.50'],
    [0.015, 'usd', '$0.015'],
    [0.0000005, 'usd', '$0.0000005'],
    [1500, 'usd', '$1,500.00'],
    [820, 'ms', '820 ms'],
    [5000, 'ms', '5 s'],
    [90_500, 'ms', '90.5 s'],
    [6, 'count', '6'],
    [6.25, 'count', '6.25'],
  ] as const)('of %d (%s) is %s, never rounded', (value, unit, text) => {
    expect(formatBound(value, unit)).toBe(text)
  })

  it('and what is measured beside it are the two numbers of a sentence', () => {
    expect(formatValue(0.95, 'share')).toBe('95 %')
    expect(formatValue(0.94967, 'share', 0.95)).toBe('94.97 %')
  })
})

describe('intervals', () => {
  it('name both ends, or the one there is, or nothing', () => {
    expect(formatInterval(0.888, 0.986, 'share')).toBe('[88.8, 98.6]')
    expect(formatInterval(null, 1510, 'ms')).toBe('[…, 1.51 s]')
    expect(formatInterval(null, null, 'usd')).toBe('')
  })

  it('show an end as below a bound that it is below', () => {
    expect(formatInterval(0.94967, 0.99, 'share', 0.95)).toBe('[94.97, 99.0]')
  })
})
