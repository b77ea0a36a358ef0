import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { planRun, type Selection } from '../../src/run/index.ts'
import type { Suite } from '../../src/suite/index.ts'
import { caseOf, suiteOf } from './build.ts'

const ALL: Selection = { cases: [], tags: [], trial: null, trials: null, only: null }

const SUITE = suiteOf(
  [
    caseOf('refund-late', { tags: ['refund'] }),
    caseOf('refund-early', { tags: ['refund', 'fast'] }),
    caseOf('greet', { trials: 2 }),
    caseOf('a.b'),
  ],
  { trials: 3 },
)

const started = (suite: Suite, selection: Partial<Selection>, seed = 1): string[] =>
  planRun(suite, { ...ALL, ...selection }, seed).trials.map(({ case: { id }, trial }) => `${id}#${trial}`)

describe('the order of trials', () => {
  it('is round by round, so that whatever drifts meanwhile touches all cases alike', () => {
    const rounds = started(SUITE, {}).map((key) => Number(key.split('#')[1]))
    expect(rounds).toEqual([0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2])
  })

  it('is drawn anew in each round, by the seed', () => {
    const cases = Array.from({ length: 12 }, (_, index) => caseOf(`c${index}`))
    const order = (seed: number) => started(suiteOf(cases, { trials: 2 }), {}, seed)
    expect(order(1)).toEqual(order(1))
    expect(order(1)).not.toEqual(order(2))
    const ids = order(1).map((key) => key.split('#')[0])
    expect(ids.slice(0, 12)).not.toEqual(ids.slice(12))
  })

  it('holds every trial of every case once, whatever the seed', () => {
    const counts = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 8 })
    fc.assert(
      fc.property(counts, fc.integer(), (trials, seed) => {
        const suite = suiteOf(trials.map((count, index) => caseOf(`c${index}`, { trials: count })))
        const expected = trials.flatMap((count, index) =>
          Array.from({ length: count }, (_, trial) => `c${index}#${trial}`),
        )
        expect(started(suite, {}, seed).toSorted()).toEqual(expected.toSorted())
      }),
    )
  })
})

it('can be of certain trials alone, which leaves out the cases without one', () => {
  const only = new Map([
    ['greet', [1]],
    ['refund-late', [0, 2]],
  ])
  const plan = planRun(SUITE, { ...ALL, only }, 1)
  expect(plan.trialsByCase).toEqual(
    new Map([
      ['refund-late', [0, 2]],
      ['greet', [1]],
    ]),
  )
  expect(started(SUITE, { only, cases: ['refund-*'] }).toSorted()).toEqual(['refund-late#0', 'refund-late#2'])
})

describe('how many trials a case has', () => {
  it("is what was asked for, else the case's number, else the suite's", () => {
    const { trialsByCase } = planRun(SUITE, ALL, 1)
    expect([trialsByCase.get('greet'), trialsByCase.get('a.b')]).toEqual([
      [0, 1],
      [0, 1, 2],
    ])
    expect(planRun(SUITE, { ...ALL, trials: 4 }, 1).trialsByCase.get('greet')).toEqual([0, 1, 2, 3])
  })

  it('is one where a single trial is to be seen again, by its number', () => {
    expect(started(SUITE, { trial: 7, cases: ['greet'], trials: 2 })).toEqual(['greet#7'])
  })
})

describe('a selection', () => {
  const chosen = (selection: Partial<Selection>): string[] =>
    planRun(SUITE, { ...ALL, ...selection }, 1).cases.map(({ id }) => id)

  it.each<[string, Partial<Selection>, readonly string[]]>([
    ['everything', {}, ['refund-late', 'refund-early', 'greet', 'a.b']],
    ['by id', { cases: ['greet'] }, ['greet']],
    ['by pattern', { cases: ['refund-*'] }, ['refund-late', 'refund-early']],
    ['by several', { cases: ['*-late', 'gr*t'] }, ['refund-late', 'greet']],
    ['by tag, any of which is enough', { tags: ['fast', 'none'] }, ['refund-early']],
    ['by id and tag together', { cases: ['refund-late'], tags: ['fast'] }, []],
    ['without taking a dot for any character', { cases: ['a?b', 'axb'] }, []],
    ['without taking a part of an id for the id', { cases: ['refund'] }, []],
  ])('is made %s, in the order of the suite', (_, selection, ids) => {
    expect(chosen(selection)).toEqual(ids)
  })

  it('counts the tags of the suite for each of its cases', () => {
    const tagged = { ...SUITE, tags: ['regression'] }
    expect(planRun(tagged, { ...ALL, tags: ['regression'] }, 1).cases).toHaveLength(4)
  })

  it('that matches nothing plans nothing', () => {
    expect(planRun(SUITE, { ...ALL, cases: ['none'] }, 1)).toMatchObject({ cases: [], trials: [] })
  })
})
