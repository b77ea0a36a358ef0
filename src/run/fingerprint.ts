import { hashOf } from '../model/recording/blocks.ts'
import type { MadeWith } from '../model/recording/format.ts'
import type { TrialKey } from '../model/responder.ts'
import type { Case, Suite } from '../suite/index.ts'
import type { Json } from '../trajectory/index.ts'

/**
 * What a trial is recorded from: when none of it changed, its recording is as good as new.
 * @param parts what the agent is made of, by name
 */
export function fingerprintOf(
  suite: Suite,
  parts: Readonly<Record<string, string>>,
): (trial: Pick<TrialKey, 'case'>) => MadeWith {
  const { state, toolModule } = suite
  // A suite without a world has the fingerprint that it had before there were any.
  const hasWorld = state !== null || toolModule !== null
  const tools = short(
    hasWorld ? { rules: suite.tools, state, module: toolModule?.parts ?? null } : suite.tools,
  )
  const normalize = suite.normalize.length === 0 ? {} : { normalize: short(suite.normalize) }
  // What is expected of the answers does not change them.
  const cases = new Map(suite.cases.map((item) => [item.id, short(partsOfCase(item))]))
  return ({ case: id }) => ({
    suite: suite.name,
    case: cases.get(id) ?? '',
    tools,
    ...normalize,
    agent: parts,
  })
}

const partsOfCase = ({ turns, tools, state }: Case) => ({
  turns,
  tools,
  ...(state === null ? {} : { state }),
})

const short = (value: unknown): string => hashOf(value as Json).slice(0, 16)
