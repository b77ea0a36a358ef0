import type { MadeWith, Recording } from '../model/recording/format.ts'
import type { AgentRef } from '../suite/index.ts'

/** Whether a planned trial has a recording that the run would make again just so. */
export type RecordingState =
  | { readonly kind: 'missing' }
  | { readonly kind: 'stale'; readonly reasons: readonly string[] }
  | { readonly kind: 'valid' }

export interface TrialState {
  readonly trial: number
  readonly state: RecordingState
  /** `null` where it is missing. */
  readonly recording: Recording | null
}

/** @param now what a recording of this case would say it was made with, were it made now */
export function trialStates(
  recordings: readonly Recording[],
  trials: readonly number[],
  now: MadeWith,
  agent: AgentRef['kind'],
): TrialState[] {
  const byTrial = new Map(recordings.map((recording) => [recording.trial, recording]))
  return trials.map((trial) => {
    const recording = byTrial.get(trial) ?? null
    return { trial, recording, state: stateOf(recording, now, agent) }
  })
}

function stateOf(recording: Recording | null, now: MadeWith, agent: AgentRef['kind']): RecordingState {
  if (recording === null) return { kind: 'missing' }
  const reasons = changesSince(recording.made, now, agent)
  return reasons.length === 0 ? { kind: 'valid' } : { kind: 'stale', reasons }
}

/** What changed since a recording was made, in words; empty when nothing did. */
export function changesSince(
  made: MadeWith | null,
  now: MadeWith,
  agent: AgentRef['kind'],
): readonly string[] {
  if (made === null) return ['it does not say what it was made from']
  return [
    ...(made.suite === now.suite ? [] : [`it was made for the suite ${made.suite}`]),
    ...agentChanges(made.agent, now.agent, agent),
    ...(made.case === now.case ? [] : ["the case's turns or tools changed"]),
    ...(made.tools === now.tools ? [] : ['the mocked tools changed']),
    ...(made.normalize === now.normalize ? [] : ['`normalize` changed']),
  ]
}

type Parts = Readonly<Record<string, string>>

function agentChanges(before: Parts, now: Parts, agent: AgentRef['kind']): string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(now)])].sort()
  const changed = names.filter((name) => partOf(before, name) !== partOf(now, name))
  // Nothing is called as it was: a list of all that came and went would say less.
  const common = names.some((name) => partOf(before, name) !== null && partOf(now, name) !== null)
  if (changed.length > 0 && !common) return ['the agent is another one']
  return changed.map((name) => {
    const words = wordsFor(name, agent)
    if (words !== null) return `${words} changed`
    if (partOf(before, name) === null) return `${name} is new`
    return partOf(now, name) === null ? `${name} is gone` : `${name} changed`
  })
}

const partOf = (parts: Parts, name: string): string | null =>
  Object.hasOwn(parts, name) ? (parts[name] ?? null) : null

const REFERENCE: Readonly<Record<string, string>> = {
  system: 'the system prompt',
  model: 'the model',
  tools: 'the tools of the agent',
}

const OUTSIDE: Readonly<Record<string, string>> = {
  command: "the agent's command",
  env: "the agent's environment",
  passEnv: 'what the agent gets of our environment',
  run: 'the way the agent is run',
  request: "the request to the agent's service",
}

/** What a part of the agent is called; `null` for a file, which goes by its name. */
function wordsFor(name: string, agent: AgentRef['kind']): string | null {
  switch (agent) {
    case 'reference':
      return Object.hasOwn(REFERENCE, name) ? (REFERENCE[name] ?? null) : `the agent's ${name}`
    case 'command':
    case 'http':
      return Object.hasOwn(OUTSIDE, name) ? (OUTSIDE[name] ?? null) : null
    case 'module':
      return null
  }
}
