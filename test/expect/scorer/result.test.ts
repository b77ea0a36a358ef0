import { describe, expect, it } from 'vitest'
import { PawlError } from '../../../src/errors.ts'
import { findOut, said } from '../build.ts'

const scoredBy = (answer: unknown, more: object = {}) =>
  findOut({ scorer: './x.ts', ...more }, said('Hello.'), { ask: async () => null, run: async () => answer })

describe('what a scorer answers', () => {
  it.each([
    [1, 1],
    [0.25, 0.25],
    [true, 1],
    [false, 0],
    [{ score: 0.5 }, 0.5],
    [{ score: true, reason: 'fine', events: [0, 3] }, 1],
  ])('is a score: %j', async (answer, score) => {
    expect(await scoredBy(answer)).toMatchObject({ score, holds: score === 1 })
  })

  it('holds at the threshold', async () => {
    expect(await scoredBy(0.8, { threshold: 0.8 })).toMatchObject({ holds: true, score: 0.8 })
    expect(await scoredBy(0.79, { threshold: 0.8 })).toMatchObject({ holds: false, score: 0.79 })
  })

  it.each([
    undefined,
    null,
    -0.1,
    1.1,
    Number.NaN,
    '1',
    10n,
    [],
    {},
    new Map(),
    { score: '1' },
    { score: 1, reason: 7 },
    { score: 1, events: 3 },
    { score: 1, events: [99] },
    { score: 1, events: [0.5] },
    { score: 1, events: [{ toString: 1 }] },
  ])('that is none is a mistake of the scorer: %o', async (answer) => {
    await expect(scoredBy(answer)).rejects.toThrow(PawlError)
    await expect(scoredBy(answer)).rejects.toMatchObject({ code: 'scorer-failed' })
  })
})
