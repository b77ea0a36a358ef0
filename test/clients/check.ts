import { expect } from 'vitest'
import { type Blur, modelCalls, priceOf, type Recorded, replay, whatHappened } from './suite.ts'

/** Trials in which a recording is played again. */
export const TRIALS = 20

/** Plays a recording again elsewhere, many times: all calls hit, and all is as it was. */
export async function expectSameAgain(
  name: string,
  recorded: Recorded,
  { trials = TRIALS, blurs = [] }: { readonly trials?: number; readonly blurs?: readonly Blur[] } = {},
): Promise<void> {
  const { trajectory, result, world } = recorded
  expect(trajectory.end).toEqual({ kind: 'completed' })
  const then = whatHappened(trajectory, world, blurs)
  let hits = 0
  let seconds = 0
  for (const run of await replay(recorded, trials)) {
    seconds += run.seconds
    for (const again of run.trajectories) {
      expect(again.end).toEqual(trajectory.end)
      expect(whatHappened(again, run.world, blurs)).toEqual(then)
      hits += modelCalls(again).filter(({ response }) => response !== null).length
    }
    expect(run.results.map(priceOf)).toEqual(run.results.map(() => priceOf(result)))
    expect(run.trajectories.map(({ latencyMs }) => latencyMs)).toEqual(
      run.trajectories.map(() => sum(priceOf(result).callLatenciesMs)),
    )
  }
  const total = trials * modelCalls(trajectory).length
  console.log(`${name}: ${hits}/${total} hits in ${trials} trials, ${seconds.toFixed(1)} s`)
  expect(hits).toBe(total)
}

const sum = (values: readonly (number | null)[]): unknown =>
  expect.closeTo(
    values.reduce<number>((all, value) => all + (value ?? Number.NaN), 0),
    6,
  )
