import { matchArgs, matchesAt } from '../expect/index.ts'
import { fillPath, fillPattern, fillText, fillValue } from '../suite/references.ts'
import type { MockEffects, MockRule } from '../suite/types.ts'
import { isJsonObject, type Json, type JsonObject, valueAt, withValueAt } from '../trajectory/index.ts'

/** What a rule makes of a call: the answer, and what becomes of the world. */
export interface RuleAnswer {
  readonly value: Json
  readonly isError: boolean
  readonly state: JsonObject
}

/** The first rule that answers a call in this state of the world. */
export function ruleFor(rules: readonly MockRule[], input: Json, state: JsonObject): MockRule | undefined {
  return rules.find(
    (rule) =>
      (rule.when === null || matchArgs(rule.when, input, 'partial').ok) &&
      Object.entries(rule.if ?? {}).every(([path, pattern]) => conditionHolds(path, pattern, input, state)),
  )
}

/** Where a call lacks the argument that a condition is about, it does not hold. */
function conditionHolds(path: string, pattern: Json, input: Json, state: JsonObject): boolean {
  try {
    return matchesAt(state, fillPath(path, input), fillPattern(pattern, input)).ok
  } catch {
    return false
  }
}

/** The rule's answer, its effects done first. What cannot be done is the tool's error and changes nothing. */
export function answerOf({ answer, effects }: MockRule, input: Json, state: JsonObject): RuleAnswer {
  try {
    const next = effects === undefined ? state : stateAfter(effects, input, state)
    return answer.kind === 'error'
      ? { value: textOf(fillText(answer.message, input)), isError: true, state: next }
      : { value: fillValue(answer.value, input, next), isError: false, state: next }
  } catch (error) {
    return { value: error instanceof Error ? error.message : String(error), isError: true, state }
  }
}

const textOf = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value))

/** Each effect sees what those before it did. Throws Error where a path leads nowhere. */
function stateAfter(effects: MockEffects, input: Json, before: JsonObject): JsonObject {
  let state: Json = before
  for (const [path, value] of Object.entries(effects.set)) {
    state = withValueAt(state, fillPath(path, input), fillValue(value, input, state))
  }
  for (const [path, value] of Object.entries(effects.append)) {
    const steps = fillPath(path, input)
    const list = valueAt(state, steps) ?? []
    if (!Array.isArray(list)) throw new Error(`${steps.join('.')} is no list`)
    state = withValueAt(state, steps, [...list, fillValue(value, input, state)])
  }
  for (const path of effects.delete) state = withValueAt(state, fillPath(path, input), undefined)
  return isJsonObject(state) ? state : before
}
