import { formatBound, formatShare, formatUsd } from '../../gate/format.ts'
import type { SuitePlan } from '../../gate/plan/index.ts'
import { breakCommands, visibleName } from '../sanitize.ts'
import { type Align, layOut } from '../table.ts'
import { wrap } from '../width.ts'
import { count } from '../words.ts'
import { brokenCaseText } from './broken-case.ts'
import { thresholdLines } from './thresholds.ts'
import { atLeastPoints, levelWords, points } from './words.ts'

const WIDTH = 98

/** The plan of each suite: what is planned, and what each of its questions takes. */
export const planText = (plans: readonly SuitePlan[]): string =>
  breakCommands(`${plans.map(suiteText).join('\n\n')}\n`)

function suiteText(plan: SuitePlan): string {
  const sections = [
    [
      `${visibleName(plan.suite)}  ${visibleName(plan.path)}`,
      ...[sizeText(plan), ratesText(plan), ...(plan.fixed ? [FIXED] : [])].flatMap((text) => indented(text)),
    ],
    regressionLines(plan),
    ['  A single case that breaks wholly, from always to never', ...indented(brokenCaseText(plan), '    ')],
    ...plan.thresholds.map((threshold) => thresholdLines(threshold, plan.regression.power)),
    plan.others.flatMap((text) => indented(`${visibleName(text)}: ${DEPENDS}`)),
  ]
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')
}

const FIXED =
  'its scripts always answer the same: one trial of each case tells all that they can, and no number of trials more. What follows is about a run of the live model.'
const DEPENDS = 'how many trials it takes depends on how far they vary, which a run shows'

/** No line begins with the unit of the number before it. */
const UNIT = / %/g

const indented = (text: string, by = '  '): string[] =>
  wrap(text.replace(UNIT, '\u00a0%'), WIDTH - by.length).map((line) => by + line.replaceAll('\u00a0', ' '))

function sizeText({ cases, trialsPerCase, trials, draws, cost }: SuitePlan): string {
  const size =
    trialsPerCase === null
      ? `${count(cases, 'case')}, ${count(trials, 'trial')}`
      : `${count(cases, 'case')} × ${count(trialsPerCase, 'trial')} = ${count(trials, 'trial')}`
  const copies = draws < trials ? `, of which ${draws.toLocaleString('en-US')} are distinct recordings` : ''
  return `${size}${copies}; ${costText(trials, cost)}`
}

function costText(trials: number, { costUsd, from }: SuitePlan['cost']): string {
  if (costUsd === null)
    return 'what they cost is unknown, since no baseline and no recording tells what a trial costs'
  return `${formatUsd(trials * costUsd)}, at ${formatUsd(costUsd)} a trial as in the ${from}`
}

function ratesText({ rate, ratesFrom: from, cases }: SuitePlan): string {
  const path = visibleName(from.path)
  if (from.kind === 'baseline') {
    const part = from.cases < cases ? `${from.cases} of the ${count(cases, 'case')}, ` : ''
    return `rates from ${path} (${part}${count(from.runs, 'run')}, ${count(from.trials, 'trial')}): ${formatShare(rate)} pass`
  }
  const assumed = `every case is assumed to pass ${formatBound(rate, 'share')} of the time`
  switch (from.why) {
    case 'given':
      return `${assumed}, as --rate says`
    case 'none':
      return `${assumed}: there is no ${path}, and --rate can say another`
    case 'other':
      return `${assumed}: ${path} has no drawn trial of its cases as they are today, and --rate can say another`
  }
}

const COLUMNS: readonly Align[] = ['left', 'right', 'right', 'right']

function regressionLines(plan: SuitePlan): string[] {
  const { regression, ratesFrom, sharing } = plan
  const { drop, power, level } = regression
  const shared = sharing === 1 ? '' : ` (${sharing} assertions share ${levelWords(level * sharing)})`
  const title = `A success rate that drops by ${points(drop)}${dropText(plan)}, found with ${formatBound(power, 'share')} power at level ${levelWords(level)}${shared}`
  if (drop > plan.rate)
    return indented(`${title}: a rate of ${formatShare(plan.rate)} leaves no room for that`)
  const baseline = ratesFrom.kind === 'baseline'
  const rows = [
    ['', 'trials a case', 'in a run', 'cost of a run'],
    ...(baseline ? [neededRow('against the baseline as it is', regression.againstBaseline)] : []),
    neededRow('against a fresh baseline of as many', regression.fresh),
  ]
  const table = layOut(rows, COLUMNS).map((line) => `    ${line}`)
  return [...indented(title), ...table, ...indented(foundText(plan) + forgiven(plan), '    ')]
}

function dropText({ dropFrom }: SuitePlan): string {
  switch (dropFrom) {
    case 'given':
      return ''
    case 'margin':
      return ', the margin of its assertion'
    case 'default':
      return ' (--drop asks for another)'
  }
}

function neededRow(name: string, needed: SuitePlan['regression']['fresh']): string[] {
  if (needed === null) return [name, 'none is enough', '', '']
  const cost = needed.costUsd === null ? 'unknown' : formatUsd(needed.costUsd)
  return [name, needed.perCase.toLocaleString('en-US'), needed.trials.toLocaleString('en-US'), cost]
}

/** More trials than it takes only prove the sooner that such a drop is allowed. */
function forgiven({ margin, regression: { drop } }: SuitePlan): string {
  if (margin === null || drop >= margin) return ''
  return `; its assertion lets a drop of ${points(drop)} go, for its margin is ${points(margin)}`
}

function foundText({ regression: { planned, found }, ratesFrom }: SuitePlan): string {
  const planText = `the planned ${count(planned, 'trial')} a case`
  const words = (drop: number | null): string =>
    drop === null ? 'no drop at all' : `a drop of ${atLeastPoints(drop)}`
  if (ratesFrom.kind !== 'baseline') return `${planText} find ${words(found.fresh)} against as many`
  return `${planText} find ${words(found.againstBaseline)} against the baseline as it is, ${words(found.fresh)} against as many`
}
