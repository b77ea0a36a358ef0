import { describe, expect, it } from 'vitest'
import { pairCases } from '../../../src/gate/comparison/pairs.ts'
import { observe } from '../../../src/gate/observe.ts'
import { caseOf, trialsOf } from '../build.ts'
import { baselineOf, judgeAgainst, resultsOf } from './build.ts'

describe('the cases that are compared', () => {
  it('are those of the same content; a changed, a new and a lost one leave the others alone', () => {
    const before = resultsOf('then', { same: 'PP', changed: 'PP', lost: 'PP' })
    const now = resultsOf('now', { same: 'PP', changed: 'PP', fresh: 'PP' })
    const candidates = observe([caseOf('same'), caseOf('changed', { hash: 'other' }), caseOf('fresh')], now)
    const pairing = pairCases(candidates, baselineOf(before))
    expect(pairing.pairs.map((pair) => pair.case.id)).toEqual(['same'])
    expect(pairing).toMatchObject({ changed: ['changed'], missing: ['lost'], added: ['fresh'] })
  })

  it('known failures count on neither side', () => {
    const known = caseOf('known', { knownFailing: { reason: 'later', until: null } })
    const candidates = observe([known], resultsOf('now', { known: 'FF' }))
    const pairing = pairCases(candidates, baselineOf(resultsOf('then', { known: 'PP' })))
    expect(pairing.pairs).toEqual([])
    expect(pairing.missing).toEqual([])
  })

  it('are exact where the candidate was answered as the baseline was, be it by a part of it', () => {
    const before = resultsOf('recording', { a: 'PPPPPPFF' })
    const now = resultsOf('recording', { a: 'PPF' })
    const pairing = pairCases(observe([caseOf('a')], now), baselineOf(before))
    expect(pairing.evidence).toBe('fixed')
    expect(pairing.pairs[0]?.baseline.observations).toHaveLength(3)
    expect(judgeAgainst(before, now).assertions[0]).toMatchObject({
      evidence: 'fixed',
      proof: 'proven_fail',
      value: expect.closeTo(2 / 3, 12),
      baseline: 1,
    })
  })

  it('are a sample as soon as one answer is new', () => {
    const before = resultsOf('recording', { a: 'PP' })
    const now = [...resultsOf('recording', { a: 'PP' }), ...trialsOf('a', 'PPP').slice(2)]
    expect(pairCases(observe([caseOf('a')], now), baselineOf(before)).evidence).toBe('sampled')
  })

  it('an error in a replay leaves the comparison exact, and open where it could change it', () => {
    const before = resultsOf('recording', { a: 'PPPP' })
    const now = resultsOf('recording', { a: 'PPPE' }, (trial) =>
      trial === 3 ? { sample: 'unrecorded' } : {},
    )
    const verdict = judgeAgainst(before, now, ['success_rate no_worse_than baseline margin 1pp'])
    expect(verdict.assertions[0]).toMatchObject({ evidence: 'fixed', proof: 'inconclusive' })
  })
})

it('a case that was left out of this run is not missing, and one without trials is', () => {
  const before = baselineOf(resultsOf('then', { ran: 'PP', unselected: 'PP', gone: 'PP', idle: 'PP' }))
  const candidates = observe([caseOf('ran'), caseOf('idle')], resultsOf('now', { ran: 'PP' }))
  const kept = ['ran', 'idle', 'unselected'].map((id) => ({ id }))
  expect(pairCases(candidates, before, kept)).toMatchObject({ missing: ['gone', 'idle'], added: [] })
  expect(pairCases(candidates, before).missing).toEqual(['unselected', 'gone', 'idle'])
  const untried = baselineOf([], { cases: [{ id: 'ran', hash: 'hash-ran' }] })
  expect(pairCases(candidates, untried)).toMatchObject({ pairs: [], added: ['idle', 'ran'] })
})
