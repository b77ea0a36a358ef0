import { describe, expect, it } from 'vitest'
import { createProgress } from '../../src/report/progress.ts'

function stage(over: { isTTY?: boolean; columns?: number } = {}) {
  const written: string[] = []
  const clock = { now: 0 }
  const stream = { isTTY: true, columns: 80, ...over, write: (text: string) => written.push(text) }
  return { written, clock, stream, now: () => clock.now }
}

const CLEAR = '\r\u001b[2K'

describe('createProgress', () => {
  it('counts what came of the trials on one line', () => {
    const { written, clock, stream, now } = stage()
    const progress = createProgress(stream, {}, 1200, now)
    for (const outcome of ['pass', 'fail', 'error', 'unscored', 'pass'] as const) {
      clock.now += 500
      progress.tick({ outcome })
    }
    expect(written.at(0)).toBe(`${CLEAR}1/1,200  ✔ 1  500 ms`)
    expect(written.at(-1)).toBe(`${CLEAR}5/1,200  ✔ 2  ✖ 1  ! 2  2.50 s`)
  })

  it('draws at most ten times a second', () => {
    const { written, clock, stream, now } = stage()
    const progress = createProgress(stream, {}, 1000, now)
    for (let index = 0; index < 1000; index += 1) {
      clock.now += 1
      progress.tick({ outcome: 'pass' })
    }
    expect(written).toHaveLength(10)
  })

  it('takes the line away at the end, once', () => {
    const { written, stream, now } = stage()
    const progress = createProgress(stream, {}, 1, now)
    progress.tick({ outcome: 'pass' })
    progress.done()
    progress.done()
    expect(written.slice(1)).toEqual([CLEAR])
  })

  it('fits the terminal, so that redrawing never leaves a line behind', () => {
    const { written, stream, now } = stage({ columns: 12 })
    createProgress(stream, {}, 1000, now).tick({ outcome: 'fail' })
    expect(written).toEqual([`${CLEAR}1/1,000  ✔…`])
  })

  it.each([
    ['a file or a pipe', { isTTY: false }, {}],
    ['CI', { isTTY: true }, { CI: 'true' }],
    ['a dumb terminal', { isTTY: true }, { TERM: 'dumb' }],
  ])('writes nothing to %s', (_, over, env) => {
    const { written, stream, now } = stage(over)
    const progress = createProgress(stream, env, 10, now)
    progress.tick({ outcome: 'pass' })
    progress.done()
    expect(written).toEqual([])
  })

  it('takes CI=false for a person', () => {
    const { written, stream, now } = stage()
    createProgress(stream, { CI: 'false' }, 10, now).tick({ outcome: 'pass' })
    expect(written).toHaveLength(1)
  })
})
