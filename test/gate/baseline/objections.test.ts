import { describe, expect, it } from 'vitest'
import { objectionsTo, type RunToTrust } from '../../../src/gate/baseline/index.ts'
import { caseOf, E, P, trialsOf } from '../build.ts'

const runOf = (letters: string, over: Partial<RunToTrust> = {}): RunToTrust => ({
  cases: [caseOf('a')],
  plannedTrials: new Map([['a', letters.length]]),
  results: trialsOf('a', letters),
  maxErrors: 0.1,
  whole: true,
  faults: '',
  mostRounds: null,
  ...over,
})

describe('a run is no baseline', () => {
  it('when trials are missing', () => {
    const run = runOf('PPF', { plannedTrials: new Map([['a', 5]]) })
    expect(objectionsTo(run)).toEqual(['2 of 5 planned trials were not run: a (2 of 5)'])
  })

  it('when more trials than allowed ended in error, 2 % unless it is known', () => {
    expect(objectionsTo(runOf(P(9) + E(1)))).toEqual([])
    expect(objectionsTo(runOf(P(8) + E(2)))).toEqual([
      '2 of 10 trials ended in error: 2 × provider-failure (more than max_errors 10 %)',
    ])
    expect(objectionsTo(runOf(P(9) + E(1), { maxErrors: null }))).toHaveLength(1)
    expect(objectionsTo(runOf(P(98) + E(2), { maxErrors: null }))).toEqual([])
  })

  it('when it is a part of the suite', () => {
    expect(objectionsTo(runOf('P', { whole: false }))).toEqual([
      'a selection left out cases, or trials of some',
    ])
  })

  it('when faults were provoked', () => {
    const [why] = objectionsTo(runOf('P', { faults: 'overloaded@2' }))
    expect(why).toBe('faults were provoked from the command line: overloaded@2')
  })

  it('and is one when it is whole, even where trials failed', () => {
    expect(objectionsTo(runOf('PFPF'))).toEqual([])
  })
})
