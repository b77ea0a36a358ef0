import type { AgentCall, AgentStep } from './agent-steps.ts'
import { canonicalText } from './canonical.ts'
import type { Json } from './json.ts'
import { isProse } from './prose.ts'

export interface Sides<T> {
  readonly baseline: T
  readonly candidate: T
}

/** Where two courses part. A side is `null` where it has nothing more to show in the turn that the other is in. */
export interface Parting {
  /** Indices of the steps; the number of steps for a side that is at its end. */
  readonly steps: Sides<number>
  /** What was left there to do; of calls made together those that the other side has not made. */
  readonly left: Sides<AgentStep | null>
}

/** What both did: the same call, whatever prose is in it, or an answer each, whatever it says. */
export type Pair = { readonly steps: Sides<number> } & (
  | { readonly kind: 'calls'; readonly calls: Sides<AgentCall> }
  | { readonly kind: 'answer'; readonly texts: Sides<string> }
)

export interface Lockstep {
  readonly pairs: readonly Pair[]
  /** `null` where both do the same to the end. */
  readonly parting: Parting | null
}

/**
 * Goes through two courses side by side up to where they part. Calls are the same by name and arguments, sentences in
 * these aside, which a model words anew each time as it does its answers. Whether they were made in one reply or one
 * after the other makes no difference, as long as the order of those that were not made together is the same.
 */
export function inLockstep(baseline: readonly AgentStep[], candidate: readonly AgentStep[]): Lockstep {
  const left = createCursor(baseline)
  const right = createCursor(candidate)
  const pairs: Pair[] = []
  for (;;) {
    const steps = { baseline: left.index(), candidate: right.index() }
    const heads = inOneTurn(left.head(), right.head())
    const { baseline: ours, candidate: theirs } = heads
    if (ours === null && theirs === null) return { pairs, parting: null }
    if (ours?.kind === 'answer' && theirs?.kind === 'answer') {
      pairs.push({ kind: 'answer', steps, texts: { baseline: ours.text, candidate: theirs.text } })
      left.leave([])
      right.leave([])
    } else if (ours?.kind === 'calls' && theirs?.kind === 'calls') {
      const { met, rest } = meet(ours.calls, theirs.calls)
      pairs.push(...met.map((calls): Pair => ({ kind: 'calls', steps, calls })))
      left.leave(rest.baseline)
      right.leave(rest.candidate)
      if (rest.baseline.length > 0 && rest.candidate.length > 0) {
        return { pairs, parting: { steps, left: { baseline: left.head(), candidate: right.head() } } }
      }
    } else {
      return { pairs, parting: { steps, left: heads } }
    }
  }
}

/** A side that is in a later turn has nothing more to do in this one. */
function inOneTurn(baseline: AgentStep | null, candidate: AgentStep | null): Sides<AgentStep | null> {
  const turn = Math.min(
    baseline?.turn ?? Number.POSITIVE_INFINITY,
    candidate?.turn ?? Number.POSITIVE_INFINITY,
  )
  return {
    baseline: baseline?.turn === turn ? baseline : null,
    candidate: candidate?.turn === turn ? candidate : null,
  }
}

interface Cursor {
  index(): number
  head(): AgentStep | null
  /** Goes on to the next step, unless some of this one's calls are left. */
  leave(rest: readonly AgentCall[]): void
}

function createCursor(steps: readonly AgentStep[]): Cursor {
  let index = 0
  let head = steps[0] ?? null
  return {
    index: () => index,
    head: () => head,
    leave([call, ...together]) {
      if (head?.kind === 'calls' && call) head = { ...head, calls: [call, ...together] }
      else head = steps[++index] ?? null
    },
  }
}

interface Meeting {
  readonly met: readonly Sides<AgentCall>[]
  readonly rest: Sides<readonly AgentCall[]>
}

/** The calls that both sets have, each as often as both have it. */
function meet(baseline: readonly AgentCall[], candidate: readonly AgentCall[]): Meeting {
  const same = meetBy((input) => canonicalText(input), baseline, candidate)
  const alike = meetBy(withoutProse, same.rest.baseline, same.rest.candidate)
  return { met: [...same.met, ...alike.met], rest: alike.rest }
}

function meetBy(
  textOf: (input: Json) => string,
  baseline: readonly AgentCall[],
  candidate: readonly AgentCall[],
): Meeting {
  const keyOf = ({ name, input }: AgentCall): string => `${JSON.stringify(name)} ${textOf(input)}`
  const open = Map.groupBy(candidate, keyOf)
  const met: Sides<AgentCall>[] = []
  const rest: AgentCall[] = []
  for (const call of baseline) {
    const other = open.get(keyOf(call))?.shift()
    if (other === undefined) rest.push(call)
    else met.push({ baseline: call, candidate: other })
  }
  return { met, rest: { baseline: rest, candidate: [...open.values()].flat() } }
}

const withoutProse = (input: Json): string =>
  canonicalText(input, (text) => (isProse(text) ? 'prose' : JSON.stringify(text)))
