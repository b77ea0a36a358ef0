import { spawnSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { replayCommand, shellQuote } from '../../src/report/replay.ts'
import { breakCommands, visible } from '../../src/report/sanitize.ts'
import { OPTIONS, reportOf } from './build.ts'

const hasBash = spawnSync('bash', ['-c', 'exit 0']).status === 0

/** What bash makes of the words. */
function readByBash(words: readonly string[]): string[] {
  const input = `printf '%s\\0' ${words.join(' ')}`
  const { stdout } = spawnSync('bash', {
    input,
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C.UTF-8' },
  })
  return stdout.split('\0').slice(0, -1)
}

const AWKWARD = [
  "it's",
  '$HOME `id` "x"',
  'a;b|c&d',
  '*?[a]',
  '~',
  '',
  'a b',
  '\\',
  "\u001b[31m'",
  'a\nb',
  '\u202e',
  '##[group]',
  '!x',
]

describe('shellQuote', () => {
  it('leaves plain words as they are', () => {
    expect(shellQuote('evals/orders.eval.yaml')).toBe('evals/orders.eval.yaml')
    expect(shellQuote('two words')).toBe("'two words'")
    expect(shellQuote("it's")).toBe("'it'\\''s'")
  })

  it.skipIf(!hasBash)('gives a shell the very word (skipped without bash)', () => {
    expect(readByBash(AWKWARD.map(shellQuote))).toEqual(AWKWARD)
  })

  it.skipIf(!hasBash)('gives a shell any word (skipped without bash)', () => {
    const word = fc.string({ unit: 'binary' }).map((text) => text.replaceAll('\0', '').toWellFormed())
    fc.assert(
      fc.property(fc.array(word, { minLength: 1 }), (words) => {
        expect(readByBash(words.map(shellQuote))).toEqual(words)
      }),
      { numRuns: 50 },
    )
  })

  it('writes nothing that a terminal or a CI log would obey', () => {
    for (const word of AWKWARD) {
      expect(visible(shellQuote(word))).toBe(shellQuote(word))
      expect(breakCommands(`run ${shellQuote(word)}`)).toBe(`run ${shellQuote(word)}`)
    }
  })
})

describe('replayCommand', () => {
  const trial = { case: 'refund', trial: 3, outcome: 'fail' } as const

  it('names the suite, the case, the trial and the seed', () => {
    expect(replayCommand(reportOf(), trial, OPTIONS)).toBe(
      'npx pawl run evals/orders.eval.yaml --case refund --trial 3 --seed 17',
    )
  })

  it('names the responses when the command line chose others than the suite', () => {
    const report = reportOf({ report: { responses: 'script' } })
    expect(replayCommand(report, trial, OPTIONS)).toMatch(/ --seed 17 --responses script$/)
  })

  it('replays what was recorded instead of asking the model again', () => {
    const recorded = reportOf({ report: { responses: 'record' } })
    expect(replayCommand(recorded, trial, OPTIONS)).not.toContain('--responses')
    const fromScript = reportOf({ report: { responses: 'record' }, suite: { responses: 'script' } })
    expect(replayCommand(fromScript, trial, OPTIONS)).toMatch(/ --responses replay$/)
  })

  it('asks again for what ended in an error, since it was not recorded', () => {
    const upstream = '/home/ada/shop/.pawl/runs/import-1'
    const report = reportOf({
      report: { responses: 'record', rerun: { faults: [], strict: false, realTime: false, upstream } },
    })
    expect(replayCommand(report, { ...trial, outcome: 'error' }, OPTIONS)).toBe(
      'npx pawl record evals/orders.eval.yaml --case refund --seed 17 --upstream .pawl/runs/import-1',
    )
  })

  it('names all that made the trial what it was', () => {
    const rerun = { faults: ['reset@2'], strict: true, realTime: true, upstream: null }
    expect(replayCommand(reportOf({ report: { rerun } }), { ...trial, trial: 7 }, OPTIONS)).toBe(
      'npx pawl run evals/orders.eval.yaml --case refund --trials 8 --trial 7 --seed 17 --fault reset@2 --strict --real-time',
    )
  })

  it('has no command for imported transcripts', () => {
    expect(replayCommand(reportOf({ report: { responses: 'import' } }), trial, OPTIONS)).toBeNull()
  })

  it('quotes paths and ids, and keeps what starts with a dash from being an option', () => {
    const report = reportOf({ suite: { displayPath: '-my evals/x.eval.yaml' } })
    expect(replayCommand(report, { ...trial, case: "-it's $HOME", trial: 0 }, OPTIONS)).toBe(
      "npx pawl run './-my evals/x.eval.yaml' --case='-it'\\''s $HOME' --trial 0 --seed 17",
    )
  })
})
