import { resolve } from 'node:path'
import { type Budget, createBudget } from '../model/budget.ts'
import type { Asking } from '../run/index.ts'
import type { Io } from './io.ts'
import { dollars, type OptionSpecs, oneOf, type ParsedArguments, wholeNumber } from './options.ts'

export const RUNS_FOLDER = '.pawl/runs'
const DEFAULT_CONCURRENCY = 8

/** Options of every command that is about some of a suite's trials. */
export const SELECTING = {
  trials: { value: 'N', about: 'trials of each case, instead of what the suite says' },
  case: { value: 'ID', multiple: true, about: 'only these cases; * stands for any characters' },
  tag: { value: 'TAG', multiple: true, about: 'only cases with one of these tags' },
} as const satisfies OptionSpecs

/** Options of every command that runs trials. */
export const RUNNING = {
  seed: { value: 'N', about: 'seed of all chance in the run (default 1)' },
  concurrency: { value: 'N', about: `trials at the same time (default ${DEFAULT_CONCURRENCY})` },
  reporter: {
    value: 'NAME[=PATH]',
    multiple: true,
    about: 'terminal, json, junit or markdown, to a file or standard output',
  },
  output: { value: 'DIR', about: `parent of the run folders (default ${RUNS_FOLDER})` },
} as const satisfies OptionSpecs

export const readSelecting = (given: ParsedArguments) => ({
  cases: given.all('case'),
  tags: given.all('tag'),
  trials: wholeNumber(given.one('trials'), 'trials', 1),
})

export const readRunning = (given: ParsedArguments, io: Io) => ({
  seed: wholeNumber(given.one('seed'), 'seed', 0) ?? 1,
  concurrency: wholeNumber(given.one('concurrency'), 'concurrency', 1) ?? DEFAULT_CONCURRENCY,
  outputDir: resolve(io.cwd, given.one('output') ?? RUNS_FOLDER),
})

/** How the judges of trials that are on record are asked. */
export const readAsking = (given: ParsedArguments, io: Io): Asking => ({
  judges: JUDGES[oneOf(given.one('responses'), 'responses', ['replay', 'record', 'live']) ?? 'none'],
  concurrency: wholeNumber(given.one('concurrency'), 'concurrency', 1) ?? DEFAULT_CONCURRENCY,
  seed: 1,
  budget: readBudget(given),
  signal: io.signal,
  env: io.env,
  now: io.now,
  command: io.command,
})

/** What was recorded is not asked again. */
const JUDGES = { none: null, replay: 'play', record: 'fill', live: 'live' } as const

/** One for all suites of the command; `null` where `--max-cost` is not given. */
export function readBudget(given: ParsedArguments): Budget | null {
  const maxUsd = dollars(given.one('max-cost'), 'max-cost')
  return maxUsd === null ? null : createBudget(maxUsd)
}
