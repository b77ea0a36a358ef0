import { describe, expect, test } from 'vitest'
import { fillJson, fillText } from '../../src/target/template.ts'

describe('fillJson', () => {
  test('fills every text, keys aside', () => {
    const body = { '${input}': 1, list: ['${input}!', { deep: 'a ${input} ${trial}' }], none: null }
    expect(fillJson(body, { input: 'hi', trial: 't-1' })).toEqual({
      '${input}': 1,
      list: ['hi!', { deep: 'a hi t-1' }],
      none: null,
    })
  })

  test.each([
    ['$${input}', '${input}'],
    ['${other}', '${other}'],
    ['${toString}', '${toString}'],
    ['${input}${input}', '${input} $&${input} $&'],
  ])('of %s makes %s', (text, filled) => {
    expect(fillText(text, { input: '${input} $&' })).toBe(filled)
  })
})
