import { formatBound } from '../../gate/format.ts'
import type { ThresholdPlan } from '../../gate/plan/index.ts'
import { visibleName } from '../sanitize.ts'
import { type Align, layOut } from '../table.ts'
import { about, plannedWords, rateWords } from './words.ts'

const COLUMNS: readonly Align[] = ['right', 'right', 'right', 'left', 'right']

type Row = ThresholdPlan['rates'][number]

/** How often an absolute threshold is red at the planned trials, and what its proof takes, by true rate. */
export function thresholdLines({ text, test, rates }: ThresholdPlan, power: number): string[] {
  const what = test.groupOf === 1 ? 'trials' : `groups of ${test.groupOf}`
  const saves = rates.some(({ adaptive }) => adaptive !== null && adaptive < test.trials)
  const head = [
    test.told === 'within' ? 'truly within' : 'truly',
    'red',
    `${what} for a proof, ${formatBound(power, 'share')} power`,
    '',
    saves ? 'mean with --adaptive' : '',
  ]
  const rows = rates.map((row) => [
    rateWords(row.alarm.trueRate, test),
    about(row.alarm.red),
    ...proofCells(row),
    saves ? (row.adaptive?.toLocaleString('en-US') ?? '') : '',
  ])
  const table = layOut([head, ...rows], COLUMNS).map((line) => `    ${line}`)
  return [`  ${visibleName(text)}  at ${plannedWords(test)}`, ...table]
}

function proofCells({ proof }: Row): readonly [string, string] {
  if (proof === null) return ['none decides', '']
  return [proof.trials?.toLocaleString('en-US') ?? 'over a million', `to ${proof.verdict}`]
}
