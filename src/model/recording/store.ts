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
import { createSecrets, type FoundSecret, type Secrets } from '../../secrets/index.ts'
import { decodeRecordings, encodeRecordings, type RecordedActor, type Recording } from './format.ts'
import { NewerFormat } from './schema.ts'

/** The recordings of a suite: one file a case in one folder. */
export interface RecordingStore {
  /** Ids of the cases that have a file, in order. */
  list(): readonly string[]
  pathOf(caseId: string): string
  /** The recordings of a case; empty when it has none. Throws `recording-corrupt`, `recording-newer`. */
  load(caseId: string): readonly Recording[]
  /** How many recordings a case has, told from the layout of its file, which is read and not checked. */
  count(caseId: string): number
  /** Replaces the file of a case, whole or not at all. Throws `recording-secret`, `output-unwritable`. */
  save(caseId: string, recordings: readonly Recording[]): void
  /** Paths of what interrupted writes left half written. */
  leftovers(): readonly string[]
  /** Removes the file of a case, where there is one. Throws `output-unwritable`. */
  remove(caseId: string): void
}

export interface StoreOptions {
  /** Whose calls: those of judges stand beside the agent's, in files of their own. The agent's unless it says otherwise. */
  readonly of?: RecordedActor
  /** What no file may hold: all that looks like a credential, and the run's own keys where it knows them. */
  readonly secrets?: Secrets
}

export function createRecordingStore(
  dir: string,
  { of = 'agent', secrets = createSecrets() }: StoreOptions = {},
): RecordingStore {
  const pathOf = (caseId: string) => join(dir, `${caseId}${SUFFIX[of]}`)
  return {
    pathOf,
    list: () =>
      existsSync(dir)
        ? readdirSync(dir)
            .flatMap((file) => caseIn(file, of))
            .sort()
        : [],
    leftovers: () =>
      existsSync(dir)
        ? readdirSync(dir)
            .filter(isLeftover)
            .map((name) => join(dir, name))
            .sort()
        : [],
    load(caseId) {
      const path = pathOf(caseId)
      if (!existsSync(path)) return []
      try {
        return decodeRecordings(readFileSync(path, 'utf8'), caseId)
      } catch (error) {
        throw unreadable(path, error)
      }
    },
    count(caseId) {
      const path = pathOf(caseId)
      return existsSync(path) ? (readFileSync(path, 'utf8').match(RECORDED)?.length ?? 0) : 0
    },
    save(caseId, recordings) {
      const text = encodeRecordings(caseId, recordings, of)
      const { found } = secrets.redact({ recordings }, text)
      if (found.length > 0) throw secretFound(caseId, found)
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

/** A key that every recording has, at the depth where recordings have theirs; no string holds a line break. */
const RECORDED = /^ {6}"recordedAt":/gm

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

/** What a process that is still there writes is not left over. */
function isLeftover(file: string): boolean {
  const [, pid] = /\.json\.(\d+)\.tmp$/.exec(file) ?? []
  if (pid === undefined) return false
  try {
    process.kill(Number(pid), 0)
    return false
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'EPERM')
  }
}

function unreadable(path: string, error: unknown): PawlError {
  const [code, hint] =
    error instanceof NewerFormat
      ? (['recording-newer', 'Update pawl.'] as const)
      : ([
          'recording-corrupt',
          'Take it back from version control, or remove it and record the case again.',
        ] as const)
  return new PawlError(code, `the recording ${path} cannot be read: ${messageOf(error)}`, {
    hint,
    cause: error,
  })
}

const unwritable = (path: string, what: 'written' | 'removed', error: unknown): PawlError =>
  new PawlError('output-unwritable', `the recording ${path} cannot be ${what}: ${messageOf(error)}`, {
    cause: error,
  })

/** Says what was found and where, never what it is. */
function secretFound(caseId: string, found: readonly FoundSecret[]): PawlError {
  const [first] = found
  const others = new Set(found.map(({ path }) => path)).size - 1
  const more = others === 0 ? '' : ` and in ${others} more ${others === 1 ? 'place' : 'places'}`
  return new PawlError(
    'recording-secret',
    `the recording of case ${caseId} holds what looks like ${first?.what} at ${first?.path}${more}; it was not written`,
    {
      hint: 'Keep it out of prompts, tool arguments and tool results, let mocked tools answer with a dummy, and record the case again. If it is real, revoke it: it was sent to the model.',
    },
  )
}

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
