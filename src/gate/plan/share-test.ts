import { isFloor } from '../compare.ts'
import type { Assertion } from '../language.ts'
import { drawsOf, type PlannedCase } from './planned.ts'

/** An absolute assertion as a test of a share: of passes, or of trials within a time. */
export interface ShareTest {
  /** What the share of what is wanted must reach. */
  readonly theta: number
  /** A share of exactly theta is too little. */
  readonly strict: boolean
  /** Independent observations at the planned trials. */
  readonly trials: number
  /** Trials that make one of them: the k of `pass^k`. */
  readonly groupOf: number
  /** How a share of what is wanted is told: as the metric, as what is left of it to 1, or as trials within the bound. */
  readonly told: 'metric' | 'rest' | 'within'
}

const QUANTILE = /^p(\d+)_(?:call_)?latency$/
const OF_TRIALS = ['success_rate', 'error_rate', 'escalation_rate']

/**
 * `null` where how often it alarms depends on more than a share: on the spread of costs, say. Quantiles are taken as
 * the share of trials within the bound; calls of one trial are not independent, so those count by trials, too.
 * @param cases those that the assertion selects
 */
export function shareTestOf(assertion: Assertion, cases: readonly PlannedCase[]): ShareTest | null {
  const { metric, claim } = assertion
  if (claim.kind !== 'absolute') return null
  const { operator, bound } = claim
  const strict = operator === '>' || operator === '<'
  const floor = isFloor(operator)
  const [, percent] = QUANTILE.exec(metric.family) ?? []
  if (percent !== undefined) {
    const q = Number(percent) / 100
    return { theta: floor ? rest(q) : q, strict: false, trials: drawsOf(cases), groupOf: 1, told: 'within' }
  }
  const trials = trialsOf(assertion, cases)
  if (trials === null) return null
  return {
    theta: floor ? bound : rest(bound),
    strict,
    trials,
    groupOf: metric.k ?? 1,
    told: floor ? 'metric' : 'rest',
  }
}

function trialsOf({ metric: { family, k } }: Assertion, cases: readonly PlannedCase[]): number | null {
  if (OF_TRIALS.includes(family)) return drawsOf(cases)
  if (k === null) return null
  // Disjoint groups of k; the estimate varies no more than a share of them would (Hoeffding 1948).
  return Math.max(
    1,
    cases.reduce((sum, { draws }) => sum + Math.floor(draws / k), 0),
  )
}

/** Without the noise of binary fractions. */
export const rest = (share: number): number => Number((1 - share).toPrecision(12))
