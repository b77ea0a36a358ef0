import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  changesBetween,
  type Json,
  type ToolCall,
  type Trajectory,
  type TrajectoryEvent,
  withValueAt,
  worldOf,
} from '../../src/trajectory/index.ts'
import { call, trial } from '../expect/build.ts'
import { anyObject, plain } from './arbitrary.ts'

describe('what changed', () => {
  it('is told by the innermost values that differ', () => {
    const before = { a: { b: 1, c: [1, 2] }, d: 1, e: { f: 1 } }
    const after = { a: { b: 2, c: [1, 2, 3] }, e: { f: 1 }, g: {} }
    expect(changesBetween(before, after)).toEqual([
      { path: ['a', 'b'], before: 1, after: 2 },
      { path: ['a', 'c', '2'], after: 3 },
      { path: ['d'], before: 1 },
      { path: ['g'], after: {} },
    ])
    expect(changesBetween({ l: [1, 2] }, { l: [2] })).toEqual([{ path: ['l'], before: [1, 2], after: [2] }])
  })

  it('is nothing between a value and its copy', () => {
    fc.assert(
      fc.property(anyObject, (value) => {
        expect(changesBetween(value, plain(value))).toEqual([])
      }),
    )
  })

  it('leads from one to the other, and back', () => {
    fc.assert(
      fc.property(anyObject, anyObject, (before, after) => {
        const changes = changesBetween(before, after)
        const forth = changes.reduce<Json>((world, each) => withValueAt(world, each.path, each.after), before)
        expect(forth).toEqual(after)
        expect(trialOf([after], [before]).before).toEqual(before)
      }),
    )
  })
})

/** The world of a trial in which a call a turn leads from one state to the next. */
function trialOf(states: readonly Json[], start: readonly [Json], turn: number | null = null) {
  const world = worldOf(playedThrough(states, start), turn)
  if (world === null) throw new Error('no state was told')
  return world
}

function playedThrough(states: readonly Json[], [start]: readonly [Json]): Trajectory {
  const calls = states.map((state, index): ToolCall => {
    const changes = changesBetween(states[index - 1] ?? start, state)
    return call('do', {}, { turn: index + 1, changes })
  })
  const state: TrajectoryEvent = { type: 'state', turn: 3, atMs: null, state: states.at(-1) ?? start }
  return trial([...calls, state])
}

describe('the world of a trial', () => {
  it('is known before and after each turn', () => {
    const states = fc.tuple(anyObject, anyObject, anyObject, anyObject)
    fc.assert(
      fc.property(states, ([start, ...then]) => {
        expect(trialOf(then, [start])).toMatchObject({ before: start, after: then[2], index: 3 })
        for (const turn of [1, 2, 3]) {
          const { before, after } = trialOf(then, [start], turn)
          expect([before, after]).toEqual([[start, ...then][turn - 1], then[turn - 1]])
        }
      }),
    )
  })

  it('is none where nobody told it', () => {
    expect(worldOf(trial([call('do')]), null)).toBe(null)
  })
})
