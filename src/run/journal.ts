import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { messageOf, PawlError } from '../errors.ts'
import type { TrialResult } from '../expect/types.ts'
import type { Secrets } from '../secrets/index.ts'
import { decodeTrajectory, encodeTrajectory, type Trajectory } from '../trajectory/index.ts'
import { RUN_FILE, type RunInfo, readInfo } from './run-info.ts'
import { parseObject, unreadable } from './unreadable.ts'

/** A line of `trials.jsonl`. The score is `null` for transcripts that no suite has judged. */
export interface JournalEntry {
  readonly trajectory: Trajectory
  /** What the transcript's source said of the trial. */
  readonly givenOutcome: string | null
  readonly score: Pick<TrialResult, 'outcome' | 'reason' | 'expectations'> | null
  /** `null`: unknown. */
  readonly retriedCostUsd: number | null
}

/** An entry as it was read back. */
export interface StoredEntry extends JournalEntry {
  /** True where credentials in it gave way to `[redacted: …]`: what it says is not all that was said. */
  readonly redacted: boolean
}

export interface Journal {
  readonly dir: string
  /**
   * Takes a finished trial; it is on disk within a moment, whole lines at a time.
   * @returns the score as it was written: what may be shown of it
   */
  append(entry: JournalEntry): JournalEntry['score']
  /** Of the trials that were appended, those that held credentials. */
  redacted(): number
  close(): void
}

const TRIALS_FILE = 'trials.jsonl'
const SERVICE_STDERR_FILE = 'service-stderr.txt'

/** Starts a journal in a folder that does not exist yet. Throws `output-unwritable`. */
export function createJournal(dir: string, info: RunInfo, secrets: Secrets): Journal {
  return guardWrites(dir, () => {
    mkdirSync(dir, { recursive: true })
    writeFileSync(join(dir, RUN_FILE), `${JSON.stringify(info, null, 2)}\n`)
    return openJournal(dir, secrets)
  })
}

/** Says of a run that was stopped that no more was to run. Throws `output-unwritable`. */
export function amendPlanned(dir: string, trialsByCase: ReadonlyMap<string, readonly number[]>): void {
  guardWrites(dir, () => {
    const path = join(dir, RUN_FILE)
    const planned = Object.fromEntries([...trialsByCase].map(([id, trials]) => [id, trials.length]))
    const info: RunInfo = { ...readInfo(dir), planned }
    writeFileSync(`${path}.new`, `${JSON.stringify(info, null, 2)}\n`)
    renameSync(`${path}.new`, path)
  })
}

/** Goes on with a journal; a last line that was torn by a crash is cut off first. */
export function reopenJournal(dir: string, secrets: Secrets): Journal {
  return guardWrites(dir, () => {
    const path = join(dir, TRIALS_FILE)
    if (existsSync(path)) {
      const bytes = readFileSync(path)
      truncateSync(path, bytes.lastIndexOf('\n') + 1)
    }
    return openJournal(dir, secrets)
  })
}

const FLUSH_BYTES = 1 << 18
const FLUSH_MS = 20

/**
 * Lines are written together a few times a second: a system call for each would cost more than the trial. They wait
 * as bytes: as text they would outlive the garbage collector's nursery, and fill the heap.
 */
function openJournal(dir: string, secrets: Secrets): Journal {
  const file = openSync(join(dir, TRIALS_FILE), 'a')
  const write = (data: string | Uint8Array) => guardWrites(dir, () => writeFileSync(file, data))
  const pending = Buffer.allocUnsafeSlow(FLUSH_BYTES)
  let filled = 0
  let redacted = 0
  let timer: NodeJS.Timeout | null = null
  let failure: unknown = null
  const flush = () => {
    if (timer !== null) clearTimeout(timer)
    timer = null
    const lines = pending.subarray(0, filled)
    filled = 0
    if (lines.length > 0) write(lines)
  }
  // Nobody is there to catch what a timer throws: the next to write learns of it.
  const flushLater = () => {
    try {
      flush()
    } catch (error) {
      failure = error
    }
  }
  return {
    dir,
    append(entry) {
      const line = lineOf(entry)
      const asIs = JSON.stringify(line)
      const { value, found } = secrets.redact(line, asIs)
      if (found.length > 0) redacted++
      const text = found.length > 0 ? `${JSON.stringify({ ...value, redacted: true })}\n` : `${asIs}\n`
      const bytes = Buffer.byteLength(text)
      if (filled + bytes > pending.length) flush()
      if (bytes > pending.length) write(text)
      else filled += pending.write(text, filled)
      timer ??= setTimeout(flushLater, FLUSH_MS)
      if (failure !== null) throw failure
      const { outcome, reason, expectations } = value
      return found.length === 0 ? entry.score : ({ outcome, reason, expectations } as JournalEntry['score'])
    },
    redacted: () => redacted,
    close() {
      flush()
      closeSync(file)
      if (failure !== null) throw failure
    },
  }
}

