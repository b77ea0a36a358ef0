import { isJsonObject, type Json, type JsonObject } from '../../trajectory/index.ts'
import type { KnownValues, ModelRequest } from '../responder.ts'
import { type Dated, hideDates, hideDatesInReply } from './dates.ts'
import { type KnownDay, type KnownMarks, rememberedMarks } from './known-marks.ts'
import { mapTexts } from './map-texts.ts'
import { hideIn, holdsToken, longestFirst, type Mark, type Realpath, revealIn, type Span } from './marks.ts'
import { createNames, type Names } from './names.ts'
import { compileRules, type FindVariations, type Variation } from './normalize.ts'
import type { NormalizeRule } from './normalize-rule.ts'
import { type Alternatives, alternativesIn, type Reading } from './readings.ts'
import type { DatesByPlaceholder } from './today.ts'

/** A request in the form in which requests are compared. */
export interface HiddenRequest {
  /** Equal for two requests only where their forms are; cheaper to have than the form. */
  readonly sameness: string
  /** With placeholders for all but today's date; a path has one placeholder, its links followed or not. */
  form(): JsonObject
  /** The form with placeholders for today's date as well. */
  dated(): Dated
}

/** Values that differ between trials and machines, of one trial: out of what is stored, and back into it. */
export interface Placeholders {
  /** Later values add to earlier ones. */
  know(values: KnownValues): void
  /** The day that the requests so far speak of, else this machine's (YYYY-MM-DD); `null` where nobody said. */
  today(): string | null
  /** All days that it may be for the agent. */
  days(): readonly string[]
  /** What placeholders may mean besides, of those that are used. */
  alternatives(used: (placeholder: string) => boolean): Alternatives
  /** Every value hidden; `reveal` gives the same body back. */
  hide(body: JsonObject): JsonObject
  /** @param sent as it was sent, where it is at hand: most bodies are left alone, and its text shows so fast */
  request(content: JsonObject, sent?: Pick<ModelRequest, 'body' | 'text'>): HiddenRequest
  /** A reply to this request; `reveal` gives it back. */
  hideReply(reply: Json, request: HiddenRequest): Json
  /** The result of a tool, dates and all. */
  hideResult(result: Json): Json
  /** @param reading what placeholders stand for, where it is not what they stand for in this trial */
  reveal(json: Json, reading?: Reading): Json
}

export const createPlaceholders = (rules: readonly NormalizeRule[], realpath?: Realpath): Placeholders =>
  placeholdersFor(rules, realpath)()

/** Placeholders of any number of trials under the same rules. */
export function placeholdersFor(
  rules: readonly NormalizeRule[],
  realpath: Realpath = (path) => path,
): () => Placeholders {
  const find = compileRules(rules)
  const marksFor = rememberedMarks(realpath)
  return () => trialsPlaceholders(find, marksFor)
}

const NOTHING: KnownValues = {}

function trialsPlaceholders(
  find: FindVariations,
  marksFor: (values: KnownValues) => KnownMarks,
): Placeholders {
  let values = NOTHING
  let known = marksFor(values)
  let { marks } = known
  const names = createNames()
  let spoken: KnownDay | null = null
  const day = (): KnownDay => spoken ?? known.days[0] ?? NO_DAY
  const datesIn = (form: JsonObject): readonly Mark[] => {
    spoken ??= known.days.find(({ marks: dates }) => hideDates(form, dates).body !== form) ?? null
    return day().marks
  }
  const update = (): void => {
    const named = names.marks()
    marks = named.length === 0 ? known.marks : longestFirst([...known.marks, ...named])
  }
  const bound = (body: JsonObject): readonly Variation[] => {
    const variations = find(body)
    if (names.bind(variations)) update()
    return variations
  }
  const hideAll = (json: Json, variations: readonly Variation[] = []): Json =>
    hideValues(json, marks, placesOf(variations, names.placeholderOf))
  return {
    know(more) {
      values =
        values === NOTHING
          ? more
          : { ...values, ...more, days: [...(more.days ?? []), ...(values.days ?? [])] }
      known = marksFor(values)
      update()
    },
    today: () => spoken?.date ?? values.today ?? null,
    days: () => known.days.map(({ date }) => date),
    alternatives: (used) => alternativesIn(known.marks, used),
    hide(body) {
      const hidden = hideAll(body, bound(body))
      return isJsonObject(hidden) ? hideDates(hidden, datesIn(hidden)).body : body
    },
    request(body, sent) {
      const text = sent?.body === body ? sent.text : ''
      return hiddenRequest({ body, text, variations: bound(body), marks, datesIn, names })
    },
    hideReply(reply, request) {
      const hidden = hideAll(reply)
      return request.dated().speaksToday ? hideDatesInReply(hidden, day().marks) : hidden
    },
    hideResult: (result) => hideAll(result),
    reveal: (json, reading = NO_READING) => revealAll(json, known.texts, names, [reading, day().dates]),
  }
}

