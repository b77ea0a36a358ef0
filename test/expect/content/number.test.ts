import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { numbersInProse } from '../../../src/expect/content/prose-numbers.ts'
import { answer, find, mistakes, said, verdict } from '../build.ts'
import { cpuMs } from '../cpu.ts'

describe('numbers in prose', () => {
  test.each<[string, readonly number[]]>([
    ['It costs 49.90 today.', [49.9]],
    ['It costs $49.90, or €45 (US$50.5).', [49.9, 45, 50.5]],
    ['49,900.00 and 1,234,567 and 12,34,567', [49900, 1234567, 1234567]],
    ['49.900,00 and 1.234.567', [49900, 1234567]],
    ['49 900 and 1\u00a0234\u202f567,5', [49900, 1234567.5]],
    ["1'234.50 and 1’234", [1234.5, 1234]],
    ['49,9 49,90 1,234 0,123 1.234', [49.9, 49.9, 1234, 0.123, 1.234]],
    ['-5 and −5 and -$5.50 and $-5 and € -3 and (-2)', [-5, -5, -5.5, -5, -3, -2]],
    ['-€ 12', [-12]],
    ['+5, .5 and -.5 and 0.5.', [5, 0.5, -0.5, 0.5]],
    ['1.5e3 and 2E-2 and 1e5x', [1500, 0.02]],
    ['95% and 4.5 %', [95, 4.5]],
    ['10kg, 5GB, 3rd, 30min, EUR49 and USD12.50', [10, 5, 3, 30, 49, 12.5]],
    ['5-10 or 5–10 people', [5, 10, 5, 10]],
    ['in 2024 100 people', [2024, 100]],
    ['1, 2, 3 and 4,5,6', [1, 2, 3, 4, 5, 6]],
    ['1. Paris\n2. Rome', [1, 2]],
    ['A-1001, SAVE10, v2, 3f2a, covid-19, x_5, 0x1F', []],
    ['2026-10-05, 05.10.2026, 10:30, 24/7, 1/2, 1.2.3, 1,2.5', []],
    ['fig.5', [5]],
    ['答案是42。答えは1,042円です。총42원', [42, 1042, 42]],
    ['2026年10月5日, 10月 5日', []],
    ['５ and １，２３４．５０', [5, 1234.5]],
    ['__42__, _42_, **42**, x__5', [42, 42, 42]],
    [`${'9'.repeat(400)}`, []],
    ['٤٩', []],
    ['', []],
  ])('%j has %j', (text, numbers) => {
    expect(numbersInProse(text)).toEqual(numbers)
  })

  test('however a number is written for people, it is read', () => {
    const styles = ['en-US', 'de-DE', 'fr-FR', 'en-IN', 'de-CH', 'sv-SE']
    fc.assert(
      fc.property(
        fc.integer({ min: -(10 ** 9), max: 10 ** 9 }),
        fc.constantFrom(...styles),
        (cents, style) => {
          const written = new Intl.NumberFormat(style, { minimumFractionDigits: 2 }).format(cents / 100)
          expect(numbersInProse(`That is ${written}, all in all.`)).toEqual([cents / 100])
        },
      ),
    )
  })

  test.each([
    '1 '.repeat(500_000),
    '1'.repeat(1_000_000),
    '1,'.repeat(500_000),
    '123 '.repeat(250_000),
    '1-'.repeat(500_000),
    'a1'.repeat(500_000),
    '1e'.repeat(500_000),
    '-'.repeat(1_000_000),
  ])('are found in linear time (%#)', (text) => {
    expect(cpuMs(() => numbersInProse(text))).toBeLessThan(3000)
  })
})

describe('number', () => {
  const trajectory = said('You get 49.90 of 1,149.00 back.', [answer('Order 7 it is.')])
  test.each([
    [{ number: 49.9 }, 'holds: the final output has 49.9'],
    [{ number: { $approx: 49.91, $within: 0.01 } }, 'holds: the final output has 49.9'],
    [{ number: { $gt: 1000 } }, 'holds: the final output has 1149'],
    [
      { number: { $approx: 45, $within: 0.5 } },
      'fails: the final output has no number that is about 45 (±0.5); found 49.9, 1149; nearest is 49.9',
    ],
    [
      { number: { $one_of: [1, 2] } },
      'fails: the final output has no number that is one of 1, 2; found 49.9, 1149; nearest is 49.9',
    ],
    [
      { number: { $not: { $gt: 5 } } },
      'fails: the final output has no number that is not above 5; found 49.9, 1149; nearest is 49.9',
    ],
    [{ number: 7, on: 'any_message' }, 'holds: a message has 7'],
    [
      { number: 8, on: 'any_message' },
      'fails: none of the 2 messages has a number that is 8; found 7, 49.9, 1149; nearest is 7',
    ],
    [
      { number: 8, on: 'all_text' },
      'fails: all that was said has no number that is 8; found 7, 49.9, 1149; nearest is 7',
    ],
  ])('%j %s', (item, line) => {
    expect(verdict(item, trajectory)).toBe(line)
  })

  test('shows the text that has none, and no more than a few of many', () => {
    expect(verdict({ number: 1 }, said('None.'))).toBe(
      'fails: the final output has no number that is 1; it is "None."',
    )
    const many = Array.from({ length: 10 }, (_, index) => index + 2).join(' and ')
    expect(verdict({ number: 1 }, said(many))).toBe(
      'fails: the final output has no number that is 1; found 2, 3, 4, 5, 6, 7, 8, 9 and 2 more; nearest is 2',
    )
  })

  test('points at the message', () => {
    expect(find({ number: 7, on: 'any_message' }, trajectory).events).toEqual([1])
  })

  test.each([
    [{ number: '49.9' }, 'wrong-type at number: expected a number or a matcher of numbers, found "49.9"'],
    [{ number: null }, 'wrong-type at number: expected a number or a matcher of numbers, found nothing'],
    [{ number: [1] }, 'cannot-hold at number: no number is a list'],
    [{ number: { a: 1 } }, 'cannot-hold at number: no number is a mapping'],
    [
      { number: { $contains: '4' } },
      'cannot-hold at number: of the matchers it takes $approx, $gt, $gte, $lt, $lte, $one_of, $all_of, $not, found $contains',
    ],
    [{ number: { $one_of: [1, '2'] } }, 'cannot-hold at number: no number is "2"'],
    [{ number: { $gt: 'x' } }, 'invalid-value at number.$gt: $gt takes a number'],
    [
      { number: 1, ignore: ['case'] },
      'unknown-key at ignore: number has no option "ignore"; it takes on, required, weight',
    ],
  ])('%j is refused', (item, mistake) => {
    expect(mistakes(item)).toEqual([mistake])
  })
})
