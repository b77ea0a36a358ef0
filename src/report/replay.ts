import type { TrialResult } from '../expect/types.ts'
import type { ResponseMode } from '../suite/types.ts'
import { casesById } from './failures.ts'
import { hasInvisible } from './sanitize.ts'
import type { RenderOptions, SuiteReport } from './types.ts'
import { shownPath } from './words.ts'

const PLAIN = /^[\w./:@%+=,-]+$/
const COMMAND = /##\w*\[/

/**
 * A word as a POSIX shell reads it back. Characters that a terminal or a CI log would obey are written as
 * escapes in `$'…'` (bash, zsh, ksh), so that the command is safe to show and still exact.
 */
export function shellQuote(word: string): string {
  if (PLAIN.test(word)) return word
  if (hasInvisible(word) || COMMAND.test(word)) return `$'${[...word.toWellFormed()].map(escaped).join('')}'`
  return `'${word.replaceAll("'", `'\\''`)}'`
}

function escaped(char: string): string {
  if (char === "'" || char === '\\') return `\\${char}`
  const code = char.codePointAt(0) ?? 0
  if (char === '[') return '\\x5b'
  if (code < 0x80) return hasInvisible(char) ? `\\x${code.toString(16).padStart(2, '0')}` : char
  return hasInvisible(char) ? `\\U${code.toString(16).padStart(8, '0')}` : char
}

/** `--name value`; `--name=value` where the value would pass for an option. */
const option = (name: string, value: string): string =>
  value.startsWith('-') ? `--${name}=${shellQuote(value)}` : `--${name} ${shellQuote(value)}`

/**
 * The command that runs one trial of this run again; `null` for imported transcripts, which have no agent.
 * What was recorded is replayed: recording again would ask the model and give another trial. What ended in an error
 * was not recorded, and is asked for again.
 */
export function replayCommand(
  report: SuiteReport,
  trial: Pick<TrialResult, 'case' | 'trial' | 'outcome'>,
  options: RenderOptions,
): string | null {
  switch (report.responses) {
    case 'import':
      return null
    case 'record':
      if (trial.outcome === 'error' && report.rerun.agent) return runAgain(report, trial, 'record', options)
      return trial.outcome === 'error'
        ? recordAgain(report, trial, options)
        : runAgain(report, trial, 'replay', options)
    case 'script':
    case 'replay':
    case 'live':
      return runAgain(report, trial, report.responses, options)
  }
}

type Rerun = Pick<TrialResult, 'case' | 'trial'>

function runAgain(report: SuiteReport, trial: Rerun, mode: ResponseMode, options: RenderOptions): string {
  const { suite, rerun } = report
  return [
    ...commandOn('run', report, trial, options),
    ...agentWords(report),
    option('trial', String(trial.trial)),
    option('seed', String(report.seed)),
    ...rerun.faults.map((fault) => option('fault', fault)),
    ...(mode === suite.responses ? [] : [option('responses', mode)]),
    ...(rerun.strict ? ['--strict'] : []),
    ...(rerun.realTime ? ['--real-time'] : []),
  ].join(' ')
}

function recordAgain(report: SuiteReport, trial: Rerun, options: RenderOptions): string {
  const { upstream } = report.rerun
  return [
    ...commandOn('record', report, trial, options),
    option('seed', String(report.seed)),
    ...(upstream === null ? [] : [option('upstream', shownPath(upstream, options))]),
  ].join(' ')
}

/** The command, the suite, the case, and as many trials as make this one of them. */
function commandOn(
  name: 'run' | 'record',
  report: SuiteReport,
  { case: id, trial }: Rerun,
  options: RenderOptions,
): string[] {
  const planned = casesById(report).get(id)?.trials ?? report.suite.trials
  return [
    options.command,
    name,
    suiteWord(report),
    option('case', id),
    ...(trial < planned ? [] : [option('trials', String(trial + 1))]),
  ]
}

/** The command that records all that a suite has no recording of. */
export const recordCommand = (report: SuiteReport, { command }: RenderOptions): string =>
  report.rerun.agent?.option === 'agent'
    ? [command, 'run', suiteWord(report), ...agentWords(report), '--responses record'].join(' ')
    : `${command} record ${suiteWord(report)}`

/** The command that judges all of the suite, on what is recorded. */
export const runCommand = (report: SuiteReport, { command }: RenderOptions): string =>
  `${command} run ${suiteWord(report)}${report.suite.responses === 'replay' ? '' : ' --responses replay'}`

const agentWords = ({ rerun: { agent } }: SuiteReport): readonly string[] =>
  agent ? [option(agent.option, agent.value)] : []

const suiteWord = ({ suite: { displayPath: path } }: SuiteReport): string =>
  shellQuote(path.startsWith('-') ? `./${path}` : path)
