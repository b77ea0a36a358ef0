import { describe, expect, it } from 'vitest'
import { driftOf, poolForResampling } from '../../../src/gate/aa/index.ts'
import { caseOf, measures } from '../build.ts'
import type { Letters } from '../comparison/build.ts'
import { runOf } from './build.ts'

const day = (run: ReturnType<typeof runOf>, startedAt: string) => ({ ...run, startedAt })

describe('pooling runs', () => {
  it('counts an answer once, in whatever run it is seen again', () => {
    const first = day(runOf('a', { x: 'PPF' }), '2026-06-01')
    const replay = day({ ...first, id: 'b' }, '2026-06-02')
    const { runs, cases } = poolForResampling([replay, first])
    expect(runs.map(({ id, fresh, copies }) => [id, fresh, copies])).toEqual([
      ['a', 3, 0],
      ['b', 0, 3],
    ])
    expect(cases[0]?.pooled.map(({ run }) => run)).toEqual([0, 0, 0])
  })

  it('takes the worst of the copies of an answer', () => {
    const first = day(runOf('a', { x: 'P' }), '2026-06-01')
    const worse = day({ ...runOf('a', { x: 'F' }), id: 'b' }, '2026-06-02')
    const [only] = poolForResampling([first, worse]).cases[0]?.pooled ?? []
    expect(only?.observation.outcome).toBe('fail')
    expect(only?.observation.copies).toHaveLength(1)
  })

  it('leaves out trials of a case that was changed since', () => {
    const old = day(
      runOf('a', { x: 'PP', y: 'P' }, undefined, [caseOf('x', { hash: 'old' }), caseOf('y')]),
      '2026-06-01',
    )
    const now = day(runOf('b', { x: 'F', y: 'P' }), '2026-06-02')
    const { runs, cases } = poolForResampling([old, now])
    expect(runs.map(({ outdated }) => outdated)).toEqual([2, 0])
    expect(cases.map(({ case: { id }, pooled }) => [id, pooled.length])).toEqual([
      ['x', 1],
      ['y', 2],
    ])
  })

  it('has nothing of runs without trials', () => {
    expect(poolForResampling([runOf('a', {}, undefined, [caseOf('x')])]).cases).toEqual([])
    expect(poolForResampling([])).toEqual({ runs: [], cases: [] })
  })
})

const many = (letters: string): Letters =>
  Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`case-${index}`, letters]))

describe('drift between runs', () => {
  it('is found where it is built in, in success, cost and latency', () => {
    const spread = (factor: number) => (trial: number) => ({
      measures: measures({ costUsd: (0.01 + trial * 0.0001) * factor, latencyMs: (1000 + trial) * factor }),
    })
    const drift = driftOf(
      poolForResampling([runOf('a', many('PPPPP'), spread(1)), runOf('b', many('PPFFF'), spread(1.5))]),
      1,
    )
    expect(drift).toMatchObject({ runs: [0, 1], cases: 20 })
    expect(drift?.metrics.map(({ metric }) => metric)).toEqual(['success_rate', 'avg_cost', 'avg_latency'])
    for (const { p, deviation } of drift?.metrics ?? []) {
      expect(p).toBeLessThan(0.01)
      expect(deviation).toBeGreaterThan(0.1)
    }
    expect(Math.exp((drift?.metrics[2]?.deviation ?? 0) * Math.SQRT2)).toBeCloseTo(1.5, 2)
  })

  it('is not found in runs that are alike', () => {
    const drift = driftOf(poolForResampling([runOf('a', many('PPFPP')), runOf('b', many('FPPPP'))]), 1)
    expect(drift?.metrics[0]).toMatchObject({ metric: 'success_rate', deviation: 0, p: 1 })
  })

  it('is not told of copies, of a single run, or of runs without a case in common', () => {
    const one = runOf('a', many('PPPPF'))
    expect(driftOf(poolForResampling([one]), 1)).toBeNull()
    expect(driftOf(poolForResampling([one, { ...one, id: 'b' }]), 1)).toBeNull()
    expect(driftOf(poolForResampling([runOf('a', { x: 'P' }), runOf('b', { y: 'P' })]), 1)).toBeNull()
    expect(driftOf(poolForResampling([]), 1)).toBeNull()
  })

  it('leaves out what has no cost, and cases that only some of the runs have', () => {
    const free = () => ({ measures: measures({ costUsd: null, latencyMs: 0 }) })
    const drift = driftOf(
      poolForResampling([runOf('a', { x: 'PF', y: 'P' }, free), runOf('b', { x: 'PF' }, free)]),
      1,
    )
    expect(drift?.cases).toBe(1)
    expect(drift?.metrics.map(({ metric }) => metric)).toEqual(['success_rate'])
  })
})
