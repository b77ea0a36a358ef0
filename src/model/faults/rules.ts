import { RE2JS } from 're2js'
import { own } from '../../trajectory/index.ts'
import type { Random } from '../random.ts'
import type { ModelRequest } from '../responder.ts'
import { protocolIn } from './answer.ts'
import type { FaultRule } from './types.ts'

/**
 * Decides, call by call, which rule hits: the first that does. Decided at once, so that calls which run at the
 * same time are told apart. `rate` is drawn once for each call that the rest of its rule would hit.
 * @param rules whose `when` is known to be RE2
 */
export function createSelection(
  rules: readonly FaultRule[],
  random: Random,
): (request: ModelRequest) => FaultRule | null {
  const states = rules.map((rule) => ({ rule, hits: 0, matches: matcher(rule) }))
  let call = 0
  return (request) => {
    call++
    for (const state of states) {
      const { rule, hits, matches } = state
      if (rule.at !== null && call < rule.at) continue
      if (rule.times !== null && hits >= rule.times) continue
      if (!matches(request)) continue
      if (rule.rate < 1 && random.next() >= rule.rate) continue
      state.hits++
      return rule
    }
    return null
  }
}

function matcher({ when }: FaultRule): (request: ModelRequest) => boolean {
  if (when === null) return () => true
  const regex = RE2JS.compile(when)
  return (request) => regex.test(lastMessage(request))
}

/** As a trajectory holds it, so that a rule means the same for every provider. */
function lastMessage(request: ModelRequest): string {
  const messages = own(protocolIn(request).onRecord(request.body), 'messages')
  return JSON.stringify((Array.isArray(messages) ? messages.at(-1) : undefined) ?? null)
}
