import type { ZodType } from 'zod'
import { field, nameValue, wholeNumber } from '../field.ts'
import type { Expectation, Scene } from '../types.ts'
import { parseDuration } from '../units.ts'

/** An upper bound; `text` as the suite has it. */
export interface LimitSpec {
  readonly max: number
  readonly text: string
}

export interface LimitRule extends Pick<Expectation<LimitSpec>, 'name' | 'schema' | 'claims'> {
  /** What is limited: `the cost`. */
  readonly what: string
  readonly of: (scene: Scene, max: number) => number | null
  /** The measured value in a sentence: `7 tool calls`, `$0.61`. */
  readonly show: (value: number) => string
  /** Why the measure is unknown. */
  readonly whyUnknown: (scene: Scene) => string
  /** The events beyond the limit, where single ones are. */
  readonly beyond?: (scene: Scene, max: number) => readonly number[]
}

/** Costs and latencies are sums of floats: a sum that is the limit but for rounding is within it. */
const ROUNDING = 1 + 1e-12

export const isWithin = (value: number, max: number): boolean => value <= max * ROUNDING

/** The expectation that a measure does not exceed a limit. Reaching the limit is allowed. */
export function limitExpectation(rule: LimitRule): Expectation<LimitSpec> {
  return {
    name: rule.name,
    schema: rule.schema,
    describe: (spec) => `${rule.name} ${spec.text}`,
    claims: (spec) => rule.claims?.(spec) ?? [],
    score: ({ max, text }, scene) => {
      const value = rule.of(scene, max)
      if (value === null) {
        const reason = `${rule.what} is unknown: ${rule.whyUnknown(scene)}`
        return { score: 0, reason, events: [], unknown: true }
      }
      const holds = isWithin(value, max)
      const events = holds ? [] : (rule.beyond?.(scene, max) ?? [])
      return { score: holds ? 1 : 0, reason: `${rule.show(value)}, at most ${text} allowed`, events }
    },
  }
}

/** A limit that counts something: a whole number. */
export function countField(what: string, description: string): ZodType<LimitSpec> {
  return field({ type: 'integer', minimum: 0, description }, (value, report) => {
    const max = wholeNumber(value, `a whole number of ${what}`, report)
    return max === undefined ? undefined : { max, text: String(max) }
  })
}

/** A limit on the time that something takes. */
export function durationField(description: string): ZodType<LimitSpec> {
  const forms = {
    example: 'a duration such as 5s or 800ms',
    pattern: '^\\d+(\\.\\d+)? ?(ms|s|m|h)$',
    bare: (value: number) => `${value}s or ${value}ms`,
  }
  return unitField(parseDuration, forms, description)
}

/** A limit that is written with its unit. */
export function unitField(
  parse: (text: string) => number | null,
  forms: { readonly example: string; readonly pattern: string; readonly bare: (value: number) => string },
  description: string,
): ZodType<LimitSpec> {
  return field({ type: 'string', pattern: forms.pattern, description }, (value, report) => {
    if (typeof value === 'number') {
      const message = `the number ${value} has no unit: write ${forms.bare(value)}`
      return report({ code: 'wrong-type', message })
    }
    const max = typeof value === 'string' ? parse(value) : null
    if (max !== null) return { max, text: String(value) }
    const message = `expected ${forms.example}, found ${nameValue(value)}`
    return report({ code: typeof value === 'string' ? 'invalid-value' : 'wrong-type', message })
  })
}

export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}

/** Why what the model reports, such as tokens, is unknown. */
export function whyNoUsage(scene: Scene): string {
  return scene.answers.length === 0 ? 'no model call was observed' : 'a model call reported no usage'
}
