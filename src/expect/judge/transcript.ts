import { isJsonObject, type Json, type JsonObject, type UserContent } from '../../trajectory/index.ts'
import type { Scene } from '../types.ts'
import type { View } from './spec.ts'

/** A line of what a judge is shown, and the event that it is of; `null` where that is outside of the scene. */
export interface Entry {
  readonly index: number | null
  readonly content: JsonObject
}

/**
 * What happened, as far as a judge is shown it: nothing that differs between two plays of the same trial (ids, times),
 * and no bytes of images.
 */
export function transcriptOf(scene: Scene, on: View): readonly Entry[] {
  const said = (on === 'final' ? finalOf(scene) : scene.messages).map(
    ({ index, text }): Entry => ({ index, content: { role: 'assistant', text } }),
  )
  const calls = on === 'transcript' ? callsIn(scene) : []
  const entries = [...usersOf(scene), ...said, ...calls]
  const ordered = entries.sort((a, b) => (a.index ?? -1) - (b.index ?? -1))
  return on === 'final' ? lastExchange(ordered) : ordered
}

/** True where the agent said or did something that can be judged. */
export const isJudgeable = (entries: readonly Entry[]): boolean =>
  entries.some(({ content }) => content['role'] !== 'user')

const finalOf = ({ final }: Scene): Scene['messages'] => (final === null ? [] : [final])

/** The user's turns; of a turn alone it is what comes first. */
function usersOf({ trajectory, turn }: Scene): Entry[] {
  return trajectory.events.flatMap((event, place) => {
    if (event.type !== 'user_turn') return []
    return [{ index: turn === null ? place : null, content: { role: 'user', text: plain(event.content) } }]
  })
}

function callsIn({ calls }: Scene): Entry[] {
  return calls.map(({ index, event: { name, input, status, result } }) => ({
    index,
    content: { role: 'tool_call', name, input: withoutBytes(input), status, result: withoutBytes(result) },
  }))
}

/** The last thing the user said, and the answer. */
function lastExchange(entries: readonly Entry[]): readonly Entry[] {
  const asked = entries.findLast(({ content }) => content['role'] === 'user')
  const answers = entries.filter(({ content }) => content['role'] === 'assistant')
  return asked === undefined ? answers : [asked, ...answers]
}

function plain(content: UserContent): Json {
  return typeof content === 'string' ? content : withoutBytes(content)
}

const DEEPEST = 100

/** Images and documents stay as what they are, without their content. */
function withoutBytes(value: Json, depth = 0): Json {
  if (typeof value !== 'object' || value === null) return value
  if (depth === DEEPEST) return '…'
  if (!isJsonObject(value)) return value.map((each) => withoutBytes(each, depth + 1))
  const { type = null, source } = value
  if ((type === 'image' || type === 'document') && isJsonObject(source)) return { type }
  // Assigning would lose a key named __proto__.
  return Object.fromEntries(
    Object.entries(value).map(([key, each]): [string, Json] => [key, withoutBytes(each, depth + 1)]),
  )
}
