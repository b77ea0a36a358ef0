import type { AgentCall, AgentStep, Calls } from './agent-steps.ts'
import type { Difference } from './json.ts'
import type { Pair } from './lockstep.ts'
import type { End } from './trajectory.ts'
import { sharedLength, valueDifference } from './value-difference.ts'

/** How a candidate left the way of its baseline. */
export type StepDifference =
  /** The same tool with another argument. */
  | {
      readonly kind: 'argument'
      readonly baseline: AgentCall
      readonly candidate: AgentCall
      readonly difference: Difference
    }
  | { readonly kind: 'tool'; readonly baseline: AgentCall; readonly candidate: AgentCall }
  /** It answered where the baseline called a tool. */
  | { readonly kind: 'answered'; readonly baseline: AgentCall; readonly candidate: string }
  /** It called a tool where the baseline answered. */
  | { readonly kind: 'called'; readonly baseline: string; readonly candidate: AgentCall }
  /** It did something where the baseline did nothing more in this turn. */
  | { readonly kind: 'more'; readonly candidate: AgentStep }
  /** It did nothing more in this turn where the baseline did something. */
  | { readonly kind: 'fewer'; readonly baseline: AgentStep }
  /** One of them, or both, did not come to its end: a crash, a timeout, a limit, the provider's trouble. */
  | { readonly kind: 'ended'; readonly baseline: End; readonly candidate: End }
  /** The same steps, and another text; `from` is the index of the first character that differs. */
  | { readonly kind: 'answer'; readonly baseline: string; readonly candidate: string; readonly from: number }
  /** The same steps, and a call that was answered otherwise: the world differed, not the agent. */
  | { readonly kind: 'result'; readonly tool: string; readonly difference: Difference }

/** How two steps differ that are not the same. */
export function stepDifference(baseline: AgentStep, candidate: AgentStep): StepDifference {
  if (baseline.kind === 'answer') {
    if (candidate.kind === 'answer') return answerDifference(baseline.text, candidate.text)
    return { kind: 'called', baseline: baseline.text, candidate: candidate.calls[0] }
  }
  if (candidate.kind === 'answer') {
    return { kind: 'answered', baseline: baseline.calls[0], candidate: candidate.text }
  }
  return callDifference(baseline.calls, candidate.calls)
}

/** Of calls made together, two of one tool are taken before two of different ones. */
function callDifference(baseline: Calls, candidate: Calls): StepDifference {
  for (const ours of baseline) {
    const theirs = candidate.find(({ name }) => name === ours.name)
    const difference = theirs === undefined ? null : valueDifference(ours.input, theirs.input)
    if (theirs !== undefined && difference !== null) {
      return { kind: 'argument', baseline: ours, candidate: theirs, difference }
    }
  }
  return { kind: 'tool', baseline: baseline[0], candidate: candidate[0] }
}

/** How two steps differ in their words that are the same in what they do. */
export function wordsDifference(pair: Pair): StepDifference | null {
  if (pair.kind === 'answer') {
    const { baseline, candidate } = pair.texts
    return baseline.trim() === candidate.trim() ? null : answerDifference(baseline, candidate)
  }
  const { baseline, candidate } = pair.calls
  const difference = valueDifference(baseline.input, candidate.input)
  return difference === null ? null : { kind: 'argument', baseline, candidate, difference }
}

function answerDifference(baseline: string, candidate: string): StepDifference {
  return { kind: 'answer', baseline, candidate, from: sharedLength(baseline, candidate) }
}
