import { describe, expect, it } from 'vitest'
import { evaluateAa } from '../../../src/cli/aa/evaluate.ts'
import type { Io } from '../../../src/cli/io.ts'
import type { JudgedRun } from '../../../src/cli/stored/judged.ts'
import { gateOf, runOf } from '../../gate/aa/build.ts'

function ioWith(signal: AbortSignal, isTTY = false): { readonly io: Io; readonly written: string[] } {
  const written: string[] = []
  const stderr = { isTTY, columns: 80, write: (text: string) => written.push(text) }
  const io = { env: {}, stderr, signal, command: 'npx pawl' } as unknown as Io
  return { io, written }
}

function coins(startedAt: string, letters: string): JudgedRun {
  const run = runOf(startedAt, { a: letters, b: letters, c: letters, d: letters })
  return { ...run, startedAt, suite: 'coins' } as unknown as JudgedRun
}

const RUN = coins('2026-06-01', 'PPPFP')
const ASKED = { trials: null, baselineTrials: null, resamples: 40, seed: 1 }
const GATE = gateOf(['success_rate >= 10%'], ['success_rate no_worse_than baseline'])
const read = (...runs: readonly JudgedRun[]) => ({ runs, suite: null, notes: [] })

describe('holding runs against themselves', () => {
  it('keeps what was drawn until the user interrupts', async () => {
    const interrupt = new AbortController()
    setImmediate(() => interrupt.abort())
    const { io } = ioWith(interrupt.signal)
    const report = await evaluateAa(read(RUN), GATE, { ...ASKED, resamples: 1_000_000 }, io)
    expect(report?.resamples).toBeGreaterThan(0)
    expect(report?.resamples).toBeLessThan(1_000_000)
    expect(report?.notes).toEqual(['interrupted: fewer resamples than were asked for'])
  })

  it('shows how far it is to a person at a terminal alone', async () => {
    const { signal } = new AbortController()
    const [piped, watched] = [ioWith(signal), ioWith(signal, true)]
    await evaluateAa(read(RUN), GATE, ASKED, piped.io)
    expect(piped.written).toEqual([])
    await evaluateAa(read(RUN), GATE, ASKED, watched.io)
    expect(watched.written.join('')).toContain('/40')
  })

  it('says what drift does where runs lie apart, by the assertion about success', async () => {
    const { io } = ioWith(new AbortController().signal)
    const apart = read(coins('2026-06-01', 'PPPPPPPPPP'), coins('2026-06-02', 'PPPPFFFFFF'))
    const report = await evaluateAa(apart, GATE, ASKED, io)
    expect(report?.drifted?.texts).toEqual(['success_rate no_worse_than baseline'])
    expect(report?.drifted?.drifting.rate).toBeGreaterThan(0.2)
    expect(report?.drifted?.steady.rate).toBeLessThan(0.2)
    const alike = read(coins('2026-06-01', 'PPPFP'), coins('2026-06-02', 'PFPPP'))
    expect(await evaluateAa(alike, GATE, ASKED, io)).toMatchObject({ drifted: null, drift: { runs: [0, 1] } })
  })

  it('refuses runs without a trial', async () => {
    const { io } = ioWith(new AbortController().signal)
    await expect(evaluateAa(read(coins('2026-06-01', '')), GATE, ASKED, io)).rejects.toMatchObject({
      code: 'nothing-evaluated',
      exitCode: 3,
    })
  })
})
