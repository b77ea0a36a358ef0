import { Chalk } from 'chalk'
import type { PawlError } from '../errors.ts'
import { visibleLines } from '../report/index.ts'
import { ownWords } from '../report/words.ts'
import { formatDiagnostic } from '../suite/index.ts'
import { commands } from './commands.ts'
import { type Io, wantsColor } from './io.ts'

/** Messages may quote an agent or a model: nothing in them acts on the terminal. */
const lines = (text: string): string => visibleLines(text).join('\n  ')

/** A command that a hint names: the user starts it as this one was started. */
const COMMAND = new RegExp(`(?<![\\w/])pawl (?=(?:${[...commands.keys()].join('|')})\\b)`, 'g')

/** An error as the user reads it: the mistakes with their places, or what is wrong and what to do. */
export function formatError(error: PawlError, io: Io): string {
  const chalk = new Chalk({ level: wantsColor(io.stderr, io.env) ? 1 : 0 })
  const shown = (text: string): string => lines(ownWords(text, io))
  const diagnostics = error.diagnostics.map((diagnostic) => `${formatDiagnostic(diagnostic)}\n`)
  const head = `${chalk.red('error')} ${chalk.dim(`[${error.code}]`)} ${shown(error.message)}`
  const hint = error.hint === null ? [] : [`  ${shown(error.hint.replaceAll(COMMAND, `${io.command} `))}`]
  return `${[...diagnostics, head, ...hint].join('\n')}\n`
}
