import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { execute } from '../../src/cli/program.ts'
import type { Summary } from '../../src/gate/index.ts'
import { trajectoryOf, transcriptSchema } from '../../src/model/transcript.ts'
import { readRun } from '../../src/run/index.ts'
import { meanPassHatK } from '../../src/stats/index.ts'
import type { Trajectory, TrajectoryEvent } from '../../src/trajectory/index.ts'
import { find } from '../expect/build.ts'
import { absent, claudeAirline, claudeChecks, gpt4oAirline, trialsAsCases, writeAirline } from './airline.ts'

const dir = mkdtempSync(join(tmpdir(), 'pawl-airline-'))
beforeAll(() => {
  // The SDK warns of this old model at every call; the command line shows it once.
  vi.spyOn(console, 'warn').mockImplementation(() => {})
})
afterAll(() => rmSync(dir, { recursive: true, force: true }))

interface Result {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

async function pawl(...args: string[]): Promise<Result> {
  let stdout = ''
  let stderr = ''
  const exitCode = await execute(args, {
    cwd: dir,
    env: {},
    stdout: { write: (text) => (stdout += text) },
    stderr: { write: (text) => (stderr += text) },
    signal: new AbortController().signal,
    now: () => new Date(),
    stdin: process.stdin,
    inForeground: (program) => program(),
    strayErrors: async () => 0,
    command: 'pawl',
  })
  return { exitCode, stdout, stderr }
}

/** Runs a command that writes a summary, and reads it back. */
async function summaryOf(...args: string[]): Promise<{ summary: Summary; stdout: string }> {
  const path = join(dir, 'summary.json')
  const { exitCode, stdout, stderr } = await pawl(...args, '--reporter', `json=${path}`)
  expect(stderr).toBe('')
  expect(exitCode).toBe(0)
  return { summary: JSON.parse(readFileSync(path, 'utf8')) as Summary, stdout }
}

async function imported(...args: string[]): Promise<string> {
  const { stdout, stderr } = await pawl('import', ...args)
  const folder = /into (\S+)/.exec(stdout)?.[1]
  expect(stderr).toBe('')
  if (folder === undefined) throw new Error(stdout)
  return join(dir, folder)
}

/** What both a transcript and a live run have on record: the user's turns, replies, tool calls and answers. */
function said({ events }: Trajectory): unknown[] {
  return events.flatMap((event: TrajectoryEvent): unknown[] => {
    switch (event.type) {
      case 'user_turn':
        return [[event.type, event.turn, event.content, event.played]]
      case 'model_call':
        return [[event.type, event.turn, event.response, event.usage, event.latencyMs]]
      case 'tool_call':
        return [[event.type, event.turn, event.id, event.name, event.input, event.result, event.status]]
      case 'reply':
      case 'final_output':
        return [[event.type, event.turn, event.text, event.stopReason]]
      default:
        return []
    }
  })
}

const trajectoriesOf = (run: string): Map<string, unknown[]> =>
  new Map(
    readRun(run).entries.map(({ trajectory }) => [
      `${trajectory.case}#${trajectory.trial}`,
      said(trajectory),
    ]),
  )

describe.skipIf(absent('airline-claude'))(
  'the airline conversations of claude-sonnet-4-5 (skipped where ../shared/data/airline-claude is absent)',
  () => {
    let transcripts: string
    let suite: string
    let run: string

    beforeAll(async () => {
      ;({ transcripts, suite } = writeAirline(claudeAirline(), dir, 'claude'))
      run = await imported(transcripts)
    })

    const expectPublished = ({ trials, metrics }: Summary) => {
      expect(trials).toEqual({ planned: 50, passed: 36, failed: 14, errored: 0, unscored: 0 })
      expect(metrics['success_rate']?.value).toBe(0.72)
      expect(metrics['avg_cost']?.value).toBeCloseTo(0.28886496, 12)
      expect(metrics['p50_call_latency']?.value).toBeCloseTo(7972, 6)
      expect(metrics['p95_call_latency']?.value).toBeCloseTo(22893, 6)
    }

    test('scoring the transcripts gives the official 36 of 50, agreeing on every one', async () => {
      const { summary, stdout } = await summaryOf('score', '--suite', suite, run)
      expectPublished(summary)
      expect(stdout).toContain('agrees with the outcomes in the transcripts on 50 of 50')
    })

    test('every expected action and every string to be communicated is judged as officially', () => {
      const judged = { actions: [0, 0], communicated: [0, 0] }
      for (const { transcript, ...checks } of claudeChecks()) {
        const trial = trajectoryOf(transcriptSchema.parse(transcript), {
          model: null,
          isToolError: () => false,
        })
        for (const kind of ['actions', 'communicated'] as const) {
          for (const { item, met } of checks[kind]) {
            expect({ ...item, holds: find(item, trial).holds }).toEqual({ ...item, holds: met })
            judged[kind] = [(judged[kind][0] ?? 0) + 1, (judged[kind][1] ?? 0) + (met ? 1 : 0)]
          }
        }
      }
      expect(judged).toEqual({ actions: [148, 124], communicated: [10, 9] })
    })

    test('the reference agent replays them with the same trajectories, costs and latencies', {
      timeout: 60_000,
    }, async () => {
      const recorded = await summaryOf('run', suite, '--responses', 'record', '--upstream', run)
      expectPublished(recorded.summary)
      const replayed = await summaryOf('run', suite, '--responses', 'replay')
      expectPublished(replayed.summary)
      const original = trajectoriesOf(run)
      expect(original.size).toBe(50)
      for (const { summary } of [recorded, replayed]) {
        expect(trajectoriesOf(join(dir, '.pawl/runs', summary.runId))).toEqual(original)
      }
    })
  },
)

describe.skipIf(absent('airline-gpt4o'))(
  'the airline conversations of gpt-4o (skipped where ../shared/data/airline-gpt4o is absent)',
  () => {
    test('scoring the transcripts by the rule gives pass^1..4 of .425 .283 .225 .200', async () => {
      const { transcripts, suite } = writeAirline(gpt4oAirline(), dir, 'gpt4o')
      const run = await imported(transcripts, '--tool-error', '^Error')
      const { summary } = await summaryOf('score', '--suite', suite, run)
      expect(summary.trials.planned).toBe(200)
      const counts = summary.cases.map(({ passed, failed }) => ({ passes: passed, trials: passed + failed }))
      const rates = [1, 2, 3, 4].map((k) => meanPassHatK(counts, k))
      expect(rates.map((rate) => rate.toFixed(3))).toEqual(['0.425', '0.283', '0.225', '0.200'])
      expect(summary.metrics['pass^4']?.value).toBeCloseTo(0.2, 12)
    })

    test('the reference agent replays all 200, also the 51 that end on a tool result', {
      timeout: 60_000,
    }, async () => {
      const { transcripts, suite } = writeAirline(trialsAsCases(gpt4oAirline()), dir, 'gpt4o-apart')
      const run = await imported(transcripts, '--tool-error', '^Error')
      const recorded = await summaryOf('run', suite, '--responses', 'record', '--upstream', run)
      const replayed = await summaryOf('run', suite, '--responses', 'replay')
      const original = trajectoriesOf(run)
      expect(original.size).toBe(200)
      for (const { summary } of [recorded, replayed]) {
        expect(summary.trials).toEqual({ planned: 200, passed: 85, failed: 115, errored: 0, unscored: 0 })
        expect(trajectoriesOf(join(dir, '.pawl/runs', summary.runId))).toEqual(original)
      }
    })

    test('the stored rewards give the published pass^1..4 of .42 .2733 .22 .20', () => {
      const byCase = Map.groupBy(gpt4oAirline().conversations, (conversation) => conversation.case)
      const counts = [...byCase.values()].map((trials) => ({
        passes: trials.filter(({ outcome }) => outcome === 'pass').length,
        trials: trials.length,
      }))
      const rates = [1, 2, 3, 4].map((k) => meanPassHatK(counts, k))
      expect(rates.map((rate) => rate.toFixed(4))).toEqual(['0.4200', '0.2733', '0.2200', '0.2000'])
    })
  },
)
