import type { JsonObject } from '../../trajectory/index.ts'
import type { EndpointName } from '../protocol/types.ts'
import { hashOf } from './blocks.ts'
import type { RecordedCall, Recording } from './format.ts'
import { mapTexts } from './map-texts.ts'
import { revealIn } from './marks.ts'
import type { HiddenRequest } from './placeholders.ts'
import { type DatesByPlaceholder, datesOn, readingsOf } from './today.ts'

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
  const datesOf = rememberedDates()
  return (recording, played, { endpoint, request, today }) => {
    const key = keyOf(request)
    for (const [index, call] of recording.calls.entries()) {
      if (played.has(index) || call.endpoint !== endpoint) continue
      const dates = datesOf(recording, call, { key, today })
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

/**
 * What the dates of a recorded call stand for where it is found under this key today; `null` where it is not. A
 * request is compared with its own dates as they are: the recorded one is asked what it would be today, which leaves
 * nothing to guess.
 */
type FindDates = (
  recording: Recording,
  call: RecordedCall,
  asked: { readonly key: string; readonly today: string | null },
) => DatesByPlaceholder | null

function rememberedDates(): FindDates {
  const plainly = new Map<string, DatesByPlaceholder>()
  const readings = new WeakMap<RecordedCall, { readonly today: string; readonly keys: DatesByKey }>()
  return (recording, call, asked) => {
    const [dated, fixed] = call.keys
    const today = asked.today ?? recording.today ?? ''
    if (fixed === undefined) {
      if (asked.key !== dated) return null
      const dates = plainly.get(today) ?? datesOn(today)
      plainly.set(today, dates)
      return dates
    }
    const before = readings.get(call)
    const keys = before?.today === today ? before.keys : keysOn(today, recording.today, call, fixed)
    readings.set(call, { today, keys })
    return keys.get(asked.key) ?? null
  }
}

type DatesByKey = ReadonlyMap<string, DatesByPlaceholder>

/** The keys under which a call with dates is found today: as it was recorded, and in each reading of its dates. */
function keysOn(today: string, recorded: string | null, call: RecordedCall, fixed: string): DatesByKey {
  const keys = new Map<string, DatesByPlaceholder>([[fixed, datesOn(recorded ?? '')]])
  for (const dates of readingsOf(today, recorded)) {
    const key = hashOf(withDates(call.request, dates))
    if (!keys.has(key)) keys.set(key, dates)
  }
  return keys
}

/** Today's date alone put back: other placeholders, and what only looks like one, stay. */
function withDates(request: JsonObject, dates: DatesByPlaceholder): JsonObject {
  const revealed = mapTexts(request, (text) =>
    revealIn(text, (placeholder) => dates.get(placeholder), 'keep'),
  )
  return revealed as JsonObject
}
