import type { JsonObject } from '../../trajectory/index.ts'
import type { EndpointName } from '../protocol/types.ts'
import { hashOf } from './blocks.ts'
import type { RecordedCall, Recording } from './format.ts'
import { mapTexts, revealIn } from './marks.ts'
import type { HiddenRequest } from './placeholders.ts'
import { type DatesByPlaceholder, readingsOf, spelledDates } from './today.ts'

/** A recorded call that a request asks for again. */
export interface Match {
  readonly index: number
  /** What the placeholders of the date in its response stand for. */
  readonly dates: DatesByPlaceholder
}

/** Finds the first recorded call, of those not played yet, that is the same request. */
export type FindCall = (
  recording: Recording,
  played: ReadonlySet<number>,
  asked: { readonly endpoint: EndpointName; readonly request: HiddenRequest; readonly today: string | null },
) => Match | null

/** What is worked out once for all trials of a run. */
export function createFindCall(): FindCall {
  const keyOf = rememberedKeys()
  const recordedKeys = rememberedReadings()
  return (recording, played, { endpoint, request, today }) => {
    const key = keyOf(request)
    for (const [index, call] of recording.calls.entries()) {
      if (played.has(index) || call.endpoint !== endpoint) continue
      const dates = recordedKeys(recording, call, today).get(key)
      if (dates) return { index, dates }
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

type DatesByKey = ReadonlyMap<string, DatesByPlaceholder>

/**
 * The keys under which a recorded call is found today, and what its dates then stand for. A request is compared with
 * its own dates as they are: the recorded one is asked what it would be today, which leaves nothing to guess.
 */
function rememberedReadings(): (
  recording: Recording,
  call: RecordedCall,
  today: string | null,
) => DatesByKey {
  const known = new WeakMap<RecordedCall, { readonly today: string | null; readonly keys: DatesByKey }>()
  return (recording, call, today) => {
    const before = known.get(call)
    if (before?.today === today) return before.keys
    const keys = keysOn(today, recording.today, call)
    known.set(call, { today, keys })
    return keys
  }
}

function keysOn(today: string | null, recorded: string | null, call: RecordedCall): DatesByKey {
  const [dated = '', fixed] = call.keys
  const own = readingsOf(today ?? recorded ?? '', recorded)
  const [plainly = NO_DATES] = own
  if (fixed === undefined) return new Map([[dated, plainly]])
  const then = new Map(spelledDates(recorded ?? '').map(({ placeholder, text }) => [placeholder, text]))
  const keys = new Map<string, DatesByPlaceholder>([[fixed, then]])
  for (const dates of own) {
    const key = hashOf(withDates(call.request, dates))
    if (!keys.has(key)) keys.set(key, dates)
  }
  return keys
}

const NO_DATES: DatesByPlaceholder = new Map()

/** Today's date alone put back: other placeholders, and what only looks like one, stay. */
function withDates(request: JsonObject, dates: DatesByPlaceholder): JsonObject {
  const revealed = mapTexts(request, (text) =>
    revealIn(text, (placeholder) => dates.get(placeholder), 'keep'),
  )
  return revealed as JsonObject
}
