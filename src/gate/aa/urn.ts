import type { Random } from '../../model/random.ts'
import type { CaseRef } from '../../suite/types.ts'
import { isScored, type Observation, type ObservedCase } from '../observe.ts'
import type { PooledCase } from './types.ts'

/** What fresh trials of a case are drawn from. */
export interface Urn {
  readonly case: CaseRef
  readonly observations: readonly Observation[]
  /** Chance has a part in none of its trials: fresh ones are these again, however many. */
  readonly fixed: boolean
  /** The chance that a scored trial passes; `null` where chance has no part: fixed replies, or nothing scored. */
  readonly passRate: number | null
  readonly passes: readonly Observation[]
  readonly fails: readonly Observation[]
  /** Its observations as they would be with the other outcome, for a case that never had it. */
  readonly turned: ReadonlyMap<Observation, Observation>
}

/** What the suite's rate weighs in a case's own: as much as one trial. */
const PRIOR_TRIALS = 1

/**
 * An urn for each case. Drawn from its own trials alone, a case that always passed could never fail, and one with a
 * single trial would not vary at all: the gate would look steadier than it is. So each case's rate is drawn towards
 * that of the suite by the weight of one trial, a prior of unit information (Kass & Wasserman 1995), which leaves the
 * suite's rate where it is: (c + p̂)/(n + 1). Only outcomes are smoothed; cost and latency are those of the case's own
 * trials.
 */
export function urnsOf(cases: readonly PooledCase[]): readonly Urn[] {
  const all = cases.map(({ case: ref, pooled }) => ({
    ref,
    observations: pooled.map(({ observation }) => observation),
  }))
  const chancy = all.filter(({ observations }) => scoredOf(observations).length > 0 && isChancy(observations))
  const scored = chancy.flatMap(({ observations }) => scoredOf(observations))
  const rates = chancy.map(({ observations }) => rateOf(scoredOf(observations)))
  const suiteRate = rates.length === 0 ? 0 : rates.reduce((sum, rate) => sum + rate, 0) / rates.length
  const scores = { pass: meanScore(scored, 'pass') ?? 1, fail: meanScore(scored, 'fail') ?? 0 }
  return all.map(({ ref, observations }) => {
    const own = scoredOf(observations)
    const has = chancy.some((each) => each.ref === ref)
    const smoothed = (rateOf(own) * own.length + suiteRate * PRIOR_TRIALS) / (own.length + PRIOR_TRIALS)
    return {
      case: ref,
      observations,
      fixed: !isChancy(observations),
      passRate: has ? smoothed : null,
      passes: own.filter(({ outcome }) => outcome === 'pass'),
      fails: own.filter(({ outcome }) => outcome === 'fail'),
      turned: new Map(has ? own.map((each) => [each, turn(each, scores)]) : []),
    }
  })
}

const scoredOf = (observations: readonly Observation[]): readonly Observation[] =>
  observations.filter(isScored)

const isChancy = (observations: readonly Observation[]): boolean =>
  observations.some(({ evidence }) => evidence === 'sampled')

function rateOf(scored: readonly Observation[]): number {
  if (scored.length === 0) return 0
  return scored.filter(({ outcome }) => outcome === 'pass').length / scored.length
}

function meanScore(scored: readonly Observation[], outcome: 'pass' | 'fail'): number | null {
  const known = scored.filter((each) => each.outcome === outcome).flatMap(({ score }) => score ?? [])
  return known.length === 0 ? null : known.reduce((sum, score) => sum + score, 0) / known.length
}

function turn(observation: Observation, scores: Readonly<Record<'pass' | 'fail', number>>): Observation {
  const outcome = observation.outcome === 'pass' ? 'fail' : 'pass'
  const { copies, measured } = observation
  return {
    ...observation,
    outcome,
    score: scores[outcome],
    measured: measured === null ? null : { ...measured, agentFailed: false },
    copies: copies.map((copy) => ({ ...copy, outcome, score: scores[outcome], code: null })),
  }
}

/**
 * Fresh trials of a case. Errors come as often as they did; of what is scored the outcome is drawn by the case's rate,
 * and with it a trial of the case that ended so, cost and latency included.
 * @param passRate in place of the urn's own
 */
export function draw(urn: Urn, trials: number, passRate: number | null, random: Random): ObservedCase {
  if (urn.fixed) return asItIs(urn)
  const observations: Observation[] = []
  for (let trial = 0; trial < trials; trial++) observations.push(drawOne(urn, passRate, random))
  return observedOf(urn.case, observations)
}

/** The case as its trials were. */
export const asItIs = (urn: Urn): ObservedCase => observedOf(urn.case, urn.observations)

const observedOf = (ref: CaseRef, observations: readonly Observation[]): ObservedCase => ({
  case: ref,
  trials: observations.flatMap(({ copies }) => copies),
  observations,
})

function drawOne(urn: Urn, passRate: number | null, random: Random): Observation {
  const any = pick(urn.observations, random)
  if (passRate === null || !isScored(any)) return any
  const outcome = random.next() < passRate ? 'pass' : 'fail'
  if (any.outcome === outcome) return any
  const like = outcome === 'pass' ? urn.passes : urn.fails
  return like.length > 0 ? pick(like, random) : (urn.turned.get(any) ?? any)
}

function pick(observations: readonly Observation[], random: Random): Observation {
  const picked = observations[random.index(observations.length)]
  if (picked === undefined) throw new RangeError('expected a case with at least one trial')
  return picked
}
