import { confidence, shown, strict, type Told } from './assertion-text.ts'
import { holds, isFloor } from './compare.ts'
import { formatMeasured, formatSigned } from './format.ts'
import type { RelativeQuestion } from './question.ts'

/** One sentence: why an assertion about a baseline was decided so. */
export function becauseOfBaseline(told: Told, question: RelativeQuestion): string {
  const { estimate, verdict } = told
  if ('because' in estimate) return estimate.because
  if (verdict.evidence === 'fixed') return replayed(told, question)
  switch (verdict.proof) {
    case 'proven_pass':
      return `${observed(told, question)}, ${reach(told, question, 'worst')}`
    case 'proven_fail':
      return question.target.failsBy === 'any'
        ? `${observed(told, question)}: worse than the baseline (${pValue(told)}, at most ${digits(told.levels.fail)} allowed)`
        : `${observed(told, question)}, ${reach(told, question, 'best')}`
    case 'inconclusive':
      return `${observed(told, question)}: ${doubt(told, question)}${strict(told)}`
  }
}

/** `91.2 % against 93.3 % of the baseline, -2.1pp over 250 trials and 1,000`. */
function observed(told: Told, { baseline, comparing }: RelativeQuestion): string {
  const against = formatMeasured(baseline, told.unit)
  const trials = `${told.estimate.n.toLocaleString('en-US')} and ${comparing.compared.baseline.n.toLocaleString('en-US')} trials`
  return `${shown(told, told.verdict.value)} against ${against} of the baseline (${change(told, baseline)}) over ${trials}`
}

const change = ({ verdict, unit }: Told, baseline: number): string =>
  formatSigned((verdict.value ?? 0) - baseline, unit, baseline)

/** The worst, or the best, that the trials leave open. */
function reach(
  { verdict, operator, levels, unit }: Told,
  { baseline }: RelativeQuestion,
  end: 'worst' | 'best',
): string {
  const low = (end === 'worst') === isFloor(operator)
  const value = low ? verdict.low : verdict.high
  const level = end === 'worst' ? levels.pass : levels.fail
  if (value === null) return 'nothing bounds the difference'
  const distance = formatSigned(value - baseline, unit, baseline)
  return `at ${end} ${distance} with ${confidence(level)} confidence`
}

function doubt(told: Told, question: RelativeQuestion): string {
  const { verdict } = told
  const any = question.target.failsBy === 'any'
  const found = any
    ? `no evidence of a regression (${verdict.pValue === null ? 'nothing tests it' : pValue(told)})`
    : `not proven to ${holds(told.operator, verdict.value ?? 0, told.bound) ? 'meet' : 'miss'} ${told.operator} ${formatMeasured(told.bound, told.unit)}`
  const open = `${any ? 'but ' : ''}${reach(told, question, 'worst')}`
  const advice =
    verdict.missingTrials === null
      ? ''
      : `; about ${verdict.missingTrials.toLocaleString('en-US')} more trials at these values would decide`
  const byValue = verdict.decision === 'fail' && !any ? '; decided by what was observed' : ''
  return `${found}, ${open}${advice}${byValue}`
}

function replayed(told: Told, { baseline }: RelativeQuestion): string {
  const against = formatMeasured(baseline, told.unit)
  const value = shown(told, told.verdict.value)
  const open = told.verdict.proof === 'inconclusive' ? '; trials that ended in error could change it' : ''
  return `${value} against ${against} of the baseline (${change(told, baseline)}), on the same recordings or scripts: the difference is exact${open}`
}

const pValue = ({ verdict }: Told): string => `p ${digits(verdict.pValue ?? 1, true)}`

/** `= 0.031`, `< 0.001`. */
function digits(value: number, sign = false): string {
  if (value < 0.001) return sign ? '< 0.001' : value.toPrecision(2)
  return `${sign ? '= ' : ''}${Number(value.toFixed(value < 0.01 ? 4 : 3))}`
}
