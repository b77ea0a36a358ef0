import { Chalk } from 'chalk'
import type { PawlError } from '../errors.ts'
import { visibleLines } from '../report/index.ts'
import { formatDiagnostic } from '../suite/index.ts'
import { type Io, wantsColor } from './io.ts'

/** Messages may quote an agent or a model: nothing in them acts on the terminal. */
const lines = (text: string): string => visibleLines(text).join('\n  ')

/** An error as the user reads it: the mistakes with their places, or what is wrong and what to do. */
export function formatError(error: PawlError, io: Io): string {
  const chalk = new Chalk({ level: wantsColor(io.stderr, io.env) ? 1 : 0 })
  const diagnostics = error.diagnostics.map((diagnostic) => `${formatDiagnostic(diagnostic)}\n`)
  const head = `${chalk.red('error')} ${chalk.dim(`[${error.code}]`)} ${lines(error.message)}`
  const hint = error.hint === null ? [] : [`  ${lines(error.hint)}`]
  return `${[...diagnostics, head, ...hint].join('\n')}\n`
}
