import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { messageOf, PawlError } from '../../errors.ts'
import { decodeRecordings, encodeRecordings, type RecordedActor, type Recording } from './format.ts'
import { findSecret } from './secrets.ts'

/** The recordings of a suite: one file a case in one folder. */
export interface RecordingStore {
  /** Ids of the cases that have a file, in order. */
  list(): readonly string[]
  pathOf(caseId: string): string
  /** The recordings of a case; empty when it has none. Throws `recording-corrupt`. */
  load(caseId: string): readonly Recording[]
  /** Replaces the file of a case, whole or not at all. Throws `recording-secret`, `output-unwritable`. */
  save(caseId: string, recordings: readonly Recording[]): void
  /** Removes the file of a case, where there is one. Throws `output-unwritable`. */
  remove(caseId: string): void
}

/** @param of whose calls: those of judges stand beside the agent's, in files of their own */
export function createRecordingStore(dir: string, of: RecordedActor = 'agent'): RecordingStore {
  const pathOf = (caseId: string) => join(dir, `${caseId}${SUFFIX[of]}`)
  return {
    pathOf,
    list: () =>
      existsSync(dir)
        ? readdirSync(dir)
            .flatMap((file) => caseIn(file, of))
            .sort()
        : [],
    load(caseId) {
      const path = pathOf(caseId)
      if (!existsSync(path)) return []
      try {
        return decodeRecordings(readFileSync(path, 'utf8'), caseId)
      } catch (error) {
        throw new PawlError(
          'recording-corrupt',
          `the recording ${path} cannot be read: ${messageOf(error)}`,
          {
            hint: 'Take it back from version control, or remove it and record the case again.',
            cause: error,
          },
        )
      }
    },
    save(caseId, recordings) {
      const text = encodeRecordings(caseId, recordings, of)
      const secret = findSecret(text)
      if (secret !== null) throw secretFound(caseId, secret)
      writeWhole(pathOf(caseId), text)
    },
    remove(caseId) {
      try {
        rmSync(pathOf(caseId), { force: true })
      } catch (error) {
        throw unwritable(pathOf(caseId), 'removed', error)
      }
    },
  }
}

const SUFFIX: Readonly<Record<RecordedActor, string>> = { agent: '.json', judge: '.judge.json' }

/** Whose calls the file of this name holds, and of which case; `null` for what is no recording. */
export function recordingNamed(file: string): { readonly id: string; readonly of: RecordedActor } | null {
  const of = file.endsWith(SUFFIX.judge) ? 'judge' : 'agent'
  return file.endsWith(SUFFIX[of]) ? { id: file.slice(0, -SUFFIX[of].length), of } : null
}

/** What an interrupted run left half written ends in `.tmp`, and is no recording. */
function caseIn(file: string, of: RecordedActor): string[] {
  const named = recordingNamed(file)
  return named?.of === of ? [named.id] : []
}

const unwritable = (path: string, what: 'written' | 'removed', error: unknown): PawlError =>
  new PawlError('output-unwritable', `the recording ${path} cannot be ${what}: ${messageOf(error)}`, {
    cause: error,
  })

const secretFound = (caseId: string, secret: string): PawlError =>
  new PawlError(
    'recording-secret',
    `the recording of case ${caseId} holds what looks like ${secret}; it was not written`,
    {
      hint: 'Keep keys out of prompts, tool arguments and tool results.',
    },
  )

/** Through a link, which stays one. */
function writeWhole(named: string, text: string): void {
  const path = existsSync(named) ? realpathSync(named) : named
  const temporary = `${path}.${process.pid}.tmp`
  try {
    mkdirSync(join(path, '..'), { recursive: true })
    writeFileSync(temporary, text)
    renameSync(temporary, path)
  } catch (error) {
    throw unwritable(path, 'written', error)
  }
}
