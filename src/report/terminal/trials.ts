import type { TrialResult } from '../../expect/types.ts'
import type { CaseSummary } from '../../gate/types.ts'
import { explain, type FailedCase, failedCases } from '../failures.ts'
import { replayCommand } from '../replay.ts'
import { visible, visibleName } from '../sanitize.ts'
import { count, journalPath, OUTCOME_MARKS, OUTCOME_WORDS, troubleWords } from '../words.ts'
import { explanationLines } from './explanation.ts'
import type { Place } from './place.ts'

/** Up to so many failing trials each is shown; beyond, one a case and the others counted by reason. */
const MAX_EACH = 20
const MAX_CASES = 20
const MAX_NUMBERS = 12

/** Every trial that is not a pass, by case. What a trial said stands behind a bar: it cannot pass for ours. */
export function trialLines(place: Place): string[] {
  const { report, chalk } = place
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
    const head = headLine(trial, same + (index === 0 ? ofCase(trials, summary) : ''), place)
    return [head, ...(first === trial ? reasonLines(trial, place) : []), commandLine(trial, place)]
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
    headLine(first, ofCase(trials, summary), place),
    ...reasonLines(first, place),
    ...more(largest.trials.slice(1), 'with the same reason'),
    ...more(
      others.flatMap((group) => group.trials),
      `for ${reasons}`,
    ),
    commandLine(first, place),
  ]
}

function numbers(trials: readonly TrialResult[]): string {
  const shown = trials.slice(0, MAX_NUMBERS).map(({ trial }) => String(trial))
  return [...shown, ...(trials.length > MAX_NUMBERS ? ['…'] : [])].join(', ')
}

/** Mark, name and outcome of a trial. */
export function headLine(trial: TrialResult, addition: string, { chalk }: Place): string {
  const paint = { pass: chalk.green, fail: chalk.red, error: chalk.yellow, unscored: chalk.yellow }
  const name = `${visibleName(trial.case)}#${trial.trial}`
  const attempt = trial.attempt > 1 ? `, attempt ${trial.attempt}` : ''
  const words = chalk.dim(`${OUTCOME_WORDS[trial.outcome]}${attempt}${addition}`)
  return `${paint[trial.outcome](OUTCOME_MARKS[trial.outcome])} ${chalk.bold(name)}  ${words}`
}

const reasonLines = (trial: TrialResult, place: Place): string[] =>
  explain(trial).flatMap((explanation) => explanationLines(explanation, place))

/** The command that runs the trial again. */
export function commandLine(trial: TrialResult, { report, options, chalk }: Place): string {
  const again = replayCommand(report, trial, options)
  if (again !== null) return `    ${chalk.cyan(again)}`
  return chalk.dim(`    imported, cannot run again: ${visible(journalPath(report, options))}`)
}
