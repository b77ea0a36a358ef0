import type { Measures } from '../model/measure.ts'
import type { Trajectory } from '../trajectory/index.ts'
import { once } from './once.ts'
import { items, registry } from './registry.ts'
import { sceneOfTrial, sceneOfTurn } from './scene.ts'
import type {
  Criteria,
  Expectation,
  ExpectationScore,
  Expected,
  Finding,
  Findings,
  Outcome,
  Scene,
  TrialScore,
} from './types.ts'

/**
 * The score of a trial. An error of the provider or the harness is not scored. A failure of the agent is a
 * fail whatever its expectations say; they are scored all the same, to be read.
 */
export function scoreTrial(
  trajectory: Trajectory,
  { expect, minScore }: Criteria,
  measures: Measures,
  findings: Findings = NOTHING_FOUND,
): TrialScore {
  const { end } = trajectory
  if (end.kind === 'error') return { outcome: 'error', reason: end.message, score: null, expectations: [] }
  const sceneOf = scenesOf(trajectory, measures, findings)
  const expectations = expect.map((each) => scoreOne(each, sceneOf))
  const score = gradedScore(expectations)
  if (end.kind === 'agent_failure') return { outcome: 'fail', reason: end.message, score, expectations }
  return { ...decide(expectations, minScore), score, expectations }
}

/** The graded score of a trial: what its expectations come to, those left out of which it cannot be told. */
export const gradedScore = (
  expectations: readonly Pick<ExpectationScore, 'score' | 'weight' | 'unknown'>[],
): number | null => meanOf(expectations.filter(({ unknown }) => !unknown))

const NOTHING_FOUND: Findings = new Map()

/**
 * A required expectation that does not hold fails the trial, and so do optional ones whose weighted mean is below
 * `min_score`. The required ones stay out of that mean: adding one never turns a fail into a pass.
 */
function decide(
  expectations: readonly ExpectationScore[],
  minScore: number | null,
): { readonly outcome: Outcome; readonly reason: string | null } {
  const required = expectations.filter((each) => each.required)
  const failed = required.find(({ holds, unknown }) => !holds && !unknown)
  if (failed !== undefined) return { outcome: 'fail', reason: sentence(failed) }
  const graded = decideOptional(
    expectations.filter((each) => !each.required),
    minScore,
  )
  if (graded.outcome === 'fail') return graded
  const unknown = required.find((each) => each.unknown)
  if (unknown !== undefined) return { outcome: 'unscored', reason: sentence(unknown) }
  if (graded.outcome === 'unscored') return graded
  return expectations.length === 0 ? { outcome: 'unscored', reason: 'nothing was expected' } : PASS
}

const PASS = { outcome: 'pass', reason: null } as const

/** Held against the threshold as if the unknown ones had been met, and as if they had not. */
function decideOptional(
  optional: readonly ExpectationScore[],
  minScore: number | null,
): { readonly outcome: Outcome; readonly reason: string | null } {
  if (minScore === null || optional.length === 0) return PASS
  const meanWith = (unknownScore: number): number =>
    meanOf(optional.map((each) => (each.unknown ? { ...each, score: unknownScore } : each))) ?? 0
  const best = meanWith(1)
  if (meanWith(0) >= minScore - ROUNDING) return PASS
  const worst = optional.toSorted((a, b) => a.score - b.score).find(({ unknown }) => !unknown)
  if (best < minScore - ROUNDING) {
    const lowest = worst === undefined ? '' : `; lowest is ${sentence(worst)}`
    const reason = `the optional expectations have a score of ${best.toFixed(2)}, at least ${minScore} expected${lowest}`
    return { outcome: 'fail', reason }
  }
  const unknown = optional.find((each) => each.unknown)
  return { outcome: 'unscored', reason: unknown ? sentence(unknown) : 'a score is unknown' }
}

/** A mean that is the threshold but for rounding reaches it. */
const ROUNDING = 1e-12

function meanOf(scores: readonly { readonly score: number; readonly weight: number }[]): number | null {
  const weight = scores.reduce((sum, each) => sum + each.weight, 0)
  return weight === 0 ? null : scores.reduce((sum, each) => sum + each.score * each.weight, 0) / weight
}

export type SceneOf = (turn: number | null) => Scene

/** What the expectations of a case, and those of its turns, look at. */
export function scenesOf(trajectory: Trajectory, measures: Measures, findings: Findings): SceneOf {
  const whole = sceneOfTrial(trajectory, measures, findings)
  const ofTurns = new Map<number, Scene>()
  return (turn) => {
    if (turn === null) return whole
    const scene = ofTurns.get(turn) ?? sceneOfTurn(whole, turn)
    ofTurns.set(turn, scene)
    return scene
  }
}

interface Named {
  readonly expectation: Expectation
  readonly text: string
}

const named = once(({ name, spec, grading }: Expected): Named => {
  const expectation = registry.get(name)
  if (expectation === undefined) throw new Error(`no expectation is named ${name}`)
  return { expectation, text: `${expectation.describe(spec)}${grading.required ? '' : ' (optional)'}` }
})

function scoreOne(expected: Expected, sceneOf: SceneOf): ExpectationScore {
  const { expectation, text } = named(expected)
  const { name, turn, grading, line, column } = expected
  const finding = findingIn(expectation, expected.spec, sceneOf(turn))
  return { name, text, turn, ...grading, line, column, holds: items.holds(expected, finding), ...finding }
}

export const neverCame = ({ turn, trajectory }: Scene): boolean =>
  turn !== null && trajectory.events.length === 0

/** In a turn that never came nothing holds, not even that something did not happen. */
function findingIn(expectation: Expectation, spec: unknown, scene: Scene): Finding {
  if (neverCame(scene)) {
    return { score: 0, reason: `turn ${scene.turn} never came`, events: [] }
  }
  return expectation.score(spec, scene)
}

function sentence({ text, turn, reason }: ExpectationScore): string {
  return `${turn === null ? '' : `turn ${turn}: `}${text}: ${reason}`
}
