import { holds, isFloor } from './compare.ts'
import { type Estimate, observedValue } from './estimate.ts'
import { formatBound, formatValue } from './format.ts'
import type { Operator } from './language.ts'
import type { TestLevels } from './levels.ts'
import type { AssertionVerdict, Unit } from './types.ts'

/** What a sentence about an absolute assertion needs. */
export interface Told {
  readonly operator: Operator
  readonly bound: number
  readonly unit: Unit
  readonly estimate: Estimate
  readonly verdict: Omit<AssertionVerdict, 'text'>
  /** The levels its two sides were tested at. */
  readonly levels: TestLevels
  readonly failOnInconclusive: boolean
}

/** One sentence: why an absolute assertion was decided so. */
export function because(told: Told): string {
  const { estimate, verdict } = told
  switch (estimate.kind) {
    case 'unknown':
    case 'absent':
    case 'unmeasured':
      return estimate.because
    case 'unbounded':
      return `${estimate.because}; that ${verb(told)} ${claim(told)}${strict(told)}`
    case 'share':
    case 'quantile':
    case 'mean':
    case 'point':
      return verdict.proof === 'inconclusive' ? notProven(told) : proven(told)
  }
}

function proven(told: Told): string {
  const { verdict, estimate, operator } = told
  const passed = verdict.proof === 'proven_pass'
  if (verdict.evidence === 'fixed') return `${observed(told)} ${passed ? 'meets' : 'misses'} ${claim(told)}`
  const low = passed === isFloor(operator)
  const side = shown(told, low ? verdict.low : verdict.high)
  const level = passed ? told.levels.pass : told.levels.fail
  const over = `${observed(told)} over ${plural(estimate.n, 'trial')}`
  return `${over}, ${low ? 'at least' : 'at most'} ${side} with ${confidence(level)} confidence`
}

function notProven(told: Told): string {
  const over = `${observed(told)} over ${plural(told.estimate.n, 'trial')}`
  return `${over} ${verb(told)} ${claim(told)}, but ${doubt(told)}${strict(told)}`
}

/** Why the observed value alone shows nothing, and what would help. */
function doubt(told: Told): string {
  const { estimate, verdict, operator } = told
  if (estimate.kind === 'point' && verdict.evidence === 'sampled') return 'this metric has no exact interval'
  if (verdict.evidence === 'fixed' || missing(estimate) > 0)
    return 'trials that ended in error could change it'
  const met = meets(told)
  const low = met === isFloor(operator)
  const end = low ? verdict.low : verdict.high
  if (end === null) return unbounded(told, low ? 'below' : 'above')
  const level = confidence(met ? told.levels.pass : told.levels.fail)
  const reach = `with ${level} confidence it may be as ${low ? 'low' : 'high'} as ${shown(told, end)}`
  return `${reach}; ${advice(verdict.missingTrials)}`
}

/** A quantile needs trials beyond it on that side; a mean needs trials that differ. */
function unbounded({ estimate, verdict }: Told, side: 'below' | 'above'): string {
  if (estimate.kind === 'mean')
    return estimate.n === 1
      ? 'one trial does not show how far the next may differ'
      : 'all trials are equal, which does not show how far the next may differ'
  return `that is too few to bound it from ${side}; ${advice(verdict.missingTrials)}`
}

const missing = (estimate: Estimate): number => ('missing' in estimate ? estimate.missing : 0)

const advice = (trials: number | null): string =>
  trials === null
    ? 'no number of further trials at this rate would decide'
    : `about ${plural(trials, 'more trial')} at this rate would decide`

const meets = ({ estimate, operator, bound }: Told): boolean =>
  holds(operator, observedValue(estimate) ?? Number.POSITIVE_INFINITY, bound)

const verb = (told: Told): string => (meets(told) ? 'meets' : 'misses')
const claim = ({ operator, bound, unit }: Told): string => `${operator} ${formatValue(bound, unit)}`
export const strict = ({ failOnInconclusive }: Told): string =>
  failOnInconclusive ? '; proof is asked for (fail-on inconclusive)' : ''

const observed = (told: Told): string => shown(told, told.verdict.value)
export const shown = ({ unit, bound }: Told, value: number | null): string =>
  value === null ? 'unknown' : formatValue(value, unit, bound)

/** A level that several assertions share has no end of digits; two after the point tell enough. */
export const confidence = (level: number): string => formatBound(Number((1 - level).toFixed(4)), 'share')

/** `1 trial`, `1,200 trials`. */
export const plural = (count: number, noun: string): string =>
  `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`
