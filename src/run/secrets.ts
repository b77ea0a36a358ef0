import { createSecrets, ownSecrets, type Secrets } from '../secrets/index.ts'
import type { AgentRef, Suite } from '../suite/index.ts'

/** What no file and no report of a suite's run may show: all that looks like a credential, and the run's own keys. */
export const secretsOf = ({ agent }: Suite, env: Readonly<Record<string, string | undefined>>): Secrets =>
  createSecrets(ownSecrets(env, passedTo(agent)))

function passedTo(agent: AgentRef): readonly string[] {
  switch (agent.kind) {
    case 'reference':
    case 'module':
      return []
    case 'command':
      return agent.passEnv
    case 'http':
      return agent.start?.passEnv ?? []
  }
}

/** What is said of a run whose journal does not hold all that was said. */
export function redactionNotes(trials: number): string[] {
  if (trials === 0) return []
  const subject = trials === 1 ? '1 trial holds' : `${trials} trials hold`
  return [
    `${subject} [redacted: …] in the place of a credential: what is scored from the journal may come out otherwise than in the run`,
  ]
}
