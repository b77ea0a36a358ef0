import { appendFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  createJournal,
  type JournalEntry,
  readRun,
  reopenJournal,
  type StoredEntry,
} from '../../src/run/journal.ts'
import type { RunInfo } from '../../src/run/run-info.ts'
import { createSecrets } from '../../src/secrets/index.ts'
import { answer, said, user } from '../expect/build.ts'
import { temporaryFolder } from '../model/recording/build.ts'
import { exampleOf } from '../secrets/examples.ts'

const INFO: RunInfo = {
  format: 1,
  runId: 'r',
  pawl: '0.0.0',
  node: 'v24',
  startedAt: '2026-11-21T10:00:00.000Z',
  command: 'run',
  identity: {
    suite: 'shop',
    suiteHash: 'h',
    agent: 'a',
    agentFingerprint: 'f',
    responses: 'script',
    seed: 1,
    faults: '',
    trials: 2,
    plan: 'p',
  },
  planned: { c: 2 },
  suitePath: 'evals/shop.eval.yaml',
  cases: { c: { hash: 'hc', tags: ['refund'], knownFailing: false, mustPass: true } },
  whole: true,
  prices: {},
  model: 'claude-haiku-4-5',
  escalationTools: null,
  maxErrors: 0.02,
  variant: null,
  mostRounds: null,
  revision: { commit: 'c0ffee', branch: 'main' },
}

const entry = (trial: number, more: Partial<JournalEntry> = {}): JournalEntry => ({
  trajectory: {
    ...said(`answer ${trial} – 世界`, [user('x'), answer('y', { request: { messages: ['x'] } })]),
    trial,
  },
  givenOutcome: null,
  score: { outcome: 'fail', reason: 'no', expectations: [] },
  retriedCostUsd: 0.5,
  ...more,
})

const stored = (written: JournalEntry): StoredEntry => ({ ...written, redacted: false })

/** A run of these entries in a folder of its own. */
function journalOf(...entries: readonly JournalEntry[]): string {
  const dir = join(temporaryFolder(), 'runs', 'r')
  const journal = createJournal(dir, INFO, createSecrets())
  for (const each of entries) journal.append(each)
  journal.close()
  return dir
}

const linesOf = (dir: string): string[] => readFileSync(join(dir, 'trials.jsonl'), 'utf8').split('\n')

describe('a journal', () => {
  it('gives back what was written: where the run came from, and each trial', () => {
    const unscored = entry(1, { score: null, givenOutcome: 'pass', retriedCostUsd: 0 })
    const dir = journalOf(entry(0), unscored)
    expect(readRun(dir)).toStrictEqual({ dir, info: INFO, entries: [stored(entry(0)), stored(unscored)] })
  })

  it('is a line a trial', () => {
    const lines = linesOf(journalOf(entry(0), entry(1)))
    expect(lines).toHaveLength(3)
    expect(lines.map((line) => line === '' || typeof JSON.parse(line) === 'object')).toEqual([
      true,
      true,
      true,
    ])
  })

  it('holds no credential: what a trial said of one gives way to its name, and the trial is marked', () => {
    const key = exampleOf('an Anthropic key')
    const told = entry(0, {
      trajectory: said(`it is ${key}`, [user(key), answer('y', { request: { messages: [`<${key}>`] } })]),
      score: { outcome: 'fail', reason: `found ${key}`, expectations: [] },
    })
    const dir = journalOf(told, entry(1))
    expect(linesOf(dir).join()).not.toContain(key)
    const { entries } = readRun(dir)
    expect(entries.map(({ redacted }) => redacted)).toEqual([true, false])
    const mark = '[redacted: an Anthropic key]'
    expect(entries[0]).toEqual(JSON.parse(JSON.stringify({ ...told, redacted: true }).replaceAll(key, mark)))
  })

  it('without a trial is a run without a trial', () => {
    expect(readRun(journalOf()).entries).toEqual([])
  })

  it('cannot be written where its folder cannot be made', () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'runs'), 'a file')
    const create = () => createJournal(join(folder, 'runs', 'r'), INFO, createSecrets())
    expect(create).toThrow(expect.objectContaining({ code: 'output-unwritable', exitCode: 3 }))
  })
})

describe('a journal that a crash tore', () => {
  const torn = '{"case":"c","trial":2,"events":[{"type":"user_tu'

  it('is read without its last line', () => {
    const dir = journalOf(entry(0), entry(1))
    appendFileSync(join(dir, 'trials.jsonl'), torn)
    expect(readRun(dir).entries).toEqual([stored(entry(0)), stored(entry(1))])
  })

  it('is gone on with where its last whole line ended', () => {
    const dir = journalOf(entry(0))
    appendFileSync(join(dir, 'trials.jsonl'), Buffer.from(`${torn}世`).subarray(0, -1))
    const journal = reopenJournal(dir, createSecrets())
    journal.append(entry(1))
    journal.close()
    expect(readRun(dir).entries).toEqual([stored(entry(0)), stored(entry(1))])
  })

  it('may be torn in its first line', () => {
    const dir = journalOf()
    writeFileSync(join(dir, 'trials.jsonl'), torn)
    expect(readRun(dir).entries).toEqual([])
    reopenJournal(dir, createSecrets()).close()
    expect(linesOf(dir)).toEqual([''])
  })
})

describe('a run that cannot be read says why', () => {
  it.each<[string, (dir: string) => void, RegExp]>([
    ['its folder is not there', (dir) => rmSync(dir, { recursive: true }), /it has no run\.json/],
    ['it has no trials', (dir) => rmSync(join(dir, 'trials.jsonl')), /it has no trials\.jsonl/],
    ['run.json is cut', (dir) => writeFileSync(join(dir, 'run.json'), '{"form'), /run\.json is not JSON/],
    ['run.json is a list', (dir) => writeFileSync(join(dir, 'run.json'), '[]'), /run\.json is not an object/],
    [
      'run.json is something else',
      (dir) => writeFileSync(join(dir, 'run.json'), '{"format":1}'),
      /not what pawl writes/,
    ],
    [
      'it is of a newer format',
      (dir) => writeFileSync(join(dir, 'run.json'), JSON.stringify({ ...INFO, format: 3 })),
      /format 3, and this version reads up to 2: update pawl/,
    ],
    [
      'a line is no JSON',
      (dir) => appendFileSync(join(dir, 'trials.jsonl'), 'oh\n'),
      /trials\.jsonl line 2 is not JSON/,
    ],
    [
      'a line is no trial',
      (dir) => appendFileSync(join(dir, 'trials.jsonl'), '{}\n'),
      /trials\.jsonl line 2: expected \.events/,
    ],
    [
      'a trial has no end',
      (dir) => appendFileSync(join(dir, 'trials.jsonl'), '{"events":[],"case":"c"}\n'),
      /line 2: expected \.trial/,
    ],
  ])('%s', (_, damage, why) => {
    const dir = journalOf(entry(0))
    damage(dir)
    expect(() => readRun(dir)).toThrow(expect.objectContaining({ code: 'run-unreadable', exitCode: 2 }))
    expect(() => readRun(dir)).toThrow(why)
    expect(() => readRun(dir)).toThrow(dir)
  })

  it('a folder that has something else in it', () => {
    const dir = temporaryFolder()
    mkdirSync(join(dir, 'run'))
    expect(() => readRun(dir)).toThrow(expect.objectContaining({ code: 'run-unreadable' }))
  })
})
