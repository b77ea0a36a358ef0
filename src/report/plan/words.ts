import { formatBound } from '../../gate/format.ts'
import { rest, type ShareTest } from '../../gate/plan/share-test.ts'
import { count } from '../words.ts'

/** `5pp`, `2.5pp`: what was asked for, exactly. */
export const points = (drop: number): string => `${Number((drop * 100).toPrecision(9))}pp`

/** `11.2pp`: rounded up, since a smaller drop is not found. */
export const atLeastPoints = (drop: number): string => `${(Math.ceil(drop * 1000 - 1e-9) / 10).toFixed(1)}pp`

/** A probability in whole percent, which is all that a plan can promise. */
export function about(probability: number): string {
  const percent = Math.round(probability * 100)
  if (percent === 0 && probability > 1e-9) return '<1 %'
  if (percent === 100 && probability < 1) return '>99 %'
  return `${percent} %`
}

/** A level: three digits are enough of what several assertions share. */
export const levelWords = (level: number): string => formatBound(Number(level.toPrecision(3)), 'share')

/** `100 trials`, or for pass^3 `20 groups of 3 trials`. */
export const trialWords = (trials: number, { groupOf }: Pick<ShareTest, 'groupOf'>): string =>
  groupOf === 1 ? count(trials, 'trial') : `${count(trials, 'group')} of ${count(groupOf, 'trial')}`

/** The planned ones: of unequal cases with what they weigh, `160 trials that weigh as 145`. */
export const plannedWords = ({ draws, ...test }: ShareTest): string =>
  draws === test.trials
    ? trialWords(draws, test)
    : `${trialWords(draws, test)} that weigh as ${test.trials.toLocaleString('en-US')}`

/** A share of what is wanted, as a person reads the metric: an error rate of at most 5 % is not "at 95 %". */
export const rateWords = (rate: number, { told }: Pick<ShareTest, 'told'>): string =>
  formatBound(told === 'rest' ? rest(rate) : rate, 'share')
