import { describe, expect, it } from 'vitest'
import { drawsOf, drawsPerCase, plannedCases } from '../../../src/gate/plan/planned.ts'
import { reply, script } from '../../run/build.ts'
import { caseOf, suiteOf } from '../build.ts'

const none = { trials: null, recordingsOf: () => 0 }

describe('the trials that a run would count', () => {
  it('leave out known failures', () => {
    const failing = { knownFailing: { reason: 'slow', until: null } }
    const cases = plannedCases(suiteOf([caseOf('a'), caseOf('b', failing)]), none)
    expect(cases.map((each) => each.case.id)).toEqual(['a'])
  })

  it('are those of the case, the suite, or the question', () => {
    const suite = suiteOf([caseOf('a'), caseOf('b', { trials: 7 })])
    expect(plannedCases(suite, none).map(({ draws }) => draws)).toEqual([5, 7])
    expect(plannedCases(suite, { ...none, trials: 2 }).map(({ draws }) => draws)).toEqual([2, 2])
  })

  it('are the distinct recordings in replay, since copies are not samples', () => {
    const suite = suiteOf([caseOf('a'), caseOf('b'), caseOf('c')], { responses: 'replay' })
    const recordings: Readonly<Record<string, number>> = { a: 2, b: 9 }
    const cases = plannedCases(suite, { trials: null, recordingsOf: (id) => recordings[id] ?? 0 })
    expect(cases.map(({ trials, draws }) => [trials, draws])).toEqual([
      [5, 2],
      [5, 5],
      [5, 5],
    ])
  })

  it('are one where a script always answers the same, and all where it draws', () => {
    const { variants } = script(reply('Hi'))
    const drawn = { variants: [...variants, ...variants] }
    const suite = suiteOf([caseOf('a', { script: { variants } }), caseOf('b', { script: drawn })], {
      responses: 'script',
    })
    expect(plannedCases(suite, none).map(({ draws, evidence }) => [draws, evidence])).toEqual([
      [1, 'fixed'],
      [5, 'sampled'],
    ])
  })

  it('weigh less where cases have different numbers of them', () => {
    const suite = suiteOf([caseOf('a', { trials: 2 }), caseOf('b', { trials: 50 })])
    expect(drawsOf(plannedCases(suite, none))).toBe(7)
  })

  it('are as many a case as those draw that are not fixed', () => {
    const { variants } = script(reply('Hi'))
    const drawn = { variants: [...variants, ...variants] }
    const fixed = ['a', 'b', 'c'].map((id) => caseOf(id, { script: { variants } }))
    const suite = suiteOf([...fixed, caseOf('d', { script: drawn })], { responses: 'script' })
    expect(drawsPerCase(plannedCases(suite, none))).toBe(5)
    expect(drawsPerCase(plannedCases(suiteOf(fixed, { responses: 'script' }), none))).toBe(1)
  })
})
