import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { TrialResult } from '../../src/expect/types.ts'
import { type RunOptions, readRun } from '../../src/run/index.ts'
import type { RoundsHook } from '../../src/run/options.ts'
import { firstRounds, planRun, roundsOf } from '../../src/run/plan.ts'
import { caseOf, contains, optionsFor, referenceAgent, reply, run, script, suiteOf } from './build.ts'

const ALL = { cases: [], tags: [], trial: null, trials: null, only: null }

const yes = { script: script(reply('yes')), expect: [contains('yes')] }

const SUITE = suiteOf([caseOf('a', yes), caseOf('b', yes), caseOf('brief', { ...yes, trials: 2 })], {
  trials: 4,
})

const runIt = (over: Partial<RunOptions>, agent = referenceAgent()) => run({ ...SUITE, agent }, over)

const keyOf = ({ case: id, trial }: Pick<TrialResult, 'case' | 'trial'>): string => `${id}#${trial}`

/** Stops after so many rounds, and keeps what it was told. */
function stopAfter(most: number): RoundsHook & { readonly told: string[][] } {
  const told: string[][] = []
  return {
    told,
    afterRound(round, results) {
      told.push([String(round), ...results.map(keyOf)])
      return round >= most ? 'stop' : 'go_on'
    },
  }
}

describe('rounds of a plan', () => {
  const plan = planRun(SUITE, ALL, 1)

  it('hold the first trial of each case, then the second; a case with fewer is absent from later ones', () => {
    const rounds = roundsOf(plan).map((round) =>
      round.map(({ case: { id }, trial }) => `${id}#${trial}`).toSorted(),
    )
    expect(rounds).toEqual([
      ['a#0', 'b#0', 'brief#0'],
      ['a#1', 'b#1', 'brief#1'],
      ['a#2', 'b#2'],
      ['a#3', 'b#3'],
    ])
  })

  it('cut short leave the plan that a smaller one would have been', () => {
    expect(firstRounds(plan, 2)).toEqual(planRun(SUITE, { ...ALL, trials: 2 }, 1))
    expect(firstRounds(plan, 9)).toEqual(plan)
  })
})

describe('a run in rounds', () => {
  it('stops when it is told to, and what it then is has no missing trials', async () => {
    const rounds = stopAfter(3)
    const { results, plan, interrupted, dir, ...ended } = await runIt({ rounds })
    expect([ended.rounds, interrupted]).toEqual([{ ran: 3, planned: 4, trialsLeft: 2 }, false])
    expect(results.map(keyOf)).toEqual(['a#0', 'a#1', 'a#2', 'b#0', 'b#1', 'b#2', 'brief#0', 'brief#1'])
    expect([...plan.trialsByCase.values()]).toEqual([
      [0, 1, 2],
      [0, 1, 2],
      [0, 1],
    ])
    expect(plan.trials).toHaveLength(8)
    expect(readRun(dir).info.planned).toEqual({ a: 3, b: 3, brief: 2 })
  })

  it('asks after each whole round, about all that are over', async () => {
    const rounds = stopAfter(9)
    const ended: number[] = []
    const { results } = await runIt({
      concurrency: 8,
      onTrial: () => ended.push(rounds.told.length),
      rounds: {
        afterRound(round, seen) {
          // Nothing of the next round has begun.
          expect(seen).toHaveLength(ended.length)
          return rounds.afterRound(round, seen)
        },
      },
    })
    expect(rounds.told.map(([round, ...keys]) => [round, keys.length])).toEqual([
      ['1', 3],
      ['2', 6],
      ['3', 8],
      ['4', 10],
    ])
    expect(ended).toEqual([0, 0, 0, 1, 1, 1, 2, 2, 3, 3])
    expect(results).toHaveLength(10)
  })

  it('gives what a run without rounds gives', async () => {
    const { results, warnings, models, plan, ...other } = await runIt({ rounds: stopAfter(9) })
    const plain = await runIt({})
    expect({ results, warnings, models, plan }).toEqual({
      results: plain.results,
      warnings: plain.warnings,
      models: plain.models,
      plan: plain.plan,
    })
    expect([other.rounds, plain.rounds]).toEqual([{ ran: 4, planned: 4, trialsLeft: 0 }, null])
  })

  it('that was interrupted is missing trials, and its last round is not asked about', async () => {
    const control = new AbortController()
    const rounds = stopAfter(9)
    let ended = 0
    const stopped = await runIt({
      rounds,
      concurrency: 1,
      signal: control.signal,
      onTrial: () => {
        if (++ended === 5) control.abort(new Error('stop'))
      },
    })
    expect([stopped.interrupted, stopped.rounds]).toEqual([true, { ran: 1, planned: 4, trialsLeft: 7 }])
    expect(stopped.plan.trials).toHaveLength(10)
    expect(rounds.told).toHaveLength(1)
    expect(readRun(stopped.dir).info.planned).toEqual({ a: 4, b: 4, brief: 2 })
  })

  it('goes on where it was interrupted, after it was asked about the rounds on record', async () => {
    const control = new AbortController()
    const options = optionsFor({ concurrency: 1 })
    let ended = 0
    const stopped = await runIt({
      ...options,
      rounds: stopAfter(9),
      signal: control.signal,
      onTrial: () => {
        if (++ended === 7) control.abort(new Error('stop'))
      },
    })
    const rounds = stopAfter(3)
    const ran: string[] = []
    const resumed = await runIt({
      ...options,
      rounds,
      resume: readRun(stopped.dir),
      onTrial: (result) => ran.push(keyOf(result)),
    })
    expect(rounds.told.map(([round]) => round)).toEqual(['1', '2', '3'])
    expect(ran).toHaveLength(1)
    expect(resumed.results).toEqual((await runIt({ rounds: stopAfter(3) })).results)
    expect(readFileSync(join(resumed.dir, 'trials.jsonl'), 'utf8').trim().split('\n')).toHaveLength(8)
  })

  it('that is over and is gone on with runs nothing, and says the same', async () => {
    const options = optionsFor()
    const first = await runIt({ ...options, rounds: stopAfter(2) })
    const again = await runIt({
      ...options,
      rounds: stopAfter(2),
      resume: readRun(first.dir),
      onTrial: () => expect.unreachable('nothing is left'),
    })
    expect([again.results, again.plan, again.rounds]).toEqual([first.results, first.plan, first.rounds])
  })
})
