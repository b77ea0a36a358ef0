import { describe, expect, it } from 'vitest'
import { pairCases } from '../../../src/gate/comparison/pairs.ts'
import { observe } from '../../../src/gate/observe.ts'
import { lotsOf } from '../../../src/trajectory/index.ts'
import { caseOf, fixedTrials, P, trialsOf } from '../build.ts'
import { baselineOf, cases, first, judgeAgainst, resultsOf } from './build.ts'

describe('the cases that are compared', () => {
  it('are those of the same content; a changed, a new and a lost one leave the others alone', () => {
    const before = resultsOf('then', { same: 'PP', changed: 'PP', lost: 'PP' })
    const now = resultsOf('now', { same: 'PP', changed: 'PP', fresh: 'PP' })
    const today = [caseOf('same'), caseOf('changed', { hash: 'other' }), caseOf('fresh')]
    const pairing = pairCases(observe(today, now), baselineOf(before), today)
    expect(pairing.pairs.map((pair) => pair.case.id)).toEqual(['same'])
    expect(pairing).toMatchObject({ changed: ['changed'], missing: ['lost'], added: ['fresh'] })
  })

  it('known failures count on neither side', () => {
    const known = caseOf('known', { knownFailing: { reason: 'later', until: null } })
    const candidates = observe([known], resultsOf('now', { known: 'FF' }))
    const pairing = pairCases(candidates, baselineOf(resultsOf('then', { known: 'PP' })), [known])
    expect(pairing.pairs).toEqual([])
    expect(pairing.missing).toEqual([])
  })

  it('are exact where the candidate was answered as the baseline was, be it by a part of it', () => {
    const before = resultsOf('recording', { a: 'PPPPPPFF' })
    const now = resultsOf('recording', { a: 'PPF' })
    const pairing = pairCases(observe([caseOf('a')], now), baselineOf(before), [caseOf('a')])
    expect(pairing.pairs[0]?.evidence).toBe('fixed')
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
    const pairing = pairCases(observe([caseOf('a')], now), baselineOf(before), [caseOf('a')])
    expect(pairing.pairs[0]?.evidence).toBe('sampled')
  })

  it('cases that were not selected are not missing', () => {
    const before = resultsOf('then', { a: 'PP', b: 'PP' })
    const pairing = pairCases(observe([caseOf('a')], resultsOf('now', { a: 'PP' })), baselineOf(before), [
      caseOf('a'),
      caseOf('b'),
    ])
    expect(pairing).toMatchObject({ missing: [], added: [] })
  })

  it('an exact case among sampled ones is exact by itself: its break is seen, however much the others vary', () => {
    const before = [...resultsOf('then', cases(3, 'PPPPF')), ...fixedTrials('fixed', 'PPPPP')]
    const now = [...resultsOf('now', cases(3, 'PPFPP')), ...fixedTrials('fixed', 'FFFFF')]
    const verdict = judgeAgainst(before, now)
    expect(verdict.comparison).toMatchObject({ evidence: 'sampled', compared: 4, exact: 1 })
    expect(verdict.comparison?.cases.find(({ id }) => id === 'fixed')).toMatchObject({
      change: 'regressed',
      pValue: null,
    })
    // Of four cases one lost all: 25 points, and the others vary by less than that.
    expect(verdict.assertions[0]).toMatchObject({ proof: 'proven_fail', value: expect.closeTo(0.6, 9) })
    expect(verdict.assertions[0]?.pValue).toBeLessThan(0.05)
  })

  it('exact cases add no doubt', () => {
    const sampled = (side: string) => resultsOf(side, cases(2, P(40)))
    const exact = Array.from({ length: 20 }, (_, index) => fixedTrials(`fixed-${index}`, 'P')).flat()
    const alone = judgeAgainst(sampled('then'), sampled('now')).assertions[0]
    const joined = judgeAgainst([...sampled('then'), ...exact], [...sampled('now'), ...exact]).assertions[0]
    expect((joined?.low ?? 0) - 0.95).toBeGreaterThan((alone?.low ?? 0) - 0.95)
  })

  it('are a sample where fixed replies do not fix what the agent does, on either side', () => {
    const steady = fixedTrials('a', 'PPPPPPPP')
    const unsteady = fixedTrials('a', 'PPPPPPPF')
    const evidenceOf = (before: typeof steady, now: typeof steady) =>
      pairCases(observe([caseOf('a')], now), baselineOf(before), [caseOf('a')]).pairs[0]?.evidence
    expect(evidenceOf(steady, steady)).toBe('fixed')
    expect(evidenceOf(steady, unsteady)).toBe('sampled')
    expect(evidenceOf(unsteady, steady)).toBe('sampled')
    const verdict = judgeAgainst(fixedTrials('a', 'PPPPPPPF'), fixedTrials('a', 'PPPPPPFF'))
    expect(verdict.assertions[0]).toMatchObject({ proof: 'inconclusive', decision: 'pass' })
    expect(verdict.comparison?.cases).toMatchObject([{ change: 'flaky' }])
  })

  it('are a sample where the agents drew lots of their own, be it with one seed', () => {
    const lots = (letters: string) =>
      resultsOf('lots', { a: letters }, (trial) => ({ sample: `${lotsOf(trial)}-seed-1` }))
    const verdict = judgeAgainst(lots('PPPPPPPP'), lots('PPPPPPPF'))
    expect(first(verdict)).toMatchObject({ evidence: 'sampled', proof: 'inconclusive', decision: 'pass' })
  })

  it('are a sample where replays of one recording end in a pass and in a fail', () => {
    const replays = (letters: string) => trialsOf('a', letters, { sample: 'recording-0' })
    const pairing = pairCases(observe([caseOf('a')], replays('PFPP')), baselineOf(replays('P')), [
      caseOf('a'),
    ])
    expect(pairing.pairs[0]?.evidence).toBe('sampled')
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
  const untried = baselineOf([], { cases: [{ id: 'ran', hash: 'hash-ran' }] })
  expect(pairCases(candidates, untried, kept)).toMatchObject({ pairs: [], added: ['idle', 'ran'] })
})
