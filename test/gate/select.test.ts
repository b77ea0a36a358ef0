import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { selects } from '../../src/gate/select.ts'
import { matchesGlob } from '../../src/suite/glob.ts'
import { caseOf } from './build.ts'

describe('matchesGlob', () => {
  it.each([
    ['two-*', 'two-turns', true],
    ['two-*', 'two-', true],
    ['two-*', 'not-two-turns', false],
    ['*', '', true],
    ['a*a', 'a', false],
    ['a*a', 'aa', true],
    ['*b*', 'abc', true],
    ['a*b*c', 'a-c-b', false],
    ['a*b*c', 'axbxbxc', true],
    ['**', 'x', true],
    ['a.c', 'abc', false],
    ['[a]', 'a', false],
  ])('%s on %s: %s', (glob, text, expected) => {
    expect(matchesGlob(glob, text)).toBe(expected)
  })

  it('agrees with the same pattern as a regular expression', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 8 })
    const ids = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 8 })
    fc.assert(
      fc.property(letters, ids, (glob, id) => {
        expect(matchesGlob(glob, id)).toBe(new RegExp(`^${glob.replaceAll('*', '.*')}$`).test(id))
      }),
      { numRuns: 2000 },
    )
  })
})

describe('selects', () => {
  const refund = caseOf('two-refund', { tags: ['refund', 'slow'] })

  it('asks for every condition', () => {
    expect(selects([], refund)).toBe(true)
    expect(selects([{ kind: 'tag', tag: 'refund' }], refund)).toBe(true)
    expect(selects([{ kind: 'tag', tag: 'refun' }], refund)).toBe(false)
    const both = [{ kind: 'tag', tag: 'slow' } as const, { kind: 'case', glob: 'two-*' } as const]
    expect(selects(both, refund)).toBe(true)
    expect(selects(both, caseOf('two-refund', { tags: ['refund'] }))).toBe(false)
    expect(selects(both, caseOf('one', { tags: ['slow'] }))).toBe(false)
  })
})
