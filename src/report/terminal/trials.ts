import type { TrialResult } from '../../expect/types.ts'
import type { CaseSummary } from '../../gate/types.ts'
import { explain, type FailedCase, failedCases } from '../failures.ts'
import { replayCommand } from '../replay.ts'
import { visible, visibleName } from '../sanitize.ts'
import { count, journalPath, OUTCOME_MARKS, OUTCOME_WORDS, troubleWords } from '../words.ts'
import { explanationLines } from './explanation.ts'
import type { Place } from './place.ts'

const MAX_CASES = 20
const MAX_REASONS = 5
const MAX_NUMBERS = 12

/**
 * The trials that are not a pass, by case: one of each reason, and which others share it. What a trial said stands
 * behind a bar: it cannot pass for ours.
 */
export function trialLines(place: Place): string[] {
  const { report, chalk } = place
  const cases = failedCases(report)
  const trouble = troubleWords(report)
  const blocks = [
    ...(trouble === '' ? [] : [[chalk.bold(trouble)]]),
    ...cases.slice(0, MAX_CASES).flatMap((failed) => caseBlocks(failed, place)),
    ...hiddenCases(cases, place),
  ]
  return blocks.flatMap((block, index) => (index === 0 ? block : ['', ...block]))
}

function hiddenCases(cases: readonly FailedCase[], place: Place): string[][] {
  const hidden = cases.slice(MAX_CASES)
  if (hidden.length === 0) return []
  const left = `${count(trialsOf(hidden), 'failing trial')} of ${count(hidden.length, 'more case')} not shown`
  const journal = visible(journalPath(place.report, place.options))
  return [[`${left}. All ${count(trialsOf(cases), 'failing trial')} are in ${journal}`]]
}

const trialsOf = (cases: readonly FailedCase[]): number =>
  cases.reduce((sum, { trials }) => sum + trials.length, 0)

/** A block a reason, the most frequent first. */
function caseBlocks({ groups, trials, summary }: FailedCase, place: Place): string[][] {
  const hidden = groups.slice(MAX_REASONS)
  return groups.slice(0, MAX_REASONS).map(({ first, trials: [, ...same] }, index) => [
    headLine(first, index === 0 ? ofCase(trials, summary) : ', for another reason', place),
    ...reasonLines(first, place),
    ...alike(same, 'with the same reason'),
    ...(index === MAX_REASONS - 1
      ? alike(
          hidden.flatMap((group) => group.trials),
          `for ${count(hidden.length, 'more reason')}`,
        )
      : []),
    commandLine(first, place),
  ])
}

const alike = (trials: readonly TrialResult[], how: string): string[] =>
  trials.length === 0
    ? []
    : [`    and ${count(trials.length, 'more trial')} of this case ${how}: ${numbers(trials)}`]

/** `; 2 of 5 trials of this case did not pass`; nothing for a case with a single trial. */
function ofCase(trials: readonly TrialResult[], { passed }: CaseSummary): string {
  const total = passed + trials.length
  return total === 1 ? '' : `; ${trials.length} of ${count(total, 'trial')} of this case did not pass`
}

/** `1, 2, 4 to 39`: runs of three and more by their ends. */
function numbers(trials: readonly TrialResult[]): string {
  const runs: { first: number; last: number }[] = []
  for (const { trial } of trials) {
    const run = runs.at(-1)
    if (run?.last === trial - 1) run.last = trial
    else runs.push({ first: trial, last: trial })
  }
  const parts = runs.flatMap(({ first, last }) => {
    if (first === last) return [`${first}`]
    return last === first + 1 ? [`${first}`, `${last}`] : [`${first} to ${last}`]
  })
  return [...parts.slice(0, MAX_NUMBERS), ...(parts.length > MAX_NUMBERS ? ['…'] : [])].join(', ')
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
