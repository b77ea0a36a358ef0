import { hashOf } from '../model/recording/blocks.ts'
import type { MadeWith } from '../model/recording/format.ts'
import type { TrialKey } from '../model/responder.ts'
import type { Suite } from '../suite/index.ts'
import type { Json } from '../trajectory/index.ts'

/**
 * What a trial is recorded from: when none of it changed, its recording is as good as new.
 * @param parts what the agent is made of, by name
 */
export function fingerprintOf(
  suite: Suite,
  parts: Readonly<Record<string, string>>,
): (trial: Pick<TrialKey, 'case'>) => MadeWith {
  const tools = short(suite.tools)
  const normalize = suite.normalize.length === 0 ? {} : { normalize: short(suite.normalize) }
  // What is expected of the answers does not change them.
  const cases = new Map(suite.cases.map((item) => [item.id, short({ turns: item.turns, tools: item.tools })]))
  return ({ case: id }) => ({
    suite: suite.name,
    case: cases.get(id) ?? '',
    tools,
    ...normalize,
    agent: parts,
  })
}

const short = (value: unknown): string => hashOf(value as Json).slice(0, 16)
