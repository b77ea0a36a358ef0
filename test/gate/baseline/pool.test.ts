import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  casesOfBaseline,
  decodeBaseline,
  encodeBaseline,
  poolRuns,
  type RunToPool,
  trialsOfBaseline,
} from '../../../src/gate/baseline/index.ts'
import { groupsOf } from '../../../src/gate/groups.ts'
import { observe } from '../../../src/gate/observe.ts'
import { sampleOf } from '../../../src/gate/sample.ts'
import { caseOf, measures } from '../build.ts'
import { runOf, sampled, withHash } from './build.ts'

const pooled = (...runs: readonly RunToPool[]) => poolRuns(runs, null)
const countsOf = ({ baseline }: ReturnType<typeof pooled>) =>
  baseline.cases.map(({ id, passed, failed, errored, unscored }) => [id, passed, failed, errored, unscored])

describe('a baseline of several runs', () => {
  it('counts the trials of all of them, by case', () => {
    const result = pooled(runOf('1', { b: 'PPF', a: 'PE' }), runOf('2', { a: 'PU', b: 'FFP' }))
    expect(countsOf(result)).toEqual([
      ['a', 2, 0, 1, 1],
      ['b', 3, 3, 0, 0],
    ])
    expect(result).toMatchObject({ copies: 0, repeated: [], warnings: [] })
    expect(result.baseline.runs).toMatchObject([
      { id: '1', trials: 5, successRate: 0.833333 },
      { id: '2', trials: 5, successRate: 0.666667 },
    ])
  })

  it('counts a replay once, however many runs it is seen in, and with its worst outcome', () => {
    const replay = (id: string, letters: string) =>
      sampled(runOf(id, { a: letters }), { sample: 'recording-0-2026-11-01' })
    const result = pooled(replay('1', 'PP'), replay('2', 'PF'))
    expect(countsOf(result)).toEqual([['a', 0, 1, 0, 0]])
    expect(result.copies).toBe(3)
  })

  it('keeps all trials of an agent that is not deterministic, for they are no copies', () => {
    const scripted = (id: string, letters: string) =>
      sampled(runOf(id, { a: letters }), { sample: 'script', evidence: 'fixed' })
    expect(countsOf(pooled(scripted('1', 'PPPP'), scripted('2', 'PP')))).toEqual([['a', 1, 0, 0, 0]])
    expect(countsOf(pooled(scripted('1', 'PFPP'), scripted('2', 'PP')))).toEqual([['a', 5, 1, 0, 0]])
  })

  it('takes of a changed case the trials of its newest form alone, and says how many it leaves', () => {
    const old = withHash(runOf('1', { a: 'FFF', b: 'F' }), 'old')
    const result = pooled(runOf('3', { a: 'P' }), old, runOf('2', { a: 'PP' }))
    expect(countsOf(result)).toEqual([
      ['a', 3, 0, 0, 0],
      ['b', 0, 1, 0, 0],
    ])
    expect([...result.outdated]).toEqual([['a', 3]])
  })

  it('leaves known failures out', () => {
    const known = { knownFailing: { reason: 'later', until: null } }
    const run = runOf('1', { a: 'P', b: 'FF' }, { cases: [caseOf('a'), caseOf('b', known)] })
    expect(countsOf(pooled(run))).toEqual([['a', 1, 0, 0, 0]])
    expect(pooled(run).baseline.runs).toMatchObject([{ trials: 1, successRate: 1 }])
    const alone = runOf('1', { b: 'FF' }, { cases: [caseOf('b', known)] })
    expect(() => pooled(alone)).toThrow(expect.objectContaining({ code: 'baseline-refused', exitCode: 2 }))
  })

  it('is refused for runs of two suites, by their names', () => {
    expect(() => pooled(runOf('1', { a: 'P' }), runOf('2', { a: 'P' }, { suite: 'bank' }))).toThrow(
      'expected runs of one suite, found those of bank, shop',
    )
  })

  it('warns of runs of different agents and models, and is then of no one agent', () => {
    const other = { agent: 'other.yaml', agentFingerprint: 'f2', models: ['claude-opus-5'] }
    const result = pooled(runOf('2', { a: 'P' }, other), runOf('1', { a: 'P' }))
    expect(result.warnings).toEqual([
      'the runs are of different agents: other.yaml f2 (2) and agent.yaml (claude-haiku-4-5) f1 (1)',
      'the runs are of different models: claude-opus-5 (2) and claude-haiku-4-5 (1)',
    ])
    expect(result.baseline).toMatchObject({
      agent: 'other.yaml',
      agentFingerprint: null,
      models: ['claude-haiku-4-5', 'claude-opus-5'],
    })
  })
})

