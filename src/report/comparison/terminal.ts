import { Chalk } from 'chalk'
import { breakCommands, visible, visibleName } from '../sanitize.ts'
import { assertionLines } from '../terminal/assertions.ts'
import type { Renderer, RenderOptions } from '../types.ts'
import { displayWidth, wrap } from '../width.ts'
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
    ...besideOrBelow(
      { text: visibleName(suite), paint: chalk.bold },
      { text: `${before} → ${now}`, paint: chalk.dim },
      width,
    ),
    ...comparisonLines(verdict.comparison, divergences, { width, chalk, labels }),
    '',
    ...assertionLines(verdict.assertions, { options, chalk }),
    ...(notes.length === 0 ? [] : ['', ...notes]),
    '',
    ...besideOrBelow(
      { text: verdictWords(verdict), paint: paint.bold },
      { text: `exit ${verdict.exitCode}: ${EXIT_MEANING[verdict.exitCode]}`, paint: String },
      width,
    ),
  ]
}

interface Painted {
  readonly text: string
  readonly paint: (text: string) => string
}

/** On one line where there is room, else one below the other. */
function besideOrBelow(head: Painted, rest: Painted, width: number): string[] {
  const isBeside = displayWidth(`${head.text}  ${rest.text}`) <= width
  if (isBeside) return [`${head.paint(head.text)}  ${rest.paint(rest.text)}`]
  return [
    ...wrap(head.text, width).map((line) => head.paint(line)),
    ...wrap(rest.text, width - INDENT.length).map((line) => INDENT + rest.paint(line)),
  ]
}

const INDENT = '  '
