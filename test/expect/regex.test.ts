import { describe, expect, test } from 'vitest'
import { compileRegex, matchesEverything } from '../../src/expect/regex.ts'
import { find, said } from './build.ts'
import { cpuMs } from './cpu.ts'

describe('a regular expression that is found in every text', () => {
  test.each([
    '.*',
    'a*',
    'x|',
    '(|a)',
    '()',
    '^',
    '$',
    '(?s)^.*$',
    '[^a]*',
    'a?b?',
    '^|a',
    '(a{0})',
    '(?i)z*',
  ])('%s is seen', (source) => {
    expect(matchesEverything(compileRegex(source))).toBe(true)
  })

  test.each([
    '.+',
    '.',
    '^$',
    '^a*$',
    '\\b',
    '\\B',
    '(?s)^.{0,1000}$',
    '^\\s*$',
    'a|b',
    '[^a]',
    '^.{0,10}$',
    '\\d*x',
  ])('%s is another', (source) => {
    expect(matchesEverything(compileRegex(source))).toBe(false)
  })
})

describe('a catastrophic pattern takes linear time on a megabyte', () => {
  const text = `${'a'.repeat(1_000_000)}!`
  test.each(['^(a+)+$', '(a|aa)+$', '(a?){20}a{20}$', '(.*a){12}$', '(a*)*b', '([a-z]+)*[0-9]'])(
    '%s',
    (source) => {
      expect(cpuMs(() => find({ matches: source }, said(text)))).toBeLessThan(5000)
      expect(find({ matches: source }, said(text)).holds).toBe(false)
    },
    60_000,
  )
})
