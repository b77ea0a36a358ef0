import type { JsonObject } from '../../trajectory/index.ts'
import type { EndpointName } from '../protocol/types.ts'
import { hashOf } from './blocks.ts'
import type { RecordedCall, Recording } from './format.ts'
import { mapTexts } from './map-texts.ts'
import { revealIn } from './marks.ts'
import type { HiddenRequest } from './placeholders.ts'
import { type Alternatives, dateReadings, pathReadings, type Reading } from './readings.ts'

/** A recorded call that a request asks for again. */
export interface Match {
  readonly index: number
  /** What placeholders in its response stand for, where it is not what they stand for in this trial. */
  readonly reading: Reading
}

/** Finds the first recorded call, of those not played yet, that is the same request. */
export type FindCall = (
  recording: Recording,
  played: ReadonlySet<number>,
  asked: {
    readonly endpoint: EndpointName
    readonly request: HiddenRequest
    readonly days: readonly string[]
  },
) => Match | null

/** What is worked out once for all trials of a run. */
export function createFindCall(): FindCall {
  const keyOf = rememberedKeys()
  const readingOf = rememberedReadings()
  return (recording, played, { endpoint, request, days }) => {
    const key = keyOf(request)
    for (const [index, call] of recording.calls.entries()) {
      if (played.has(index) || call.endpoint !== endpoint) continue
      const reading = readingOf(recording, call, { key, days })
      if (reading) return { index, reading }
    }
    return null
  }
}

const MOST_CHARACTERS = 16_000_000

/** Trials of a case send the same bytes again and again: their hash is worked out once. */
function rememberedKeys(): (request: HiddenRequest) => string {
  const keys = new Map<string, string>()
  let characters = 0
  return (request) => {
    const known = keys.get(request.sameness)
    if (known !== undefined) return known
    const key = hashOf(request.form())
    characters += request.sameness.length
    if (characters > MOST_CHARACTERS) {
      keys.clear()
      characters = request.sameness.length
    }
    keys.set(request.sameness, key)
    return key
  }
}

/**
 * How a recorded call is to be read where it is found under this key; `null` where it is not. A request is compared
 * with its own dates and common paths as they are: the recorded one is asked what it would be here and today, which
 * leaves nothing to guess.
 */
type FindReading = (
  recording: Recording,
  call: RecordedCall,
  asked: { readonly key: string; readonly days: readonly string[] },
) => Reading | null

function rememberedReadings(): FindReading {
  const known = new WeakMap<RecordedCall, { readonly days: string; readonly keys: ReadingsByKey }>()
  return (recording, call, { key, days }) => {
    const [plain, fixed] = call.keys
    const certain = fixed === undefined && Object.keys(recording.alternatives).length === 0
    if (certain) return key === plain ? AS_WRITTEN : null
    const before = known.get(call)
    const on = days.join(' ')
    const keys = before?.days === on ? before.keys : keysOn(days, recording, call)
    known.set(call, { days: on, keys })
    return keys.get(key) ?? null
  }
}

const AS_WRITTEN: Reading = new Map()

type ReadingsByKey = ReadonlyMap<string, Reading>

/** What the placeholders of a call may mean besides. */
function alternativesOf({ alternatives }: Recording, call: RecordedCall): Alternatives {
  const text = JSON.stringify(call.request)
  return Object.fromEntries(
    Object.entries(alternatives).filter(([placeholder]) => text.includes(placeholder)),
  )
}

/** The keys under which a call is found, in each reading of its dates and paths; of one key the first that leads to it. */
function keysOn(days: readonly string[], recording: Recording, call: RecordedCall): ReadingsByKey {
  const dates = call.keys[1] === undefined ? [AS_WRITTEN] : dateReadings(recording, days)
  const keys = new Map<string, Reading>()
  for (const paths of pathReadings(alternativesOf(recording, call))) {
    for (const date of dates) {
      const reading = new Map([...date, ...paths])
      const key = hashOf(read(call.request, reading))
      if (!keys.has(key)) keys.set(key, reading)
    }
  }
  return keys
}

/** The request in this reading; other placeholders, and what only looks like one, stay. */
function read(request: JsonObject, reading: Reading): JsonObject {
  const revealed = mapTexts(request, (text) =>
    revealIn(text, (placeholder) => reading.get(placeholder), 'keep'),
  )
  return revealed as JsonObject
}
