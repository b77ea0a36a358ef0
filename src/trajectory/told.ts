import type { AgentCall } from './agent-steps.ts'
import { canonicalText } from './canonical.ts'
import { type Difference, isJsonObject, type Json, parseJson } from './json.ts'
import type { Pair, Sides } from './lockstep.ts'
import type { Trajectory } from './trajectory.ts'
import { valueDifference } from './value-difference.ts'
import { eventsOf } from './views.ts'

/** A call that both made and that was answered otherwise. */
export interface ResultDifference {
  readonly tool: string
  readonly steps: Sides<number>
  readonly difference: Difference
}

/**
 * The first call that both made and that was answered otherwise. One without an answer says nothing, and one that was
 * worded otherwise may well be answered so.
 */
export function firstResultDifference(pairs: readonly Pair[]): ResultDifference | null {
  for (const pair of pairs) {
    if (pair.kind !== 'calls') continue
    const { baseline, candidate } = pair.calls
    if (baseline.status === 'unanswered' || candidate.status === 'unanswered') continue
    // Most are the same to the letter, and need not be taken apart.
    if (baseline.result === candidate.result && baseline.status === candidate.status) continue
    if (canonicalText(baseline.input) !== canonicalText(candidate.input)) continue
    const difference = valueDifference(resultOf(baseline), resultOf(candidate))
    if (difference !== null) return { tool: candidate.name, steps: pair.steps, difference }
  }
  return null
}

/** What a tool answered, taken apart where it is JSON in a text; an error is never the same as an answer. */
function resultOf({ result, status }: AgentCall): Json {
  const text = typeof result === 'string' ? result : onlyText(result)
  const value = text === null ? result : parsed(text)
  return status === 'error' ? { error: value } : value
}

/** The text of a content block that stands alone. */
function onlyText(result: Json): string | null {
  const [block, ...more] = Array.isArray(result) ? (result as readonly Json[]) : []
  if (more.length > 0 || !isJsonObject(block) || block['type'] !== 'text') return null
  return typeof block['text'] === 'string' ? block['text'] : null
}

function parsed(text: string): Json {
  if (!/^\s*[[{]/.test(text)) return text
  try {
    return parseJson(text)
  } catch {
    return text
  }
}

/** The first turn up to `last` in which the user said something else; `null` where both heard the same. */
export function firstOtherTurn({ baseline, candidate }: Sides<Trajectory>, last: number): number | null {
  const heard = new Map(eventsOf(baseline, 'user_turn').map(({ event }) => [event.turn, event.content]))
  for (const { event } of eventsOf(candidate, 'user_turn')) {
    if (event.turn > last) return null
    const before = heard.get(event.turn)
    if (before === undefined || canonicalText(before) !== canonicalText(event.content)) return event.turn
  }
  return null
}
