import type { Finding, Scene } from './types.ts'

/** Indices of events, each once and in their order: what a finding rests on. */
export const ascending = (indices: Iterable<number>): readonly number[] =>
  [...new Set(indices)].sort((left, right) => left - right)

/** What was found out for an item before; unknown where nobody looked. @param why nobody did */
export function foundBefore(scene: Scene, spec: unknown, why: string): Finding {
  const found = scene.findings.get(spec)
  if (found !== undefined) return found
  const failed = scene.trajectory.end.kind === 'agent_failure'
  const reason = failed ? 'not looked at, for the agent failed' : why
  return { score: 0, reason, events: [], unknown: true }
}
