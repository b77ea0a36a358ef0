import type { ChalkInstance } from 'chalk'
import type { TrialResult } from '../../expect/types.ts'
import type { CaseSummary } from '../../gate/types.ts'
import { type Explanation, explain, type FailedCase, failedCases } from '../failures.ts'
import { replayCommand } from '../replay.ts'
import { cutMiddle, visible, visibleLines, visibleName } from '../sanitize.ts'
import type { RenderOptions, SuiteReport } from '../types.ts'
import { wrap } from '../width.ts'
import { count, journalPath, OUTCOME_MARKS, OUTCOME_WORDS, troubleWords } from '../words.ts'

/** Up to so many failing trials each is shown; beyond, one a case and the others counted by reason. */
const MAX_EACH = 20
const MAX_CASES = 20
const MAX_NUMBERS = 12
const MAX_REASON = 1500
const MAX_REASON_LINES = 16
const MIN_WIDTH = 30

interface Place {
  readonly report: SuiteReport
  readonly options: RenderOptions
  readonly chalk: ChalkInstance
}

/** Every trial that is not a pass, by case. What a trial said stands behind a bar: it cannot pass for ours. */
export function trialLines(report: SuiteReport, options: RenderOptions, chalk: ChalkInstance): string[] {
  const place = { report, options, chalk }
  const cases = failedCases(report)
  const trouble = troubleWords(report)
  const heading = trouble === '' ? [] : [[chalk.bold(trouble)]]
  if (trialsOf(cases) > MAX_EACH) return separated([...heading, ...manyTrials(cases, place)])
  return separated([...heading, ...cases.flatMap((failed) => everyTrial(failed, place))])
}

function manyTrials(cases: readonly FailedCase[], place: Place): string[][] {
  const hidden = cases.slice(MAX_CASES)
  const left = `${count(trialsOf(hidden), 'failing trial')} of ${count(hidden.length, 'more case')} not shown. `
  const journal = visible(journalPath(place.report, place.options))
  const all = `All ${count(trialsOf(cases), 'failing trial')} are in ${journal}`
  return [
    ...cases.slice(0, MAX_CASES).map((failed) => firstTrial(failed, place)),
    [`${hidden.length === 0 ? '' : left}${all}`],
  ]
}

const trialsOf = (cases: readonly FailedCase[]): number =>
  cases.reduce((sum, { trials }) => sum + trials.length, 0)

const separated = (blocks: readonly string[][]): string[] =>
  blocks.flatMap((block, index) => (index === 0 ? block : ['', ...block]))

function everyTrial({ groups, trials, summary }: FailedCase, place: Place): string[][] {
  return trials.map((trial, index) => {
    const first = groups.find((group) => group.trials.includes(trial))?.first ?? trial
    const same = first === trial ? '' : `, same reason as #${first.trial}`
    const head = headLines(trial, same + (index === 0 ? ofCase(trials, summary) : ''), place)
    return [...head, ...(first === trial ? reasonLines(trial, place) : []), ...command(trial, place)]
  })
}

/** `; 2 of 5 trials of this case did not pass`; nothing for a case with a single trial. */
function ofCase(trials: readonly TrialResult[], { passed }: CaseSummary): string {
  const total = passed + trials.length
  return total === 1 ? '' : `; ${trials.length} of ${count(total, 'trial')} of this case did not pass`
}

function firstTrial({ groups, trials, summary }: FailedCase, place: Place): string[] {
  const [largest, ...others] = groups
  if (largest === undefined) return []
  const { first } = largest
  const more = (list: readonly TrialResult[], how: string): string[] =>
    list.length === 0
      ? []
      : [`    and ${count(list.length, 'more trial')} of this case ${how}: ${numbers(list)}`]
  const reasons = others.length === 1 ? 'another reason' : `${others.length} other reasons`
  return [
    ...headLines(first, ofCase(trials, summary), place),
    ...reasonLines(first, place),
    ...more(largest.trials.slice(1), 'with the same reason'),
    ...more(
      others.flatMap((group) => group.trials),
      `for ${reasons}`,
    ),
    ...command(first, place),
  ]
}

function numbers(trials: readonly TrialResult[]): string {
  const shown = trials.slice(0, MAX_NUMBERS).map(({ trial }) => String(trial))
  return [...shown, ...(trials.length > MAX_NUMBERS ? ['…'] : [])].join(', ')
}

function headLines(trial: TrialResult, addition: string, { chalk }: Place): string[] {
  const paint = trial.outcome === 'fail' ? chalk.red : chalk.yellow
  const name = `${visibleName(trial.case)}#${trial.trial}`
  const attempt = trial.attempt > 1 ? `, attempt ${trial.attempt}` : ''
  const words = chalk.dim(`${OUTCOME_WORDS[trial.outcome]}${attempt}${addition}`)
  return [`${paint(OUTCOME_MARKS[trial.outcome])} ${chalk.bold(name)}  ${words}`]
}

function reasonLines(trial: TrialResult, place: Place): string[] {
  return explain(trial).flatMap((explanation) => {
    const label = visibleName(explanation.label)
    const where = whereOf(explanation, place)
    return [`    ${label}${where}`, ...barred(explanation.reason, place)]
  })
}

function whereOf({ line, column }: Explanation, { report, chalk }: Place): string {
  if (line === null) return ''
  return `  ${chalk.dim(`${visible(report.suite.displayPath)}:${line}:${column ?? 1}`)}`
}

function barred(reason: string, { options, chalk }: Place): string[] {
  const width = Math.max(MIN_WIDTH, options.width - 6)
  const lines = visibleLines(cutMiddle(reason, MAX_REASON)).flatMap((line) => wrap(line, width))
  return fewer(lines).map((line) => `    ${chalk.dim('│')} ${line}`.trimEnd())
}

/** The first and the last lines of a long text, with the number of those between. */
function fewer(lines: readonly string[]): readonly string[] {
  if (lines.length <= MAX_REASON_LINES) return lines
  const head = MAX_REASON_LINES / 2
  const left = lines.length - MAX_REASON_LINES
  return [...lines.slice(0, head), `… (${count(left, 'more line')}) …`, ...lines.slice(-head)]
}

function command(trial: TrialResult, { report, options, chalk }: Place): string[] {
  const again = replayCommand(report, trial, options)
  if (again !== null) return [`    ${chalk.cyan(again)}`]
  return [chalk.dim(`    imported, cannot run again: ${visible(journalPath(report, options))}`)]
}
