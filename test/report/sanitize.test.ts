import { describe, expect, it } from 'vitest'
import { breakCommands, cutMiddle, visible, visibleLines } from '../../src/report/sanitize.ts'

describe('visible', () => {
  it.each([
    ['an escape sequence', '\u001b[31mred\u001b[0m', '␛[31mred␛[0m'],
    ['a carriage return that would overwrite the line', 'failed\rpassed', 'failed␍passed'],
    ['a newline, a bell, a null, a delete', 'a\nb\u0007\u0000\u007f', 'a␊b␇␀␡'],
    ['a C1 control, which some terminals take for an escape', 'a\u009b31m', 'a\\u{9b}31m'],
    ['text that reads backwards', 'abc\u202edef\u2066', 'abc\\u{202e}def\\u{2066}'],
    ['invisible letters', 'pass\u{e0041}\u200b\ufeff\u00ad', 'pass\\u{e0041}\\u{200b}\\u{feff}\\u{ad}'],
    ['line separators', 'a\u2028b\u2029', 'a\\u{2028}b\\u{2029}'],
    ['noncharacters, which XML forbids', 'a\ufffe\uffff', 'a\\u{fffe}\\u{ffff}'],
    ['half of a surrogate pair', 'a\ud83d b\ude00', 'a� b�'],
  ])('shows %s', (_, text, shown) => {
    expect(visible(text)).toBe(shown)
  })

  it.each(['plain', 'Zürich ≥ 5 €', '👩‍👩‍👧 ❤️', 'می‌خواهم', '漢字'])('leaves %s alone', (text) => {
    expect(visible(text)).toBe(text)
  })

  it('keeps lines as lines and tabs as spaces when asked for lines', () => {
    expect(visibleLines('a\r\n\tb\u001b\nc\rd')).toEqual(['a', '  b␛', 'c␍d'])
  })
})

describe('breakCommands', () => {
  it.each([
    ['::error::boom', '\\::error::boom'],
    ['ok\n  \t::set-output name=a::b', 'ok\n  \t\\::set-output name=a::b'],
    ['\u001b[31m::error::behind our colour', '\u001b[31m\\::error::behind our colour'],
    ['text ##[group]x', 'text ##\\[group]x'],
    ['##vso[task.setvariable variable=a]b', '##vso\\[task.setvariable variable=a]b'],
    ['##teamcity[testFailed]', '##teamcity\\[testFailed]'],
  ])('breaks %j', (text, broken) => {
    expect(breakCommands(text)).toBe(broken)
  })

  it('leaves colons within a line and headings alone', () => {
    const text = 'a::b\n## Heading [link]\nstd::vector'
    expect(breakCommands(text)).toBe(text)
  })
})

describe('cutMiddle', () => {
  it('leaves a text of the length that is asked', () => {
    expect(cutMiddle('x'.repeat(30), 30)).toBe('x'.repeat(30))
  })

  it('says how many characters are left out, and keeps both ends', () => {
    const text = `${'a'.repeat(20)}${'b'.repeat(12_345)}${'c'.repeat(10)}`
    expect(cutMiddle(text, 30)).toBe(`${'a'.repeat(20)}… (12,345 characters left out) …${'c'.repeat(10)}`)
  })

  it('never parts a surrogate pair', () => {
    for (let max = 2; max < 12; max += 1) expect(cutMiddle('😀'.repeat(40), max)).not.toContain('�')
    for (let max = 2; max < 12; max += 1) expect(cutMiddle('😀'.repeat(40), max).isWellFormed()).toBe(true)
  })
})
