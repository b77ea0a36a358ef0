import type { AgentStep, Course } from './agent-steps.ts'
import { canonicalText } from './canonical.ts'
import type { Sides } from './lockstep.ts'

export interface CoursePair {
  /** `null` for the main agent, else the candidate's number of it, from 1, or the baseline's where it has none. */
  readonly subAgent: number | null
  readonly courses: Sides<readonly AgentStep[]>
}

/**
 * The conversations of two trials that belong together: sub-agents that were asked the same, then the others in their
 * order. Those that run at the same time may begin in any order.
 */
export function pairedCourses(
  [ours, ...oursBeside]: readonly [Course, ...Course[]],
  [theirs, ...theirsBeside]: readonly [Course, ...Course[]],
): readonly [CoursePair, ...CoursePair[]] {
  const asked = Map.groupBy(oursBeside.entries(), ([, course]) => canonicalText(course.opening))
  const same = theirsBeside.map((course) => asked.get(canonicalText(course.opening))?.shift())
  const others = [...asked.values()].flat().sort(([left], [right]) => left - right)
  const beside = theirsBeside.map((course, place): CoursePair => {
    const [, own] = same[place] ?? others.shift() ?? []
    return { subAgent: place + 1, courses: { baseline: own?.steps ?? [], candidate: course.steps } }
  })
  const missing = others.map(([place, { steps }]): CoursePair => {
    return { subAgent: place + 1, courses: { baseline: steps, candidate: [] } }
  })
  return [
    { subAgent: null, courses: { baseline: ours.steps, candidate: theirs.steps } },
    ...beside,
    ...missing,
  ]
}
