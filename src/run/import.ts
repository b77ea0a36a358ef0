import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { messageOf, PawlError } from '../errors.ts'
import { hashOf } from '../model/recording/blocks.ts'
import {
  type Transcript,
  type TranscriptOptions,
  trajectoryOf,
  transcriptSchema,
} from '../model/transcript.ts'
import { createSecrets, ownSecrets } from '../secrets/index.ts'
import { explainIssues } from '../suite/issues.ts'
import { type Json, TRAJECTORY_FORMAT } from '../trajectory/index.ts'
import { createJournal, type JournalEntry } from './journal.ts'
import type { RunInfo } from './run-info.ts'
import { freeRunId } from './run-journal.ts'
import { redactionNotes } from './secrets.ts'

export interface ImportOptions extends TranscriptOptions {
  /** JSONL, a trial a line. */
  readonly path: string
  readonly displayPath: string
  /** Parent of the run's folder. */
  readonly outputDir: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly now: () => Date
  readonly version: string
}

export interface ImportedRun {
  readonly dir: string
  readonly cases: number
  readonly trials: number
  readonly warnings: readonly string[]
}

/** Makes a run of transcripts that were made elsewhere. Throws `import-invalid`. */
export function importRun(options: ImportOptions): ImportedRun {
  const text = readTranscripts(options)
  const entries = readEntries(text, options)
  const startedAt = options.now().toISOString()
  const runId = freeRunId(options.outputDir, 'import', startedAt)
  const identity = {
    suite: null,
    suiteHash: null,
    agent: null,
    agentFingerprint: null,
    responses: 'import',
    seed: 0,
    faults: '',
    trials: entries.length,
    plan: hashOf(text).slice(0, 16),
  }
  const byCase = Map.groupBy(entries, ({ trajectory }) => trajectory.case)
  const info: RunInfo = {
    format: TRAJECTORY_FORMAT,
    runId,
    pawl: options.version,
    node: process.version,
    startedAt,
    command: 'import',
    identity,
    planned: Object.fromEntries([...byCase].map(([id, trials]) => [id, trials.length])),
    suitePath: null,
    cases: null,
    whole: true,
    prices: null,
    model: options.model,
    escalationTools: null,
    maxErrors: null,
    variant: null,
    mostRounds: null,
    revision: null,
  }
  const secrets = createSecrets(ownSecrets(options.env, []))
  const journal = createJournal(join(options.outputDir, runId), info, secrets)
  for (const entry of entries) journal.append(entry)
  journal.close()
  const warnings = redactionNotes(journal.redacted())
  return { dir: journal.dir, cases: byCase.size, trials: entries.length, warnings }
}

function readTranscripts(options: ImportOptions): string {
  if (!existsSync(options.path)) throw invalid(options, 'there is no such file')
  return readFileSync(options.path, 'utf8')
}

/** All of the file is checked before anything is written. */
function readEntries(text: string, options: ImportOptions): JournalEntry[] {
  const seen = new Set<string>()
  const entries: JournalEntry[] = []
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue
    const where = `line ${index + 1}`
    const entry = readEntry(line, where, options)
    const { case: id, trial } = entry.trajectory
    const key = `${id}#${trial}`
    if (seen.has(key)) throw invalid(options, `${where}: trial ${trial} of case ${id} is there twice`)
    seen.add(key)
    entries.push(entry)
  }
  if (entries.length === 0) throw invalid(options, 'it holds no transcript')
  return entries
}

function readEntry(line: string, where: string, options: ImportOptions): JournalEntry {
  let transcript: Transcript
  try {
    const value = JSON.parse(line) as Json
    const parsed = transcriptSchema.safeParse(value)
    if (!parsed.success) throw new Error(mistakesIn(parsed.error.issues, value))
    transcript = parsed.data
    const trajectory = trajectoryOf(transcript, options)
    return { trajectory, givenOutcome: givenOutcome(transcript), score: null, retriedCostUsd: 0 }
  } catch (error) {
    throw invalid(options, `${where}: ${messageOf(error)}`)
  }
}

/** In the words that a suite's mistakes are told in. */
function mistakesIn(issues: Parameters<typeof explainIssues>[0], value: Json): string {
  const problems = explainIssues(issues, { schema: transcriptSchema, value, path: [], written: () => null })
  return problems.map(({ message, hint }) => (hint ? `${message} (${hint})` : message)).join('; ')
}

function givenOutcome({ outcome }: Transcript): string | null {
  if (outcome === undefined) return null
  if (typeof outcome === 'string') return outcome
  return outcome === true || outcome === 1 ? 'pass' : 'fail'
}

const invalid = (options: ImportOptions, why: string): PawlError =>
  new PawlError('import-invalid', `${options.displayPath} cannot be imported: ${why}`, {
    hint: 'Expected a JSON object a line: { case, trial, messages, calls?: [{ usage, latencyMs }], outcome? }.',
  })
