import * as z from 'zod'
import { type ToolCall, type TrajectoryEvent, withCallsFromTraffic } from '../../trajectory/index.ts'
import { sayFew } from '../show.ts'
import type { Expectation, Scene } from '../types.ts'
import { trueField } from './fields.ts'
import { describeCall, nameCall, numberedCalls } from './numbered.ts'

const DESCRIPTION = 'Every tool that the model called got a result, be it an error.'

export const everyCallAnswered: Expectation<true> = {
  name: 'every_call_answered',
  schema: z
    .strictObject({ every_call_answered: trueField(DESCRIPTION) })
    .meta({ description: DESCRIPTION })
    .transform((item) => item.every_call_answered),
  describe: () => 'every call is answered',
  score: (_, scene) => {
    const unanswered = [...unansweredCalls(scene), ...callsNeverMade(scene)].sort(
      (left, right) => left.index - right.index,
    )
    if (unanswered.length > 0) {
      const events = [...new Set(unanswered.map(({ index }) => index))]
      return { score: 0, reason: sayFew(unanswered.map(({ text }) => text)), events }
    }
    const reason = scene.calls.length === 0 ? 'no tool was called' : 'every call got a result'
    return { score: 1, reason, events: [] }
  },
}

interface Unanswered {
  readonly index: number
  readonly text: string
}

const unansweredCalls = (scene: Scene): Unanswered[] =>
  numberedCalls(scene)
    .filter(({ event }) => event.status === 'unanswered')
    .map((call) => ({
      index: call.index,
      text: `${nameCall(call)} got no result: ${describeCall(call.event)}`,
    }))

/** What the model asked for in an answer that nothing came of: no call was seen, and no result was sent. */
function callsNeverMade({ trajectory, answers }: Scene): Unanswered[] {
  const known = new Set<TrajectoryEvent>(trajectory.events)
  const indices = new Map<TrajectoryEvent, number>(answers.map(({ index, event }) => [event, index]))
  const found: Unanswered[] = []
  let index = -1
  for (const event of withCallsFromTraffic(trajectory.events)) {
    index = indices.get(event) ?? index
    if (event.type !== 'tool_call' || known.has(event) || event.status !== 'unanswered') continue
    found.push({ index, text: sayNeverMade(event, index) })
  }
  return found
}

const sayNeverMade = (call: ToolCall, index: number): string =>
  `the model asked for ${describeCall(call)} (event ${index}), and the call was never made`
