import { basename, join, relative } from 'node:path'
import { messageOf, PawlError } from '../../errors.ts'
import { formatUsd, UNKNOWN } from '../../gate/format.ts'
import { priceTable } from '../../model/prices.ts'
import { decodeRecordings, type RecordedActor, type Recording } from '../../model/recording/format.ts'
import { createRecordingStore, recordingNamed } from '../../model/recording/store.ts'
import { breakCommands, visible, visibleName } from '../../report/sanitize.ts'
import { count } from '../../report/words.ts'
import {
  diffRecordings as differences,
  openRevision,
  type RecordingFacts,
  type Revision,
  type TrialDifference,
} from '../../run/index.ts'
import type { Suite } from '../../suite/index.ts'
import type { Io } from '../io.ts'
import type { ParsedArguments } from '../options.ts'
import { requireSuites } from '../suites.ts'

/** Says where the model's recorded answers are not what git has of them. Throws `usage` outside a repository. */
export async function diffRecordings(given: ParsedArguments, io: Io): Promise<number> {
  const { suites } = await requireSuites(given.positionals, io.cwd)
  const against = given.one('against') ?? 'HEAD'
  let exitCode = 0
  for (const suite of suites) {
    const revision = await openRevision(suite.recordingsDir, against)
    const { cases, compared, unreadable } = await changedCases(suite, revision, io)
    const head = visibleName(suite.displayPath)
    const since = `since ${visibleName(against)}`
    const lines =
      cases.length === 0
        ? [`${head}: ${compared === 0 ? 'no recordings' : `the model answers as it did ${since}`}`]
        : [`${head}: ${count(cases.length, 'case')} changed ${since}`, ...cases.flatMap(caseLines)]
    for (const why of unreadable) lines.push(`  ✖ ${visible(why)}`)
    if (unreadable.length > 0) exitCode = 3
    io.stdout.write(breakCommands(`${lines.join('\n')}\n`))
  }
  return exitCode
}

interface ChangedCase {
  readonly id: string
  /** Who was asked: of judges the trials are things they were asked. */
  readonly of: RecordedActor
  readonly trials: readonly TrialDifference[]
}

interface Changes {
  readonly cases: readonly ChangedCase[]
  /** How many cases have recordings, now or then. */
  readonly compared: number
  /** Why the files of other cases cannot be compared. */
  readonly unreadable: readonly string[]
}

async function changedCases(suite: Suite, revision: Revision, io: Io): Promise<Changes> {
  const prices = priceTable(suite.prices)
  const before = (await revision.list()).filter((name) => recordingNamed(name) !== null)
  const now = (['agent', 'judge'] as const).flatMap((of) => {
    const store = createRecordingStore(suite.recordingsDir, { of })
    return store.list().map((id) => basename(store.pathOf(id)))
  })
  const names = [...new Set([...before, ...now])].sort()
  const cases: ChangedCase[] = []
  const unreadable: string[] = []
  for (const name of names) {
    const { id, of } = recordingNamed(name) ?? { id: name, of: 'agent' }
    const path = relative(io.cwd, join(suite.recordingsDir, name))
    try {
      const old = before.includes(name) ? decoded(await revision.read(name), id, path) : []
      const fresh = createRecordingStore(suite.recordingsDir, { of }).load(id)
      const trials =
        of === 'agent' ? differences(old, fresh, prices) : differences(...numbered(old, fresh), prices)
      if (trials.length > 0) cases.push({ id, of, trials })
    } catch (error) {
      if (!(error instanceof PawlError)) throw error
      unreadable.push(error.message)
    }
  }
  return { cases, compared: names.length, unreadable }
}

/** What judges were asked, each under one number in both: found by what it is, its place in the file says nothing. */
function numbered(old: readonly Recording[], fresh: readonly Recording[]): [Recording[], Recording[]] {
  const keyOf = ({ calls }: Recording): string => calls[0]?.keys[0] ?? ''
  const keys = [...new Set([...fresh, ...old].map(keyOf))]
  const number = (recording: Recording) => ({ ...recording, trial: keys.indexOf(keyOf(recording)) })
  return [old.map(number), fresh.map(number)]
}

function decoded(text: string, id: string, path: string): readonly Recording[] {
  try {
    return decodeRecordings(text, id)
  } catch (error) {
    throw new PawlError('recording-corrupt', `what git has of ${path} cannot be read: ${messageOf(error)}`, {
      hint: 'Compare with a commit that has it whole: --against REV',
      cause: error,
    })
  }
}

const caseLines = ({ id, of, trials }: ChangedCase): string[] => [
  `  ${visibleName(id)}${of === 'judge' ? ', its judges' : ''}`,
  ...[...Map.groupBy(trials, (trial) => wordsFor(trial).join('\n'))].map(([words, same]) => {
    const numbers = same.map(({ trial }) => trial).join(', ')
    const what = of === 'judge' ? 'answer' : 'trial'
    return `    ${what}${same.length === 1 ? '' : 's'} ${numbers}${words}`
  }),
]

/** What follows the number of the trial: trials that changed alike are told of once. */
function wordsFor({ before, after, answer }: TrialDifference): string[] {
  if (before === null || after === null) {
    const only = before ?? after
    const words = before === null ? 'new' : 'gone'
    return [`, ${words}: ${only === null ? '' : sizeOf(only)}`]
  }
  const calls = arrow(
    before.calls.toLocaleString('en-US'),
    count(after.calls, 'call'),
    before.calls === after.calls,
  )
  const [was, is] = alike(cost(before), cost(after))
  const size = `${calls}, ${arrow(was, is, was === is)}`
  if (answer === null) return [`: ${size}`]
  return [
    `, call ${answer.call}: ${size}`,
    `      - ${visible(answer.before)}`,
    `      + ${visible(answer.after)}`,
  ]
}

const sizeOf = (facts: RecordingFacts): string => `${count(facts.calls, 'call')}, ${cost(facts)}`
const cost = ({ costUsd }: RecordingFacts): string => (costUsd === null ? UNKNOWN : formatUsd(costUsd))
/** Two amounts to as many digits: of $0.00078 and $0.000782 the first is $0.000780. */
function alike(before: string, after: string): [string, string] {
  const digits = (text: string): number => text.split('.')[1]?.length ?? 0
  const padded = (text: string, other: string): string =>
    digits(text) === 0 ? text : text + '0'.repeat(Math.max(0, digits(other) - digits(text)))
  return [padded(before, after), padded(after, before)]
}

const arrow = (before: string, after: string, same: boolean): string =>
  same ? after : `${before} → ${after}`
