import { STREAMS_WITHOUT_USAGE } from '../model/budget.ts'
import type { Measures } from '../model/measure.ts'
import { PRICES_AS_OF } from '../model/prices.ts'
import type { Case } from '../suite/index.ts'
import { isJsonObject, type ModelCall, own, type Trajectory } from '../trajectory/index.ts'

/** What the user should know of a run besides its results. */
export interface RunWarnings {
  note(trajectory: Trajectory, item: Case, measures: Measures): void
  texts(): readonly string[]
}

export function createRunWarnings(): RunWarnings {
  const unpriced = new Set<string>()
  const unplayed = new Set<string>()
  let streams = 0
  return {
    note(trajectory, item, measures) {
      for (const model of measures.unpriced) unpriced.add(model)
      const calls = trajectory.events.filter((event) => event.type === 'model_call')
      if (trajectory.provenance.source !== 'script') streams += calls.filter(streamedWithoutUsage).length
      else if (hasReplies(item) && calls.length === 0) unplayed.add(item.id)
    },
    texts: () => [
      ...[...unplayed].sort().map(unplayedScript),
      ...(streams === 0
        ? []
        : [
            `${streams} streamed model ${streams === 1 ? 'call' : 'calls'} reported no usage. ${STREAMS_WITHOUT_USAGE}`,
          ]),
      ...[...unpriced].sort().map(unknownPrice),
    ],
  }
}

const hasReplies = ({ script }: Case): boolean =>
  script?.variants.some(({ replies }) => replies.length > 0) ?? false

/** Any other API reports it by itself. */
function streamedWithoutUsage({ request, response, usage }: ModelCall): boolean {
  if (request === null || response === null || usage !== null || request['stream'] !== true) return false
  const options = own(request, 'stream_options')
  return !isJsonObject(options) || options['include_usage'] !== true
}

const unplayedScript = (id: string): string =>
  `nothing of the script of case ${id} was played: the agent made no model call that was seen. Where it does call a model, let it use trial.fetch, the global fetch or node:http`

const unknownPrice = (model: string): string =>
  `no price is known for model ${model} (built-in prices are of ${PRICES_AS_OF}): its cost is unknown; set it under \`prices:\``
