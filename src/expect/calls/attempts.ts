import { eventsOf, type Indexed, type Json, type ToolCall } from '../../trajectory/index.ts'
import type { Scene } from '../types.ts'
import { describeCall } from './numbered.ts'

/** What the agent asked for and never ran: the model's reply was cut off, or a permission denied it. */
export interface Attempt extends Indexed<ToolCall> {
  readonly how: string
}

/** Calls that are not among those of the scene, each at the event that shows it. */
export function attemptsIn(scene: Scene): readonly Attempt[] {
  const made = scene.calls.map(({ event }) => event)
  const asked = scene.answers.flatMap(({ index, event }) =>
    (event.response?.content ?? []).flatMap((block): readonly Attempt[] => {
      if (block.type !== 'tool_use' || take(made, String(block['name']), block['id'])) return []
      return [attempt(index, String(block['name']), block['input'] ?? {}, 'asked for, and not run')]
    }),
  )
  const denied = eventsOf(scene.whole, 'permission').flatMap(({ index, event }) => {
    if (event.decision === 'allow' || (scene.turn !== null && event.turn !== scene.turn)) return []
    return [attempt(index, event.tool, {}, 'denied by a permission')]
  })
  return [...asked, ...denied].sort((left, right) => left.index - right.index)
}

/** `event 3 is wipe({}), denied by a permission` */
export const sayAttempt = ({ index, event, how }: Attempt): string =>
  `event ${index} is ${describeCall(event)}, ${how}`

/** Ids may repeat in a trial, and code calls tools without one: each call answers one request. */
function take(made: ToolCall[], name: string, id: Json | undefined): boolean {
  const place = made.findIndex((call) => (call.id === null || call.id === id) && name.endsWith(call.name))
  if (place !== -1) made.splice(place, 1)
  return place !== -1
}

const attempt = (index: number, name: string, input: Json, how: string): Attempt => ({
  index,
  how,
  event: {
    type: 'tool_call',
    turn: 0,
    atMs: null,
    id: null,
    name,
    input,
    result: null,
    status: 'unanswered',
    latencyMs: null,
  },
})
