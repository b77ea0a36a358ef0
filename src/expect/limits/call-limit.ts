import type { ZodType } from 'zod'
import type { ModelCall } from '../../trajectory/index.ts'
import type { Expectation } from '../types.ts'
import { isWithin, type LimitSpec, limitExpectation } from './limit.ts'

interface CallLimitRule extends Pick<Expectation<LimitSpec>, 'name'> {
  readonly schema: ZodType<LimitSpec>
  readonly what: string
  /** What one model call took. */
  readonly of: (call: ModelCall) => number | null
  readonly show: (value: number) => string
  /** Why it is unknown of an answered call. */
  readonly whyUnknown: string
}

/**
 * The expectation that no single answer of the model takes more than a limit. One that does is enough to know; where
 * all others stay below it, one that nobody measured leaves it unknown.
 */
export function callLimit({ of, whyUnknown, ...rule }: CallLimitRule): Expectation<LimitSpec> {
  return limitExpectation({
    ...rule,
    of: ({ answers }, max) => {
      const values = answers.map(({ event }) => of(event))
      const most = values.reduce<number>(
        (left, right) => Math.max(left, right ?? left),
        Number.NEGATIVE_INFINITY,
      )
      const isKnown = values.length > 0 && (!values.includes(null) || !isWithin(most, max))
      return isKnown ? most : null
    },
    whyUnknown: ({ answers }) => (answers.length === 0 ? 'no model call was observed' : whyUnknown),
    beyond: ({ answers }, max) =>
      answers.filter(({ event }) => !isWithin(of(event) ?? 0, max)).map(({ index }) => index),
  })
}
