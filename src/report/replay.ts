import { hasInvisible } from './sanitize.ts'
import type { RenderOptions, SuiteReport } from './types.ts'

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
 * What was recorded is replayed: recording again would ask the model and give another trial.
 */
export function replayCommand(
  report: SuiteReport,
  trial: { readonly case: string; readonly trial: number },
  options: RenderOptions,
): string | null {
  if (report.responses === 'import') return null
  const responses = report.responses === 'record' ? 'replay' : report.responses
  const path = report.suite.displayPath
  const words = [
    options.command,
    'run',
    shellQuote(path.startsWith('-') ? `./${path}` : path),
    option('case', trial.case),
    option('trial', String(trial.trial)),
    option('seed', String(report.seed)),
    ...report.faults.map((fault) => option('fault', fault)),
  ]
  if (responses !== report.suite.responses) words.push(option('responses', responses))
  return words.join(' ')
}
