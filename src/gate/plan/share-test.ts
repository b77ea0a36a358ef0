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
  /** Draws that weigh as much: more of them where some cases have more than others. */
  readonly draws: number
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
    const theta = floor ? rest(q) : q
    return { theta, strict: false, ...sizeOf(cases), groupOf: 1, told: 'within' }
  }
  const size = groupsOf(assertion, cases)
  if (size === null) return null
  return {
    theta: floor ? bound : rest(bound),
    strict,
    ...size,
    groupOf: metric.k ?? 1,
    told: floor ? 'metric' : 'rest',
  }
}

type Size = Pick<ShareTest, 'trials' | 'draws'>

function groupsOf({ metric: { family, k } }: Assertion, cases: readonly PlannedCase[]): Size | null {
  if (OF_TRIALS.includes(family)) return sizeOf(cases)
  if (k === null) return null
  // Disjoint groups of k; the estimate varies no more than a share of them would (Hoeffding 1948).
  const groups = Math.max(
    1,
    cases.reduce((sum, { draws }) => sum + Math.floor(draws / k), 0),
  )
  return { trials: groups, draws: groups }
}

const sizeOf = (cases: readonly PlannedCase[]): Size => ({
  trials: drawsOf(cases),
  draws: cases.reduce((sum, { draws }) => sum + draws, 0),
})

/** Without the noise of binary fractions. */
export const rest = (share: number): number => Number((1 - share).toPrecision(12))
