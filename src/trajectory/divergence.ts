import { type AgentStep, type Course, coursesOf } from './agent-steps.ts'
import { pairedCourses } from './course-pairs.ts'
import { inLockstep, type Lockstep, type Parting, type Sides } from './lockstep.ts'
import { type StepDifference, stepDifference, wordsDifference } from './step-difference.ts'
import { firstOtherTurn, firstResultDifference, type ResultDifference } from './told.ts'
import type { End, Trajectory } from './trajectory.ts'

interface Where {
  /** `null` in the main agent's conversation, else the number of the sub-agent, from 1. */
  readonly subAgent: number | null
  readonly turn: number
  /** The steps of the conversation in which they part. */
  readonly courses: Sides<readonly AgentStep[]>
  /** Indices of the steps that differ; the number of steps for a side that had come to its end. */
  readonly steps: Sides<number>
  /** True where both did the same, and only what was said differs, or what tools returned. */
  readonly onlyWords: boolean
  /** Steps of the candidate before that one, those of earlier conversations included. */
  readonly common: number
  /** The first that reached the agent before, and was not the same on both sides. */
  readonly told: {
    readonly result: ResultDifference | null
    /** The turn in which the user said something else. */
    readonly userTurn: number | null
  }
}

export type Divergence = Where & StepDifference

/** A trajectory with its conversations, ready to be held against many others. */
export interface Prepared {
  readonly trajectory: Trajectory
  readonly courses: readonly [Course, ...Course[]]
}

export const prepare = (trajectory: Trajectory): Prepared => ({
  trajectory,
  courses: coursesOf(trajectory),
})

/**
 * The step at which the candidate's trajectory left the baseline's; `null` where both have the same steps. What an agent
 * does counts before what it says: models word their sentences anew each time, so others, in an answer or an argument,
 * and then another result of a tool, are a divergence only where all that was done is the same. The main agent comes
 * before its sub-agents.
 */
export const firstDivergence = (baseline: Trajectory, candidate: Trajectory): Divergence | null =>
  divergenceOf({ baseline: prepare(baseline), candidate: prepare(candidate) })

/** As `firstDivergence`. */
export function divergenceOf(sides: Sides<Prepared>): Divergence | null {
  const walks = walksOf(sides)
  const ends = { baseline: sides.baseline.trajectory.end, candidate: sides.candidate.trajectory.end }
  return (
    firstOf(walks, (walk) => otherAct(walk, ends, sides)) ??
    firstOf(walks, (walk) => otherWords(walk, sides)) ??
    firstOf(walks, (walk) => otherResult(walk, sides))
  )
}

interface Walk extends Lockstep {
  readonly subAgent: number | null
  readonly courses: Sides<readonly AgentStep[]>
  /** Steps of the candidate in the conversations before. */
  readonly before: number
}

function walksOf({ baseline, candidate }: Sides<Prepared>): Walk[] {
  let before = 0
  return pairedCourses(baseline.courses, candidate.courses).map(({ subAgent, courses }) => {
    const walk = { ...inLockstep(courses.baseline, courses.candidate), subAgent, courses, before }
    before += courses.candidate.length
    return walk
  })
}

function firstOf<T, R>(items: readonly T[], find: (item: T) => R | null): R | null {
  for (const item of items) {
    const found = find(item)
    if (found !== null) return found
  }
  return null
}

function otherAct(walk: Walk, ends: Sides<End>, sides: Sides<Prepared>): Divergence | null {
  const { parting, courses, subAgent } = walk
  if (parting !== null) {
    const { baseline, candidate } = parting.left
    const turn = Math.min(baseline?.turn ?? candidate?.turn ?? 0, candidate?.turn ?? baseline?.turn ?? 0)
    return {
      ...placed(walk, parting.steps, turn, sides),
      onlyWords: false,
      ...partingDifference(walk, parting, ends),
    }
  }
  if (subAgent !== null || codeOf(ends.baseline) === codeOf(ends.candidate)) return null
  const steps = { baseline: courses.baseline.length, candidate: courses.candidate.length }
  const turn = Math.max(courses.baseline.at(-1)?.turn ?? 1, courses.candidate.at(-1)?.turn ?? 1)
  return { ...placed(walk, steps, turn, sides), onlyWords: false, kind: 'ended', ...ends }
}

/** Messages name durations and ids, and say little of what happened. */
const codeOf = (end: End): string | null => (end.kind === 'completed' ? null : end.code)

/** A side that has nothing more to show broke off, or was done. */
function partingDifference({ courses, subAgent }: Walk, parting: Parting, ends: Sides<End>): StepDifference {
  const { baseline, candidate } = parting.left
  if (baseline !== null && candidate !== null) return stepDifference(baseline, candidate)
  const brokeOff = (['baseline', 'candidate'] as const).some(
    (side) => parting.steps[side] === courses[side].length && ends[side].kind !== 'completed',
  )
  if (subAgent === null && brokeOff) return { kind: 'ended', ...ends }
  if (candidate !== null) return { kind: 'more', candidate }
  if (baseline !== null) return { kind: 'fewer', baseline }
  return { kind: 'ended', ...ends }
}

function otherWords(walk: Walk, sides: Sides<Prepared>): Divergence | null {
  return firstOf(walk.pairs, (pair) => {
    const words = wordsDifference(pair)
    if (words === null) return null
    const turn = walk.courses.candidate[pair.steps.candidate]?.turn ?? 1
    return { ...placed(walk, pair.steps, turn, sides), onlyWords: true, ...words }
  })
}

function otherResult(walk: Walk, sides: Sides<Prepared>): Divergence | null {
  const found = firstResultDifference(walk.pairs)
  if (found === null) return null
  const { tool, steps, difference } = found
  const turn = walk.courses.candidate[steps.candidate]?.turn ?? 1
  return { ...placed(walk, steps, turn, sides), onlyWords: true, kind: 'result', tool, difference }
}

function placed(
  walk: Walk,
  steps: Sides<number>,
  turn: number,
  sides: Sides<Prepared>,
): Omit<Where, 'onlyWords'> {
  const { subAgent, courses, pairs, before } = walk
  const earlier = pairs.filter((pair) => pair.steps.candidate < steps.candidate)
  const trajectories = { baseline: sides.baseline.trajectory, candidate: sides.candidate.trajectory }
  return {
    subAgent,
    turn,
    courses,
    steps,
    common: before + steps.candidate,
    told: { result: firstResultDifference(earlier), userTurn: firstOtherTurn(trajectories, turn) },
  }
}
