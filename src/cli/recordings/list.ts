import { basename } from 'node:path'
import type { PawlError } from '../../errors.ts'
import { formatCount, formatUsd, UNKNOWN } from '../../gate/format.ts'
import { breakCommands, visibleName } from '../../report/sanitize.ts'
import { type Align, layOut } from '../../report/table.ts'
import {
  type RecordingFacts,
  type Survey,
  type SurveyedCase,
  type SurveyedJudges,
  sum,
} from '../../run/index.ts'
import type { Io } from '../io.ts'
import type { ParsedArguments } from '../options.ts'
import { surveysFor } from './survey.ts'

const HEADER = ['case', 'recordings', 'oldest', 'model', 'calls', 'tokens', 'cost', 'size', 'state']
const ALIGN: readonly Align[] = [
  ...(['left', 'right', 'left', 'left'] as const),
  ...(['right', 'right', 'right', 'right', 'left'] as const),
]

/** A table a suite: what is recorded, of what age, and whether it still holds. */
export async function listRecordings(given: ParsedArguments, io: Io): Promise<number> {
  const surveys = await surveysFor(given, io)
  io.stdout.write(breakCommands(`${surveys.map(tableOf).join('\n\n')}\n`))
  return 0
}

function tableOf({ suite, cases, unused }: Survey): string {
  const title = `${visibleName(suite.name)}  ${visibleName(suite.displayPath)}`
  const rows = [
    ...cases.flatMap((item) => [rowOf(item), ...(item.judges === null ? [] : [judgesRow(item.judges)])]),
    ...unused.map(({ path, corrupt }) => [
      visibleName(basename(path)),
      ...Array.from({ length: 7 }, () => ''),
      corrupt === null ? 'used by no case' : `${unreadWord(corrupt)}, used by no case`,
    ]),
  ]
  if (rows.length === 0) return `${title}\n  no recordings: its responses come from ${suite.responses}`
  return [title, ...layOut([HEADER, ...rows], ALIGN).map((line) => `  ${line}`)].join('\n')
}

function rowOf(item: SurveyedCase): string[] {
  const facts = item.trials.flatMap((trial) => trial.facts ?? [])
  const number = item.corrupt ? UNKNOWN : `${facts.length} of ${item.planned}`
  return [visibleName(item.id), number, ...cellsOf(facts, item.bytes), stateOf(item)]
}

/** Below the case: what its judges were asked. */
function judgesRow({ answers, corrupt, bytes, silent, stale }: SurveyedJudges): string[] {
  const number = corrupt ? UNKNOWN : formatCount(answers.length)
  const parts = [silent > 0 ? `${silent} never asked` : '', stale > 0 ? `${stale} stale` : ''].filter(Boolean)
  const state = corrupt ? 'corrupt' : parts.join(', ')
  return ['  its judges', number, ...cellsOf(answers, bytes), state]
}

function cellsOf(facts: readonly RecordingFacts[], bytes: number | null): string[] {
  const known = facts.length > 0
  return [
    oldestOf(facts),
    visibleName([...new Set(facts.flatMap(({ models }) => models))].sort().join(', ')),
    known ? formatCount(facts.reduce((total, { calls }) => total + calls, 0)) : '',
    known ? shown(sum(facts.map(({ tokens }) => tokens)), formatCount) : '',
    known ? shown(sum(facts.map(({ costUsd }) => costUsd)), formatUsd) : '',
    bytes === null ? '' : formatBytes(bytes),
  ]
}

const shown = (value: number | null, format: (value: number) => string): string =>
  value === null ? UNKNOWN : format(value)

function oldestOf(facts: readonly RecordingFacts[]): string {
  const [oldest] = facts.flatMap(({ recordedAt }) => recordedAt ?? []).sort()
  return oldest === undefined ? '' : visibleName(oldest.slice(0, 'YYYY-MM-DD'.length))
}

const unreadWord = ({ code }: PawlError): string =>
  code === 'recording-newer' ? 'of a newer pawl' : 'corrupt'

/** `valid`, or how many are not: `2 stale, 1 missing`. */
function stateOf({ corrupt, trials }: SurveyedCase): string {
  if (corrupt !== null) return unreadWord(corrupt)
  const parts = (['stale', 'missing'] as const).flatMap((kind) => {
    const number = trials.filter(({ state }) => state.kind === kind).length
    if (number === 0) return []
    return number === trials.length ? [kind] : [`${number} ${kind}`]
  })
  return parts.length === 0 ? 'valid' : parts.join(', ')
}

function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  const kilobytes = bytes / 1024
  return kilobytes < 1024 ? `${kilobytes.toFixed(1)} kB` : `${(kilobytes / 1024).toFixed(1)} MB`
}
