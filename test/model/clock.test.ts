import fc from 'fast-check'
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { type Clock, createPlayedClock, createRealClock, createVirtualClock } from '../../src/model/clock.ts'

afterEach(() => {
  vi.useRealTimers()
})

/** Work that waits, does its parts one after the other, or all at once. */
type Work = number | { readonly inTurn: readonly Work[] } | { readonly atOnce: readonly Work[] }

const { work: anyWork } = fc.letrec<{ work: Work }>((tie) => ({
  work: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.nat({ max: 1000 }),
    fc.record({ inTurn: fc.array(tie('work'), { maxLength: 4 }) }),
    fc.record({ atOnce: fc.array(tie('work'), { maxLength: 4 }) }),
  ),
}))

async function perform(work: Work, clock: Clock): Promise<void> {
  if (typeof work === 'number') return await clock.sleep(work)
  if ('atOnce' in work) {
    await Promise.all(work.atOnce.map((part) => perform(part, clock)))
    return
  }
  for (const part of work.inTurn) await perform(part, clock)
}

function lengthOf(work: Work): number {
  if (typeof work === 'number') return work
  if ('atOnce' in work) return Math.max(0, ...work.atOnce.map(lengthOf))
  return work.inTurn.reduce<number>((sum, part) => sum + lengthOf(part), 0)
}

describe('virtual time', () => {
  it('passes along the critical path: in turn it adds up, in parallel the longest counts', async () => {
    await fc.assert(
      fc.asyncProperty(anyWork, async (work) => {
        const clock = createVirtualClock()
        await perform(work, clock)
        expect(clock.now()).toBe(lengthOf(work))
      }),
    )
  })

  it('wakes sleepers in the order of their time, those of one time in the order they lay down', async () => {
    const clock = createVirtualClock()
    const woken: string[] = []
    const sleep = (name: string, ms: number) =>
      clock.sleep(ms).then(() => woken.push(`${name} ${clock.now()}`))
    await Promise.all([sleep('c', 30), sleep('a', 10), sleep('b', 10), sleep('d', 30)])
    expect(woken).toEqual(['a 10', 'b 10', 'c 30', 'd 30'])
  })

  it('stands still for work that does not sleep', async () => {
    const clock = createVirtualClock()
    await new Promise((resolve) => setImmediate(resolve))
    expect(clock.now()).toBe(0)
  })

  it('stands still for a sleep of nothing', async () => {
    const clock = createVirtualClock()
    await clock.sleep(0)
    await clock.sleep(-5)
    expect(clock.now()).toBe(0)
  })
})

describe('a virtual sleeper that is aborted', () => {
  it('rejects with the reason and no longer moves the clock', async () => {
    const clock = createVirtualClock()
    const control = new AbortController()
    const long = clock.sleep(1000, control.signal)
    const short = clock.sleep(10)
    control.abort(new Error('enough'))
    await expect(long).rejects.toThrow('enough')
    await short
    await clock.sleep(5)
    expect(clock.now()).toBe(15)
  })

  it('does not lie down at all where it was aborted before', async () => {
    const clock = createVirtualClock()
    await expect(clock.sleep(10, AbortSignal.abort(new Error('before')))).rejects.toThrow('before')
    expect(clock.now()).toBe(0)
  })
})