const NO_READING: Reading = new Map()
const NO_DAY: KnownDay = { date: '', marks: [], dates: new Map() }

function revealAll(
  json: Json,
  texts: ReadonlyMap<string, string>,
  names: Names,
  [reading, dates]: readonly [Reading, DatesByPlaceholder],
): Json {
  const known = (placeholder: string): string | undefined =>
    dates.get(placeholder) ??
    texts.get(placeholder) ??
    texts.get(placeholder.replace(':real>', '>')) ??
    names.textOf(placeholder)
  const textOf = (placeholder: string): string | undefined => {
    const read = reading.get(placeholder)
    return read === undefined ? known(placeholder) : (known(read) ?? read)
  }
  return mapTexts(json, (text) => {
    if (!text.includes('<')) return text
    const whole = names.valueOf(text)
    return whole === undefined ? revealIn(text, textOf) : whole
  })
}

interface Asked {
  readonly body: JsonObject
  readonly text: string
  readonly variations: readonly Variation[]
  readonly marks: readonly Mark[]
  /** The marks of today's date, as the form of a request speaks of it. */
  readonly datesIn: (form: JsonObject) => readonly Mark[]
  readonly names: Names
}

function hiddenRequest({ body, text, variations, marks, datesIn, names }: Asked): HiddenRequest {
  const flat = isPlain(text) ? text : JSON.stringify(body)
  const present = marks.filter((mark) => flat.includes(inJson(mark.text))).map(withLinks)
  const placeholders = variations.map(names.placeholderOf)
  const untouched = present.length === 0 && variations.length === 0 && !holdsToken(flat)
  const replaced = present.map((mark) => [mark.text, mark.placeholder])
  let form: JsonObject | null = untouched ? body : null
  let dated: Dated | null = null
  const request: HiddenRequest = {
    sameness: untouched ? flat : `${JSON.stringify([replaced, placeholders])}${flat}`,
    form() {
      if (form) return form
      const hidden = hideValues(body, present, placesOf(variations, names.placeholderOf))
      form = isJsonObject(hidden) ? hidden : body
      return form
    },
    dated() {
      if (dated) return dated
      const asIs = request.form()
      dated = hideDates(asIs, datesIn(asIs))
      return dated
    },
  }
  return request
}

/**
 * True where a text shows by itself what the body holds: not where other escapes than ours stand in it, nor where it
 * is only the end of a thread.
 */
const isPlain = (text: string): boolean =>
  text !== '' && !text.includes('\\u') && !text.includes('\\/') && !text.includes('"thread"')

const inJson = (text: string): string => JSON.stringify(text).slice(1, -1)

/** To compare requests it makes no difference whether a program followed the links of a path. */
const withLinks = (mark: Mark): Mark => ({ ...mark, placeholder: mark.placeholder.replace(':real>', '>') })

/** What rules found, by the object or array that holds it. */
type Places = ReadonlyMap<object, ReadonlyMap<string, readonly Span[] | string>>

function placesOf(variations: readonly Variation[], placeholderOf: (variation: Variation) => string): Places {
  const places = new Map<object, Map<string, readonly Span[] | string>>()
  for (const variation of variations) {
    const { holder, key, part } = variation
    const keys = places.get(holder) ?? new Map<string, readonly Span[] | string>()
    places.set(holder, keys)
    const before = keys.get(key) ?? []
    // The first rule that finds something in a place keeps it.
    if (typeof before === 'string') continue
    if (part === null) keys.set(key, before.length === 0 ? placeholderOf(variation) : before)
    else if (before.every(({ from, to }) => part.to <= from || part.from >= to))
      keys.set(key, [...before, { ...part, instead: placeholderOf(variation) }])
  }
  return places
}

function hideValues(json: Json, marks: readonly Mark[], places: Places): Json {
  const hide = (text: string): string => hideIn(text, marks, 'escape')
  if (places.size === 0) return mapTexts(json, hide)
  return mapTexts(json, hide, (holder, key, value) => {
    const place = places.get(holder)?.get(key)
    if (place === undefined || typeof place === 'string') return place
    return typeof value === 'string' ? hideIn(value, marks, 'escape', place) : undefined
  })
}
