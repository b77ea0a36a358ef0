import type { ModelCall, TrajectoryEvent } from './events.ts'
import { isJsonObject, type Json, type JsonObject, own } from './json.ts'
import { requestDelta, stepsBack, wholeRequest } from './request-delta.ts'
import type { Trajectory } from './trajectory.ts'

/** Version of the stored form. Older ones are read, newer ones refused by name. */
export const TRAJECTORY_FORMAT = 2

/**
 * A trajectory as JSON. Each request repeats the history of one before: a model call stores only what its request
 * adds to that, and how many requests `back` it is where it is not the last, so long conversations take linear space.
 */
export function encodeTrajectory(trajectory: Trajectory): JsonObject {
  const requests: JsonObject[] = []
  const events = trajectory.events.map((event): Json => {
    if (event.type !== 'model_call' || event.request === null) return event as unknown as Json
    const back = stepsBack(requests, event.request)
    const delta = requestDelta(requests.at(-back) ?? {}, event.request)
    requests.push(event.request)
    const stored = { ...event, request: back === 1 ? delta : { back, ...delta } }
    return stored as unknown as Json
  })
  return { ...(trajectory as unknown as JsonObject), events }
}

/** What runs of before these existed do not say. */
const NO_FAULT = { fault: null }
const UNTOLD = { computeMs: null }

/** Reads a trajectory back. Throws TypeError with the place of what is not as it should be. */
export function decodeTrajectory(stored: JsonObject): Trajectory {
  const events = own(stored, 'events')
  if (!Array.isArray(events)) throw new TypeError('expected .events to be a list')
  const requests: JsonObject[] = []
  const decoded = events.map((event, index): TrajectoryEvent => {
    if (!isJsonObject(event) || typeof event['type'] !== 'string') {
      throw new TypeError(`expected .events[${index}] to be an event with a type`)
    }
    const delta = own(event, 'request')
    if (event['type'] !== 'model_call') return event as unknown as TrajectoryEvent
    if (!isJsonObject(delta)) return { ...NO_FAULT, ...(event as unknown as ModelCall) }
    const previous = requests.at(-Number(delta['back'] ?? 1)) ?? {}
    const request = wholeRequest(previous, delta, `.events[${index}].request`)
    requests.push(request)
    return { ...NO_FAULT, ...(event as unknown as ModelCall), request }
  })
  for (const key of ['case', 'trial', 'provenance', 'end']) {
    if (own(stored, key) === undefined) throw new TypeError(`expected .${key}`)
  }
  return { ...UNTOLD, ...(stored as unknown as Trajectory), events: decoded }
}
