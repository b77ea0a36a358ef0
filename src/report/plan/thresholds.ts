import { formatBound } from '../../gate/format.ts'
import type { ThresholdPlan } from '../../gate/plan/index.ts'
import { visibleName } from '../sanitize.ts'
import { type Align, layOut } from '../table.ts'
import { count } from '../words.ts'
import { about, rateWords } from './words.ts'

const COLUMNS: readonly Align[] = ['right', 'right', 'right', 'left']

/** How often an absolute threshold is red at the planned trials, and what its proof takes, by true rate. */
export function thresholdLines({ text, test, rates }: ThresholdPlan, power: number): string[] {
  const truly = test.told === 'within' ? 'truly within' : 'truly'
  const head = [truly, 'red', `trials for a proof with ${formatBound(power, 'share')} power`, '']
  const rows = rates.map(({ alarm, proof }) => [
    rateWords(alarm.trueRate, test),
    about(alarm.red),
    proof === null ? 'none decides' : (proof.trials?.toLocaleString('en-US') ?? 'over a million'),
    proof === null ? '' : `to ${proof.verdict}`,
  ])
  const table = layOut([head, ...rows], COLUMNS).map((line) => `    ${line}`)
  return [`  ${visibleName(text)}  at ${count(test.trials, 'trial')}`, ...table]
}
