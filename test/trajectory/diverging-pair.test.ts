import { describe, expect, it } from 'vitest'
import { type DivergingPair, divergingPair, type Trajectory } from '../../src/trajectory/index.ts'
import { type Act, crash, one, trialOf } from './acts.ts'

const get = one('get_order')
const refund = (amount: number): Act => one('refund', { amount })
const at = (trial: number, ...acts: readonly Act[]): Trajectory => trialOf(acts, { trial })

const brief = (pair: DivergingPair | null) =>
  pair && [pair.baseline.trial, pair.candidate.trial, pair.divergence.kind, pair.common, pair.share]

describe('the pair of trials that is shown', () => {
  const good = at(0, get, refund(49.9), 'done')

  it('is none where no candidate leaves a baseline, or there is none of either', () => {
    expect(divergingPair([good], [at(1, get, refund(49.9), 'done')])).toBeNull()
    expect(divergingPair([], [good])).toBeNull()
    expect(divergingPair([good], [])).toBeNull()
  })

  it('is of the way that most failing trials take, and of the earliest of them', () => {
    const candidates = [at(4, get, refund(1), 'done'), at(0, 'what?'), at(2, get, refund(1), 'done')]
    expect(brief(divergingPair([good], candidates))).toEqual([
      0,
      2,
      'argument',
      1,
      { of: 3, times: 2, identical: 2 },
    ])
  })

  it('is of the value that most of them have', () => {
    const candidates = [5, 7, 7].map((amount, trial) => at(trial, get, refund(amount)))
    expect(brief(divergingPair([good], candidates))).toEqual([
      0,
      1,
      'argument',
      1,
      { of: 3, times: 3, identical: 2 },
    ])
  })

  it('is of the earliest trial where two ways are as frequent, in whatever order they are given', () => {
    const candidates = [at(0, get, 'no'), at(1, 'what?')]
    const pair = brief(divergingPair([good], candidates))
    expect(pair).toEqual([0, 0, 'answered', 1, { of: 2, times: 1, identical: 1 }])
    expect(brief(divergingPair([good], candidates.toReversed()))).toEqual(pair)
  })

  it('has the baseline with the most steps in common, of equal ones the first', () => {
    const baselines = [at(3, one('other'), 'x'), at(5, get, 'a'), at(4, get, 'b')]
    expect(brief(divergingPair(baselines, [at(0, get, refund(1))]))?.slice(0, 2)).toEqual([5, 0])
  })

  it('has a baseline that only says something else before one that does something else later', () => {
    const baselines = [at(0, 'hello', get, refund(2), 'x'), at(1, 'good day', get, refund(1), 'x')]
    expect(brief(divergingPair(baselines, [at(0, 'hi', get, refund(1), 'x')]))?.slice(0, 3)).toEqual([
      1,
      0,
      'answer',
    ])
  })

  it('counts a failing trial that does as a baseline does among all, and not among those that leave', () => {
    const candidates = [at(0, get, refund(49.9), 'done'), at(1, 'what?')]
    expect(divergingPair([good], candidates)?.share).toEqual({ of: 2, times: 1, identical: 1 })
  })

  it('tells ways apart by tool, path, step and how a trial ended', () => {
    const ways = [
      at(0, one('escalate')),
      at(1, one('search')),
      at(2, get, one('refund', { note: 'x', amount: 49.9 })),
      at(3, get, refund(2)),
      trialOf([get], { trial: 4, end: crash }),
      trialOf([get], { trial: 5, end: { ...crash, code: 'timeout' } }),
      at(6, get, one('look')),
      at(7, get, refund(49.9), one('escalate')),
      at(8, get, refund(49.9), one('look')),
    ]
    expect(divergingPair([good], ways)?.share).toEqual({ of: 9, times: 1, identical: 1 })
  })
})