describe('runs that are added to a baseline', () => {
  it('give what they all give together', () => {
    const [one, two] = [runOf('1', { a: 'PPF' }), runOf('2', { a: 'PF', b: 'P' })]
    const before = decodeBaseline(encodeBaseline(pooled(one).baseline), 'f')
    expect(encodeBaseline(poolRuns([two], before).baseline)).toBe(encodeBaseline(pooled(one, two).baseline))
  })

  it('count once where the baseline has them already, or where they are named twice', () => {
    const one = runOf('1', { a: 'PPF' })
    const { baseline } = pooled(one, one)
    expect(baseline.runs).toHaveLength(1)
    const again = poolRuns([one], baseline)
    expect(again.baseline).toEqual(baseline)
    expect(again.repeated).toEqual(['1'])
  })
})

const letters = fc.string({ unit: fc.constantFrom('P', 'F', 'E', 'U'), minLength: 1, maxLength: 6 })
const aRun = fc
  .record({
    id: fc.integer({ min: 1, max: 28 }).map(String),
    cases: fc.dictionary(fc.constantFrom('a', 'b', 'c', '7'), letters, { minKeys: 1 }),
    hash: fc.constantFrom('old', 'new'),
    costUsd: fc.option(fc.double({ min: 0, max: 2, noNaN: true })),
    latencyMs: fc.option(fc.double({ min: 0, max: 9e4, noNaN: true })),
  })
  .map(({ id, cases, hash, costUsd, latencyMs }) =>
    sampled(withHash(runOf(id, cases), hash), { measures: measures({ costUsd, latencyMs }) }),
  )
const runs = fc.uniqueArray(aRun, { selector: ({ id }) => id, minLength: 1, maxLength: 4 })

describe('any baseline', () => {
  it('is the same bytes in whatever order its runs are named', () => {
    fc.assert(
      fc.property(runs, fc.infiniteStream(fc.nat()), (some, chance) => {
        const shuffled = some
          .map((run) => ({ run, at: chance.next().value }))
          .sort((a, b) => a.at - b.at)
          .map(({ run }) => run)
        expect(encodeBaseline(pooled(...shuffled).baseline)).toBe(encodeBaseline(pooled(...some).baseline))
      }),
    )
  })

  it('is read back as it was written', () => {
    fc.assert(
      fc.property(runs, (some) => {
        const { baseline } = pooled(...some)
        expect(decodeBaseline(encodeBaseline(baseline), 'f')).toEqual(baseline)
      }),
    )
  })

  it('has the metrics of the run it was made of', () => {
    fc.assert(
      fc.property(aRun, (run) => {
        const { baseline } = pooled(run)
        const metricsOf = (observed: ReturnType<typeof observe>) =>
          groupsOf(sampleOf(observed), { escalationTools: null, asked: [] })[0]?.metrics ?? {}
        const kept = metricsOf(observe(casesOfBaseline(baseline), trialsOfBaseline(baseline)))
        const cases = run.cases.toSorted((a, b) => (a.id < b.id ? -1 : 1))
        for (const [name, { value, n }] of Object.entries(metricsOf(observe(cases, run.results)))) {
          expect([name, kept[name]?.n]).toEqual([name, n])
          if (value === null) expect([name, kept[name]?.value]).toEqual([name, null])
          else expect(kept[name]?.value).toBeCloseTo(value, 3)
        }
      }),
    )
  })
})