function lineOf({ trajectory, givenOutcome, score, retriedCostUsd }: JournalEntry) {
  const { events, ...head } = encodeTrajectory(trajectory)
  const { outcome = null, reason, expectations } = score ?? {}
  // The mark has its place before the events; most lines go without.
  return { ...head, outcome, reason, expectations, givenOutcome, retriedCostUsd, redacted: undefined, events }
}

/** Keeps what a service wrote to stderr beside the trials. Throws `output-unwritable`. */
export function keepServiceStderr(dir: string, text: string): void {
  guardWrites(dir, () => writeFileSync(join(dir, SERVICE_STDERR_FILE), text))
}

function guardWrites<T>(dir: string, write: () => T): T {
  try {
    return write()
  } catch (error) {
    if (error instanceof PawlError) throw error
    throw new PawlError('output-unwritable', `the run folder ${dir} cannot be written: ${messageOf(error)}`, {
      cause: error,
    })
  }
}

export interface StoredRun {
  readonly dir: string
  readonly info: RunInfo
  readonly entries: readonly StoredEntry[]
}

/** A run whose trials are parsed one by one, each time that they are asked for: of a large one they fill the memory. */
export interface OpenedRun extends Omit<StoredRun, 'entries'> {
  readonly entries: Iterable<StoredEntry>
}

/** Reads a run back. Throws `run-unreadable`. */
export function readRun(dir: string): StoredRun {
  const { info, entries } = openRun(dir)
  return { dir, info, entries: [...entries] }
}

/** As `readRun`; what is wrong with a trial is thrown when its turn comes. */
export function openRun(dir: string): OpenedRun {
  const info = readInfo(dir)
  return { dir, info, entries: { [Symbol.iterator]: () => parsedEntries(dir, () => true) } }
}

/** Those of these cases alone. Throws `run-unreadable`. */
export const readEntriesOf = (dir: string, cases: ReadonlySet<string>): readonly StoredEntry[] =>
  [
    ...parsedEntries(dir, (line) => {
      const [, id] = CASE_FIRST.exec(line) ?? []
      return id === undefined || cases.has(JSON.parse(id))
    }),
  ].filter(({ trajectory }) => cases.has(trajectory.case))

/** As lines are written: what is not wanted need not be parsed to be known. */
const CASE_FIRST = /^\{"case":("(?:[^"\\]|\\.)*")/

function* parsedEntries(dir: string, wanted: (line: string) => boolean): Generator<StoredEntry> {
  const path = join(dir, TRIALS_FILE)
  if (!existsSync(path)) throw unreadable(dir, `it has no ${TRIALS_FILE}`)
  const text = readFileSync(path, 'utf8')
  let from = 0
  // A last line that was torn by a crash has no end.
  for (let number = 1, to = text.indexOf('\n'); to !== -1; number++, to = text.indexOf('\n', from)) {
    const line = text.slice(from, to)
    from = to + 1
    if (wanted(line)) yield parseLine(dir, line, number)
  }
}

function parseLine(dir: string, line: string, number: number): StoredEntry {
  const stored = parseObject(dir, `${TRIALS_FILE} line ${number}`, line)
  try {
    const { outcome, reason, expectations, givenOutcome, retriedCostUsd, redacted, ...trajectory } = stored
    const score = outcome === null || outcome === undefined ? null : { outcome, reason, expectations }
    return {
      trajectory: decodeTrajectory(trajectory),
      givenOutcome: typeof givenOutcome === 'string' ? givenOutcome : null,
      score: score as JournalEntry['score'],
      retriedCostUsd: typeof retriedCostUsd === 'number' || retriedCostUsd === null ? retriedCostUsd : 0,
      redacted: redacted === true,
    }
  } catch (error) {
    throw unreadable(dir, `${TRIALS_FILE} line ${number}: ${messageOf(error)}`)
  }
}
