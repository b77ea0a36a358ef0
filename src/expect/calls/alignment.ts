import type { Wanted } from './list.ts'
import type { OrderStates } from './order.ts'

/** What it costs to leave out or to pair entries and calls. */
export interface AlignmentCosts {
  /** An entry with a call, by the call's place. */
  readonly pair: (entry: Wanted, call: number) => number
  readonly skipEntry: number
  readonly skipCall: (call: number) => number
  /** Whether an entry without a limit takes this call too. */
  readonly takes: (entry: Wanted, call: number) => boolean
}

export interface Aligned {
  /** The calls of each entry, in order; `null` for one that it needs and did not get. */
  readonly calls: ReadonlyMap<Wanted, readonly (number | null)[]>
  /** Calls that entries without a limit take beyond what they need. */
  readonly more: readonly number[]
}

/**
 * The alignment of a partial order of entries and a sequence of calls with the least total cost: what Needleman and
 * Wunsch (1970) do for two sequences, over the states of the order (O(states · calls · width of the order)). Of
 * equal ones, the one that pairs earliest.
 */
export function align(states: OrderStates, calls: number, costs: AlignmentCosts): Aligned {
  const choices = choose(states, calls, costs)
  const size = states.steps.length
  const given = new Map<Wanted, (number | null)[]>()
  const more: number[] = []
  let state = 0
  let call = 0
  while (call < calls || state < size - 1) {
    const choice = choices[call * size + state] ?? SKIP_CALL
    if (choice < FIRST_STEP) {
      if (choice === TAKE_MORE) more.push(call)
      call++
      continue
    }
    const step = states.steps[state]?.[(choice - FIRST_STEP) >> 1]
    if (step === undefined) throw new Error('a choice is one of the steps of its state')
    const paired = (choice - FIRST_STEP) % 2 === 0
    if (paired || step.required)
      given.set(step.entry, [...(given.get(step.entry) ?? []), paired ? call : null])
    if (paired) call++
    state = step.next
  }
  return { calls: given, more }
}

const SKIP_CALL = 0
const TAKE_MORE = 1
/** From here on each step has two choices: to be paired with the call, and to be left out. */
const FIRST_STEP = 2

/** The best choice in every state before every call, from the end backwards. */
function choose({ steps, open }: OrderStates, calls: number, costs: AlignmentCosts): Uint8Array {
  const size = steps.length
  const choices = new Uint8Array((calls + 1) * size)
  let after = new Float64Array(size)
  for (let call = calls; call >= 0; call--) {
    const best = new Float64Array(size)
    const isCall = call < calls
    for (let state = size - 1; state >= 0; state--) {
      let least = Number.POSITIVE_INFINITY
      let chosen = SKIP_CALL
      const consider = (cost: number, choice: number): void => {
        if (cost >= least) return
        least = cost
        chosen = choice
      }
      const from = steps[state] ?? []
      if (isCall) {
        for (const [index, { entry, next }] of from.entries()) {
          consider(costs.pair(entry, call) + (after[next] ?? 0), FIRST_STEP + 2 * index)
        }
        if (open[state]?.some((entry) => costs.takes(entry, call))) consider(after[state] ?? 0, TAKE_MORE)
        consider(costs.skipCall(call) + (after[state] ?? 0), SKIP_CALL)
      }
      for (const [index, { required, next }] of from.entries()) {
        consider((required ? costs.skipEntry : 0) + (best[next] ?? 0), FIRST_STEP + 2 * index + 1)
      }
      best[state] = chosen === SKIP_CALL && !isCall ? 0 : least
      choices[call * size + state] = chosen
    }
    after = best
  }
  return choices
}
