import { expect, test } from 'vitest'
import { parseDuration, parseMoney, parsePercent, parsePoints } from '../../src/expect/index.ts'
import { showDuration, showMoney } from '../../src/expect/units.ts'

test.each([
  ['80ms', 80],
  ['5s', 5000],
  ['5 s', 5000],
  ['1.5s', 1500],
  ['2m', 120_000],
  ['1.5h', 5_400_000],
  ['0ms', 0],
])('%s is %d ms', (text, ms) => {
  expect(parseDuration(text)).toBe(ms)
})

test.each([
  '5',
  '',
  's',
  '-5s',
  '+5s',
  '1e3s',
  '5  s',
  ' 5s',
  '5s ',
  '.5s',
  '5.s',
  '5S',
  '5sec',
  '٥s',
  `${'9'.repeat(400)}s`,
])('%j is no duration', (text) => {
  expect(parseDuration(text)).toBeNull()
})

test.each([
  ['$0.50', 0.5],
  ['$ 3', 3],
  ['$0', 0],
])('%s is %d dollars', (text, usd) => {
  expect(parseMoney(text)).toBe(usd)
})

test.each(['0.50', '0.50$', '-$1', '$-1', '$1e3', '$1,000', '€1'])('%j is no money', (text) => {
  expect(parseMoney(text)).toBeNull()
})

test('a percentage is the nearest float to its share', () => {
  expect(parsePercent('95%')).toBe(0.95)
  expect(parsePercent('99.9%')).toBe(0.999)
  expect(parsePercent('0.1 %')).toBe(0.001)
  expect(parsePercent('95')).toBeNull()
  expect(parsePercent('5pp')).toBeNull()
})

test('percentage points are shares too', () => {
  expect(parsePoints('5pp')).toBe(0.05)
  expect(parsePoints('2.5 pp')).toBe(0.025)
  expect(parsePoints('5%')).toBeNull()
})

test('a value is shown with as many digits as it has', () => {
  expect([0.5, 0.61, 0.500001, 1234].map(showMoney)).toEqual(['$0.50', '$0.61', '$0.500001', '$1234.00'])
  expect([80, 999.5, 1000, 5001].map(showDuration)).toEqual(['80ms', '999.5ms', '1s', '5.001s'])
})
