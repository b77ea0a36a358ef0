import { describe, expect, it } from 'vitest'
import { createRandom } from '../../src/model/random.ts'
import { retryPauseMs } from '../../src/run/retry-pause.ts'
import { answer, trial } from '../expect/build.ts'

const pause = (retryAfterMs: number | undefined, attempt: number, chance = 0) => {
  const asked = retryAfterMs === undefined ? {} : { retryAfterMs }
  const failure = { status: 429, type: 'rate_limit_error', message: '', ...asked }
  const failed = trial([answer('', { response: null, failure })])
  return retryPauseMs(failed, attempt, 1000, { ...createRandom(1), next: () => chance })
}

describe('the pause before a trial is run again', () => {
  it('grows with the attempts where the provider does not say', () => {
    expect([pause(undefined, 1), pause(undefined, 2)]).toEqual([1000, 2000])
  })

  it('is what the provider asks for, within a minute', () => {
    expect([pause(5000, 1), pause(0, 2), pause(3_600_000, 1)]).toEqual([5000, 0, 60_000])
  })

  it('is longer by chance, never shorter', () => {
    expect([pause(4000, 1, 0.5), pause(undefined, 1, 1)]).toEqual([4500, 1250])
  })
})
