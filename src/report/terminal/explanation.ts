import { type Explanation, reasonOf } from '../failures.ts'
import { cutMiddle, visible, visibleLines } from '../sanitize.ts'
import { clip, displayWidth, wrap } from '../width.ts'
import { count } from '../words.ts'
import type { Place } from './place.ts'

const INDENT = '    '
const HANGING = '      '
const MIN_WIDTH = 30
const MAX_LABEL = 1000
const MAX_LABEL_LINES = 2
const MAX_REASON = 1500
const MAX_REASON_LINES = 16

/** What went wrong, with its place, and what was found behind a bar: it cannot pass for ours. */
export function explanationLines(explanation: Explanation, place: Place, mark = ''): string[] {
  return [...labelLines(explanation, place, mark), ...barred(reasonOf(explanation, place.options), place)]
}

/** An expectation in at most two lines, and its place whole: the last line has it, or the line below. */
export function labelLines({ label, line, column }: Explanation, place: Place, mark = ''): string[] {
  const { report, options, chalk } = place
  const width = Math.max(MIN_WIDTH, options.width - HANGING.length)
  const all = wrap(mark + visible(cutMiddle(label, MAX_LABEL)), width)
  const shown = all.slice(0, MAX_LABEL_LINES)
  const end = shown.pop() ?? ''
  const last = all.length > MAX_LABEL_LINES ? clip(`${end} …`, width) : end
  const lines = [...shown, last].map((text, index) => (index === 0 ? INDENT : HANGING) + text)
  if (line === null) return lines
  const where = `${visible(report.suite.displayPath)}:${line}:${column ?? 1}`
  const joined = `${lines.at(-1)}  ${where}`
  if (displayWidth(joined) > options.width) return [...lines, HANGING + chalk.dim(where)]
  return [...lines.slice(0, -1), `${lines.at(-1)}  ${chalk.dim(where)}`]
}

function barred(reason: string, { options, chalk }: Place): string[] {
  const width = Math.max(MIN_WIDTH, options.width - HANGING.length)
  const lines = visibleLines(cutMiddle(reason, MAX_REASON)).flatMap((line) => wrap(line, width))
  return fewer(lines).map((line) => `${INDENT}${chalk.dim('│')} ${line}`.trimEnd())
}

/** The first and the last lines of a long text, with the number of those between. */
function fewer(lines: readonly string[]): readonly string[] {
  if (lines.length <= MAX_REASON_LINES) return lines
  const head = MAX_REASON_LINES / 2
  const left = lines.length - MAX_REASON_LINES
  return [...lines.slice(0, head), `… (${count(left, 'more line')}) …`, ...lines.slice(-head)]
}
