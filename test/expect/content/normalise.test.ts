import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { IGNORABLE, type Ignorable, normalise } from '../../../src/expect/content/normalise.ts'
import { literal } from '../../../src/expect/content/score.ts'
import { cpuMs } from '../cpu.ts'

describe('what is ignored', () => {
  test.each<[Ignorable, string, string]>([
    ['case', 'ÉCOLE ΟΔΟΣ', 'école οδοσ'],
    ['commas', '1,149.00, please', '1149.00 please'],
    ['whitespace', '  a \n\n\tb\u00a0c ', 'a b c'],
    ['unicode', 'it’s “fine” – ５\u00a0€ \ufb01n\u00ad', 'it\'s "fine" - 5 € fin'],
    ['unicode', 'cafe\u0301', 'caf\u00e9'],
    ['diacritics', 'Crème brûlée, Żółć, smørrebrød', 'Creme brulee, Zolc, smorrebrod'],
    ['diacritics', 'が ё 한', 'が е 한'],
    ['markdown', '**Paris** is *the* __capital__ of _France_', 'Paris is the capital of France'],
    ['markdown', '## Orders\n- one\n* two\n+ three', 'Orders\none\ntwo\nthree'],
    ['markdown', 'run `npm ci`:\n```sh\nnpm ci\n```', 'run npm ci:\nnpm ci'],
    ['markdown', 'see [the order](https://a.b/c_(d)) ![a chart](x.png)', 'see the order a chart'],
    ['markdown', '[![badge](a.png)](https://a.b)', 'badge'],
    ['markdown', '| a | b |\n|---|:-:|\n| 1 | 2 |', 'a b\n1 2'],
    ['markdown', '***both*** and **a *nested* one**', 'both and a nested one'],
    ['markdown', 'snake_case 2*3*4, 2 * 3, a lone *, -5, #7', 'snake_case 2*3*4, 2 * 3, a lone *, -5, #7'],
    ['markdown', 'a *star\n\nand* another', 'a *star\n\nand* another'],
  ])('%s: %j is %j', (word, text, normal) => {
    expect(normalise(text, [word])).toBe(normal)
  })

  test('is ignored together', () => {
    expect(normalise('**Żółć:** “1,149”', IGNORABLE)).toBe('zolc: "1149"')
    expect(normalise('＊＊Paris＊＊', ['markdown', 'unicode'])).toBe('Paris')
  })

  test('nothing, where nothing is named', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => normalise(text, []) === text))
  })
})

const words = fc.subarray([...IGNORABLE])

/** Text as models write it: words in several scripts, marks, quotes, whole pieces of markup. */
const piece = fc.constantFrom(
  ...['a', 'B', 'é', 'e\u0301', 'Σ', 'σ', 'İ', 'ß', 'ø', 'ﬁ', '５', '한', 'が', 'ｶﾞ', '😀', '1,000'],
  ...[
    ' ',
    '\n',
    '\n\n',
    '\u00a0',
    ',',
    '.',
    '’',
    '“',
    '–',
    '-',
    '- ',
    '# ',
    '*',
    '**',
    '_',
    '`',
    '|',
    '[',
    ']',
  ],
  ...['(', ')', '[x](y)', '**b**', '*i*', '`c`', '\n- ', '\n| ', ' |\n', '```\n', '\ud800'],
)
const prose = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''))

describe('properties', () => {
  test('doing it twice changes nothing more', () => {
    fc.assert(
      fc.property(prose, words, (text, ignore) => {
        const normal = normalise(text, ignore)
        expect(normalise(normal, ignore)).toBe(normal)
      }),
      { numRuns: 5000 },
    )
  })

  test('doing it twice changes nothing more, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), words, (text, ignore) => {
        const normal = normalise(text, ignore)
        expect(normalise(normal, ignore)).toBe(normal)
      }),
      { numRuns: 2000 },
    )
  })

  test('ignoring more never turns a match into a miss', () => {
    const contains = (pattern: string, text: string, ignore: readonly Ignorable[]): boolean =>
      literal((whole, part) => whole.includes(part))(pattern, ignore)(text)
    fc.assert(
      fc.property(prose, prose, prose, words, words, (before, pattern, after, some, more) => {
        const both = IGNORABLE.filter((word) => some.includes(word) || more.includes(word))
        fc.pre(normalise(pattern, both) !== '')
        for (const text of [before + pattern + after, before + pattern.toUpperCase() + after]) {
          if (contains(pattern, text, some)) expect(contains(pattern, text, both)).toBe(true)
        }
      }),
      { numRuns: 5000 },
    )
  })
})

describe('takes linear time', () => {
  const half = 500_000
  test.each([
    ['marks of one letter', `a${'\u0301\u0316'.repeat(half / 2)}`],
    ['stars', '*a '.repeat(half)],
    ['underscores and stars', '_a*a '.repeat(half / 2)],
    ['brackets', '['.repeat(half)],
    ['links that never end', '[a](b'.repeat(half / 5)],
    ['nested links', `${'['.repeat(half / 10)}a${'](b)'.repeat(half / 10)}`],
    ['bullets', '- '.repeat(half)],
    ['pipes', '| '.repeat(half)],
    ['spaces', ' '.repeat(half * 2)],
    ['line breaks', '\n '.repeat(half)],
    ['ticks', '`'.repeat(half * 2)],
    ['commas', ','.repeat(half * 2)],
    ['accents', 'é'.repeat(half * 2)],
  ])('%s', (_, text) => {
    expect(cpuMs(() => normalise(text, IGNORABLE))).toBeLessThan(4000)
  })
})