describe('a virtual deadline', () => {
  it('expires at its own time, before a later sleeper wakes', async () => {
    const clock = createVirtualClock()
    const seen: string[] = []
    clock.deadline(50, () => seen.push(`expired ${clock.now()}`))
    await clock.sleep(80)
    seen.push(`woke ${clock.now()}`)
    expect(seen).toEqual(['expired 50', 'woke 80'])
  })

  it('lets a sleeper of the same time wake first', async () => {
    const clock = createVirtualClock()
    const expire = vi.fn()
    const cancel = clock.deadline(80, expire)
    await clock.sleep(80)
    cancel()
    expect(expire).not.toHaveBeenCalled()
  })

  it('counts from when it was set, and expires in order of time, whichever was set first', async () => {
    const clock = createVirtualClock()
    const seen: string[] = []
    await clock.sleep(100)
    clock.deadline(60, () => seen.push(`late ${clock.now()}`))
    clock.deadline(20, () => seen.push(`soon ${clock.now()}`))
    await clock.sleep(200)
    expect(seen).toEqual(['soon 120', 'late 160'])
  })

  it('can abort the sleeper that it came before', async () => {
    const clock = createVirtualClock()
    const control = new AbortController()
    clock.deadline(50, () => control.abort(new Error('time is over')))
    await expect(clock.sleep(80, control.signal)).rejects.toThrow('time is over')
    expect(clock.now()).toBe(50)
  })

  it('does not expire once it is cancelled', async () => {
    const clock = createVirtualClock()
    const expire = vi.fn()
    clock.deadline(50, expire)()
    await clock.sleep(80)
    expect(expire).not.toHaveBeenCalled()
  })

  it('catches an agent that hangs without sleeping, in real time', () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
    const expire = vi.fn()
    createVirtualClock({ hangMs: 40 }).deadline(50, expire)
    vi.advanceTimersByTime(49)
    expect(expire).not.toHaveBeenCalled()
    vi.advanceTimersByTime(1)
    expect(expire).toHaveBeenCalledOnce()
  })

  it('gives a slow machine time as long as there is progress, and a short timeout a while to start in', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
    const expire = vi.fn()
    const clock = createVirtualClock({ hangMs: 1000 })
    clock.deadline(50, expire)
    vi.advanceTimersByTime(900)
    await clock.sleep(10)
    vi.advanceTimersByTime(999)
    expect(expire).not.toHaveBeenCalled()
    vi.advanceTimersByTime(1)
    expect(expire).toHaveBeenCalledOnce()
  })

  it('expires once, though it passes both in virtual and in real time', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
    const virtualFirst = vi.fn()
    const realFirst = vi.fn()
    const clock = createVirtualClock({ hangMs: 50 })
    clock.deadline(50, virtualFirst)
    await clock.sleep(80)
    vi.advanceTimersByTime(100)
    expect(virtualFirst).toHaveBeenCalledOnce()
    clock.deadline(50, realFirst)
    vi.advanceTimersByTime(100)
    await clock.sleep(80)
    expect(realFirst).toHaveBeenCalledOnce()
  })
})

describe('real time', () => {
  it('passes', async () => {
    const clock = createRealClock()
    const before = clock.now()
    await clock.sleep(2)
    expect(clock.now()).toBeGreaterThan(before)
    expect(clock.virtual).toBe(false)
  })

  it('does not pass for a sleep that is over already, and Node has nothing to warn of', async () => {
    const warned = vi.spyOn(process, 'emitWarning')
    onTestFinished(() => warned.mockRestore())
    await createRealClock().sleep(-5)
    await expect(createRealClock().sleep(-5, AbortSignal.abort(new Error('enough')))).rejects.toThrow(
      'enough',
    )
    expect(warned).not.toHaveBeenCalled()
  })

  it('rejects a sleeper that is aborted with the reason of the signal', async () => {
    const control = new AbortController()
    const sleeping = createRealClock().sleep(60_000, control.signal)
    control.abort(new Error('enough'))
    await expect(sleeping).rejects.toThrow('enough')
  })

  it('expires a deadline, unless it is cancelled', () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const clock = createRealClock()
    const expire = vi.fn()
    const cancelled = vi.fn()
    clock.deadline(50, expire)
    clock.deadline(50, cancelled)()
    vi.advanceTimersByTime(50)
    expect(expire).toHaveBeenCalledOnce()
    expect(cancelled).not.toHaveBeenCalled()
  })

  it('holds a deadline that is further off than a timer can count', () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const expire = vi.fn()
    createRealClock().deadline(2 ** 31 + 1000, expire)
    vi.advanceTimersByTime(1000)
    expect(expire).not.toHaveBeenCalled()
  })
})

