import { describe, expect, it } from 'vitest'
import { evidenceOf, type Observation, type ObservedCase, observe, spent } from '../../src/gate/observe.ts'
import { caseOf, fixedTrials, measures, trialsOf } from './build.ts'

const [a, b] = [caseOf('a'), caseOf('b')]

function observation(letters: string): Observation {
  const [observed] = observe([a], trialsOf('a', letters, { sample: 'one' }))
  const [only, ...others] = observed?.observations ?? []
  if (only === undefined || others.length > 0) throw new Error('expected one observation')
  return only
}

describe('observe', () => {
  it('keeps the order of the cases, and of trials within a case, whatever finished first', () => {
    const results = [...trialsOf('b', 'PP'), ...trialsOf('a', 'PFP')].reverse()
    const observed = observe([a, b], results)
    expect(observed.map((each) => [each.case.id, each.trials.map(({ trial }) => trial)])).toEqual([
      ['a', [0, 1, 2]],
      ['b', [0, 1]],
    ])
  })

  it('makes copies of one sample one observation, of the worst outcome: fail, error, unscored, pass', () => {
    expect(observation('PP')).toMatchObject({ outcome: 'pass', copies: [{ trial: 0 }, { trial: 1 }] })
    expect(observation('PU').outcome).toBe('unscored')
    expect(observation('PUE').outcome).toBe('error')
    expect(observation('PUEF').outcome).toBe('fail')
  })

  it('takes trials with the same fixed replies that differ for samples: the agent is not deterministic', () => {
    const of = (letters: string) =>
      observe([a], fixedTrials('a', letters))[0]?.observations.map(({ outcome, evidence }) => [
        outcome,
        evidence,
      ])
    expect(of('PFP')).toEqual([
      ['pass', 'sampled'],
      ['fail', 'sampled'],
      ['pass', 'sampled'],
    ])
    expect(of('PPE')).toEqual([['error', 'fixed']])
    expect(of('FF')).toEqual([['fail', 'fixed']])
  })

  it('takes samples of two cases apart', () => {
    const observed = observe(
      [a, b],
      [...trialsOf('a', 'P', { sample: 's' }), ...trialsOf('b', 'F', { sample: 's' })],
    )
    expect(observed.map(({ observations }) => observations.map(({ outcome }) => outcome))).toEqual([
      ['pass'],
      ['fail'],
    ])
  })

  it('averages the measures of copies, and leaves those in error out', () => {
    const [first, second, third] = trialsOf('a', 'PPE', { sample: 'one' })
    if (!first || !second || !third) throw new Error('expected three trials')
    const results = [
      { ...first, measures: measures({ costUsd: 0.01, latencyMs: 100, iterations: 1 }) },
      { ...second, measures: measures({ costUsd: 0.03, latencyMs: 300, iterations: 4 }) },
      { ...third, measures: measures({ costUsd: 9, latencyMs: 9000, iterations: 9 }) },
    ]
    const [observed] = observe([a], results)
    expect(observed?.observations[0]?.measured).toMatchObject({
      costUsd: 0.02,
      latencyMs: 200,
      iterations: 2.5,
    })
  })

  it('leaves a measure of copies unknown when one of them is', () => {
    const [first, second] = trialsOf('a', 'PP', { sample: 'one' })
    if (!first || !second) throw new Error('expected two trials')
    const [observed] = observe([a], [first, { ...second, measures: measures({ latencyMs: null }) }])
    expect(observed?.observations[0]?.measured).toMatchObject({ latencyMs: null, costUsd: 0.01 })
  })

  it('counts a trial that is there twice once, its latest attempt', () => {
    const again = trialsOf('a', 'P', { attempt: 2 })
    for (const results of [
      [...trialsOf('a', 'E'), ...again],
      [...again, ...trialsOf('a', 'E')],
    ]) {
      const [observed] = observe([a], results)
      expect(observed?.trials.map(({ outcome, attempt }) => [outcome, attempt])).toEqual([['pass', 2]])
    }
  })

  it('leaves out results of cases that were not planned', () => {
    expect(observe([a], trialsOf('b', 'P'))).toEqual([{ case: a, trials: [], observations: [] }])
  })
})

describe('evidenceOf', () => {
  it('is fixed when all observations are, and sampled for none', () => {
    const all = (cases: readonly ObservedCase[]) => cases.flatMap(({ observations }) => observations)
    const fixed = all(observe([a], fixedTrials('a', 'PP')))
    expect(evidenceOf(fixed)).toBe('fixed')
    expect(evidenceOf([...fixed, ...all(observe([b], trialsOf('b', 'P')))])).toBe('sampled')
    expect(evidenceOf([])).toBe('sampled')
  })
})

describe('spent', () => {
  const [trial] = trialsOf('a', 'F')
  if (!trial) throw new Error('expected a trial')
  const unseen = measures({ costUsd: null, tokens: null, iterations: 0 })

  it('is nothing for a trial that broke before any model call was answered', () => {
    expect(spent({ ...trial, code: 'timeout', measures: unseen }, 'costUsd')).toBe(0)
    expect(spent({ ...trial, outcome: 'error', code: 'provider-failure', measures: unseen }, 'tokens')).toBe(
      0,
    )
  })

  it('is unknown for a trial that ended without a call we saw, or with one that reported no usage', () => {
    expect(spent({ ...trial, code: null, measures: unseen }, 'costUsd')).toBeNull()
    expect(spent({ ...trial, code: 'timeout', measures: { ...unseen, iterations: 1 } }, 'costUsd')).toBeNull()
    expect(spent({ ...trial, measures: measures({ costUsd: Number.NaN }) }, 'costUsd')).toBeNull()
  })
})
