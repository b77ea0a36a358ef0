import type { Finding, Scene } from '../types.ts'
import { explain } from './explain.ts'
import { describeWanted } from './list.ts'
import { describeCall, indicesOf, type NumberedCall, nameCall, numberedCalls } from './numbered.ts'
import { isMet, type Plan, pair } from './pairing.ts'

/** Calls that the model asked for in one answer. */
export interface Step {
  readonly turn: number
  readonly calls: readonly NumberedCall[]
}

/** A step of a reference, made ready. */
export interface PlannedStep {
  /** `null` where the reference has no turns. */
  readonly turn: number | null
  readonly plan: Plan
}

/** The steps of a trial; `null` where nobody saw which answers its calls belong to. */
export function stepsOf(scene: Scene): readonly Step[] | null {
  const steps: { readonly turn: number; readonly calls: NumberedCall[]; readonly answer: number }[] = []
  const { answers } = scene
  let next = 0
  for (const call of numberedCalls(scene)) {
    while ((answers[next]?.index ?? Number.POSITIVE_INFINITY) < call.index) next++
    const answer = answers[next - 1]
    if (answer === undefined || answer.event.turn !== call.event.turn) return null
    const last = steps.at(-1)
    if (last?.answer === answer.index) last.calls.push(call)
    else steps.push({ turn: call.event.turn, calls: [call], answer: answer.index })
  }
  return steps
}

/** Holds a trial against a reference step by step, up to the first where they part. */
export function compareSteps(
  reference: readonly PlannedStep[],
  turns: number | null,
  steps: readonly Step[],
  scene: Scene,
): Finding {
  const firstTurn = scene.turn ?? 1
  for (const [index, planned] of reference.entries()) {
    const step = steps[index]
    const parting =
      step === undefined
        ? { reason: `${describeStep(planned)} expected, but there are no more calls`, events: [] }
        : partingOf(planned, step, firstTurn)
    if (parting !== null) {
      return { score: 0, reason: `they part at step ${index + 1}: ${parting.reason}`, events: parting.events }
    }
  }
  const beyond = steps[reference.length]
  if (beyond !== undefined) {
    const calls = beyond.calls.map((call) => `${nameCall(call)} ${describeCall(call.event)}`).join(', ')
    const reason = `they part at step ${reference.length + 1}: the reference ends, found ${calls}`
    return { score: 0, reason, events: indicesOf(beyond.calls) }
  }
  const played = scene.trajectory.events.filter((event) => event.type === 'user_turn').length
  if (turns !== null && turns !== played) {
    return { score: 0, reason: `the reference has ${turns} turns, the trial ${played}`, events: [] }
  }
  return {
    score: 1,
    reason: 'every step is as in the reference',
    events: indicesOf(steps.flatMap(({ calls }) => calls)),
  }
}

const describeStep = ({ plan }: PlannedStep): string => plan.entries.map(describeWanted).join(', ')

function partingOf(
  { turn, plan }: PlannedStep,
  { turn: found, calls }: Step,
  firstTurn: number,
): Pick<Finding, 'reason' | 'events'> | null {
  if (turn !== null && turn + firstTurn - 1 !== found) {
    return {
      reason: `expected in turn ${turn + firstTurn - 1}, found in turn ${found}`,
      events: indicesOf(calls),
    }
  }
  const pairing = pair(
    plan,
    calls.map(({ event }) => event),
    true,
  )
  if (isMet(pairing)) return null
  return explain(pairing, { calls, list: plan.entries, order: 'exact', filter: ' in this step' })
}