describe('the played clock of an agent in another process', () => {
  it('passes what is played at once', async () => {
    const clock = createPlayedClock()
    await clock.sleep(900)
    await clock.sleep(100)
    expect([clock.now(), clock.virtual, clock.seesAgent]).toEqual([1000, true, false])
  })

  it('ends a trial whose deadline lies in what is played', async () => {
    const clock = createPlayedClock()
    const control = new AbortController()
    clock.deadline(500, () => control.abort(new Error('over')))
    await expect(clock.sleep(900, control.signal)).rejects.toThrow('over')
    expect(clock.now()).toBe(500)
  })

  it('ends an agent that makes no progress in real time', async () => {
    vi.useFakeTimers()
    const expired = vi.fn()
    createPlayedClock({ hangMs: 200 }).deadline(300, expired)
    await vi.advanceTimersByTimeAsync(299)
    expect(expired).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(2)
    expect(expired).toHaveBeenCalledOnce()
  })

  it('lets a deadline be taken back', async () => {
    const clock = createPlayedClock()
    const expired = vi.fn()
    clock.deadline(500, expired)()
    await clock.sleep(900)
    expect(expired).not.toHaveBeenCalled()
  })
})

describe('an answer that never comes to an agent in another process', () => {
  it('is waited for in real time until the client gives up, and the clock has passed as much', async () => {
    vi.useFakeTimers()
    const clock = createPlayedClock()
    const expired = vi.fn()
    clock.deadline(30_000, expired)
    const control = new AbortController()
    setTimeout(() => control.abort(new Error('no patience')), 2000)
    const stalled = clock.stall({ sinceMs: clock.now(), signal: control.signal })
    stalled.catch(() => {})
    await vi.advanceTimersByTimeAsync(1999)
    expect(clock.now()).toBe(1999)
    await vi.advanceTimersByTimeAsync(1)
    await expect(stalled).rejects.toThrow('no patience')
    await clock.sleep(10)
    expect([clock.now(), expired.mock.calls.length]).toEqual([2010, 0])
  })

  it('does not outlast the deadline, of which what was played has taken a part', async () => {
    vi.useFakeTimers()
    const clock = createPlayedClock()
    const control = new AbortController()
    clock.deadline(30_000, () => control.abort(new Error('over')))
    await clock.sleep(29_000)
    const stalled = clock.stall({ sinceMs: clock.now(), signal: control.signal })
    stalled.catch(() => {})
    await vi.advanceTimersByTimeAsync(1000)
    await expect(stalled).rejects.toThrow('over')
    expect(clock.now()).toBe(30_000)
  })

  it('is waited for from when the call began: what came of it before counts', async () => {
    vi.useFakeTimers()
    const clock = createPlayedClock()
    const control = new AbortController()
    await clock.sleep(900)
    const stalled = clock.stall({ sinceMs: 0, signal: control.signal })
    stalled.catch(() => {})
    await vi.advanceTimersByTimeAsync(2000)
    control.abort(new Error('no patience'))
    await expect(stalled).rejects.toThrow('no patience')
    expect(clock.now()).toBe(2000)
  })
})

describe('calls of an agent in another process', () => {
  const call = async (clock: Clock, ms: number) => {
    const startMs = await clock.callStart()
    await clock.sleep(startMs + ms - clock.now())
    return startMs
  }

  it('that come before any of them is answered began at the same time', async () => {
    const clock = createPlayedClock()
    expect(await Promise.all([call(clock, 5), call(clock, 900), call(clock, 40)])).toEqual([0, 0, 0])
    expect(clock.now()).toBe(900)
  })

  it('that come after an answer began after it', async () => {
    const clock = createPlayedClock()
    expect([await call(clock, 5), await call(clock, 900), await call(clock, 40)]).toEqual([0, 5, 905])
  })

  it('wait for one that is on its way', async () => {
    let coming = true
    const clock = createPlayedClock({ expecting: () => coming })
    const answered = vi.fn()
    const first = call(clock, 5).then(answered)
    for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setTimeout(resolve, 1))
    expect(answered).not.toHaveBeenCalled()
    const second = call(clock, 70)
    coming = false
    await first
    expect(answered).toHaveBeenCalledWith(0)
    expect(await second).toBe(0)
  })
})
