import { Chalk } from 'chalk'
import { breakCommands, visible, visibleName } from '../sanitize.ts'
import { assertionLines } from '../terminal/assertions.ts'
import type { Renderer, RenderOptions } from '../types.ts'
import { wrap } from '../width.ts'
import { EXIT_MEANING } from '../words.ts'
import { comparisonLines } from './lines.ts'
import type { ComparisonReport } from './types.ts'
import { verdictWords } from './words.ts'

/** What changed, as a person reads it: scope, metrics, verdict, cases, and the decision where the eye lands. */
export const terminal: Renderer<ComparisonReport> = {
  name: 'terminal',
  render: (report, options) => breakCommands(`${linesOf(report, options).join('\n')}\n`),
}

function linesOf(report: ComparisonReport, options: RenderOptions): string[] {
  const chalk = new Chalk({ level: options.color ? 1 : 0 })
  const { suite, labels, verdict, divergences, warnings } = report
  const { width } = options
  const [before, now] = labels.map(visible)
  const note = (text: string): string[] =>
    wrap(visible(text), width - 4).map((line, index) => `  ${index === 0 ? chalk.yellow('•') : ' '} ${line}`)
  const notes = [...verdict.notes, ...warnings].flatMap(note)
  const paint = { pass: chalk.green, fail: chalk.red, error: chalk.yellow }[verdict.decision]
  return [
    `${chalk.bold(visibleName(suite))}  ${chalk.dim(`${before} → ${now}`)}`,
    ...comparisonLines(verdict.comparison, divergences, { width, chalk, labels }),
    '',
    ...assertionLines(verdict.assertions, { options, chalk }),
    ...(notes.length === 0 ? [] : ['', ...notes]),
    '',
    `${paint.bold(verdictWords(verdict))}  exit ${verdict.exitCode}: ${EXIT_MEANING[verdict.exitCode]}`,
  ]
}
