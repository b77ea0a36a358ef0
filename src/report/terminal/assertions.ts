import type { ChalkInstance } from 'chalk'
import type { AssertionReport } from '../../gate/types.ts'
import { cutMiddle, visible } from '../sanitize.ts'
import { layOut } from '../table.ts'
import type { RenderOptions, SuiteReport } from '../types.ts'
import { wrap } from '../width.ts'
import { assertionCells, DECISION_MARKS, isPlainPass } from '../words.ts'

const MAX_BECAUSE = 1000
const INDENT = '    '

/** The gate's lines: mark, text, value, the interval that decides, how sure; below it why, unless it is plain. */
export function assertionLines(report: SuiteReport, options: RenderOptions, chalk: ChalkInstance): string[] {
  const { assertions } = report.verdict
  const heads = layOut(assertions.map(assertionCells), ['left', 'right', 'left', 'left'])
  return assertions.flatMap((assertion, index) => {
    const head = `  ${mark(assertion, chalk)} ${heads[index] ?? ''}`
    if (isPlainPass(assertion) || assertion.because === '') return [head]
    const because = visible(cutMiddle(assertion.because, MAX_BECAUSE))
    const lines = wrap(because, Math.max(20, options.width - INDENT.length))
    return [head, ...lines.map((line) => chalk.dim(INDENT + line))]
  })
}

/** A pass without proof is yellow: green enough to go on, not enough to boast. */
function mark(assertion: AssertionReport, chalk: ChalkInstance): string {
  const paint =
    assertion.decision === 'fail' ? chalk.red : isPlainPass(assertion) ? chalk.green : chalk.yellow
  return paint(DECISION_MARKS[assertion.decision])
}
