import type { ModelCall, TrajectoryEvent } from './events.ts'
import { isJsonObject, type Json, type JsonObject, own } from './json.ts'
import type { Trajectory } from './trajectory.ts'

/** Version of the stored form. Older ones are read, newer ones refused by name. */
export const TRAJECTORY_FORMAT = 1

/**
 * A trajectory as JSON. Each request repeats the history of the one before: a model call stores only what its
 * request adds to that of the trial's previous call, so a long conversation takes linear space.
 */
export function encodeTrajectory(trajectory: Trajectory): JsonObject {
  let previous: JsonObject | null = null
  const events = trajectory.events.map((event): Json => {
    if (event.type !== 'model_call' || event.request === null) return event as unknown as Json
    const stored = { ...event, request: requestDelta(previous, event.request) }
    previous = event.request
    return stored as unknown as Json
  })
  return { ...(trajectory as unknown as JsonObject), events }
}

/** Reads a trajectory back. Throws TypeError with the place of what is not as it should be. */
export function decodeTrajectory(stored: JsonObject): Trajectory {
  const events = own(stored, 'events')
  if (!Array.isArray(events)) throw new TypeError('expected .events to be a list')
  let previous: JsonObject | null = null
  const decoded = events.map((event, index): TrajectoryEvent => {
    if (!isJsonObject(event) || typeof event['type'] !== 'string') {
      throw new TypeError(`expected .events[${index}] to be an event with a type`)
    }
    const delta = own(event, 'request')
    if (event['type'] !== 'model_call' || !isJsonObject(delta)) return event as unknown as TrajectoryEvent
    const request: JsonObject = wholeRequest(previous, delta)
    previous = request
    return { ...(event as unknown as ModelCall), request }
  })
  for (const key of ['case', 'trial', 'provenance', 'end']) {
    if (own(stored, key) === undefined) throw new TypeError(`expected .${key}`)
  }
  return { ...(stored as unknown as Trajectory), events: decoded }
}

const SAME = '$same'
const KEEP = '$keep'

/** Fields equal to the previous request's are listed under `$same`; `$keep` counts its messages that recur. */
function requestDelta(previous: JsonObject | null, request: JsonObject): JsonObject {
  if (previous === null) return request
  const same: string[] = []
  const delta: Record<string, Json> = {}
  for (const [key, value] of Object.entries(request)) {
    if (key === 'messages') continue
    if (sameJson(own(previous, key), value)) same.push(key)
    else delta[key] = value
  }
  const messages = listOf(own(request, 'messages'))
  const before = listOf(own(previous, 'messages'))
  let keep = 0
  while (keep < messages.length && keep < before.length && sameJson(messages[keep], before[keep])) keep++
  return { [SAME]: same, [KEEP]: keep, ...delta, messages: messages.slice(keep) }
}

function wholeRequest(previous: JsonObject | null, delta: JsonObject): JsonObject {
  const { [SAME]: same, [KEEP]: keep, messages, ...changed } = delta
  if (previous === null || !Array.isArray(same)) return delta
  const shared = Object.fromEntries(same.map((key) => [String(key), own(previous, String(key)) ?? null]))
  const kept = listOf(own(previous, 'messages')).slice(0, Number(keep))
  return { ...shared, ...changed, messages: [...kept, ...listOf(messages)] }
}

const sameJson = (a: Json | undefined, b: Json | undefined): boolean =>
  a === b || JSON.stringify(a) === JSON.stringify(b)

const listOf = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? value : [])
