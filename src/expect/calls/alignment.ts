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
    const entry = states.entries[step.entry]
    if (entry !== undefined && (paired || step.required)) {
      given.set(entry, [...(given.get(entry) ?? []), paired ? call : null])
    }
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
function choose(states: OrderStates, calls: number, costs: AlignmentCosts): Uint8Array {
  const size = states.steps.length
  const choices = new Uint8Array((calls + 1) * size)
  let after: Float64Array | null = null
  for (let call = calls; call >= 0; call--) {
    const chosen = choices.subarray(call * size, (call + 1) * size)
    after =
      after === null ? withoutCalls(states, costs, chosen) : withCall(states, call, costs, after, chosen)
  }
  return choices
}

/** The least cost of what is left where no call is. */
function withoutCalls(
  { steps }: OrderStates,
  { skipEntry }: AlignmentCosts,
  chosen: Uint8Array,
): Float64Array {
  const best = new Float64Array(steps.length)
  for (let state = steps.length - 2; state >= 0; state--) {
    best[state] = Number.POSITIVE_INFINITY
    for (const [index, { required, next }] of (steps[state] ?? []).entries()) {
      const cost = (required ? skipEntry : 0) + (best[next] ?? 0)
      if (cost >= (best[state] ?? 0)) continue
      best[state] = cost
      chosen[state] = FIRST_STEP + 2 * index + 1
    }
  }
  return best
}

/** The least cost of what is left from a call on. Millions of steps may be tried here, so nothing is allocated. */
function withCall(
  { entries, steps, open }: OrderStates,
  call: number,
  costs: AlignmentCosts,
  after: Float64Array,
  chosen: Uint8Array,
): Float64Array {
  const best = new Float64Array(steps.length)
  const pair = Float64Array.from(entries, (entry) => costs.pair(entry, call))
  const takes = entries.map((entry) => costs.takes(entry, call))
  const skip = costs.skipCall(call)
  for (let state = steps.length - 1; state >= 0; state--) {
    const from = steps[state] ?? []
    const rest = after[state] ?? 0
    let least = Number.POSITIVE_INFINITY
    let choice = SKIP_CALL
    for (let index = 0; index < from.length; index++) {
      const step = from[index]
      const cost = step === undefined ? least : (pair[step.entry] ?? 0) + (after[step.next] ?? 0)
      if (cost >= least) continue
      least = cost
      choice = FIRST_STEP + 2 * index
    }
    if (rest < least && open[state]?.some((entry) => takes[entry])) {
      least = rest
      choice = TAKE_MORE
    }
    if (skip + rest < least) {
      least = skip + rest
      choice = SKIP_CALL
    }
    for (let index = 0; index < from.length; index++) {
      const step = from[index]
      const cost = step === undefined ? least : (step.required ? costs.skipEntry : 0) + (best[step.next] ?? 0)
      if (cost >= least) continue
      least = cost
      choice = FIRST_STEP + 2 * index + 1
    }
    best[state] = least
    chosen[state] = choice
  }
  return best
}
