import { isJsonObject, type Json, type JsonObject } from '../../trajectory/index.ts'
import type { KnownValues } from '../responder.ts'
import { type Dated, hideDates, hideDatesInReply } from './dates.ts'
import {
  dateMarks,
  hideIn,
  holdsToken,
  longestFirst,
  type Mark,
  mapTexts,
  marksOf,
  revealIn,
  type Span,
} from './marks.ts'
import { createNames, type Names } from './names.ts'
import { compileRules, type FindVariations, type Variation } from './normalize.ts'
import type { NormalizeRule } from './normalize-rule.ts'
import { type DatesByPlaceholder, spelledDates } from './today.ts'

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
  readonly today: string | null
  /** Every value hidden; `reveal` gives the same body back. */
  hide(body: JsonObject): JsonObject
  /** @param text the body as it was sent, where it is at hand: most bodies are left alone, and it shows so fast */
  request(body: JsonObject, text?: string): HiddenRequest
  /** A reply to this request; `reveal` gives it back. */
  hideReply(reply: Json, request: HiddenRequest): Json
  /** The result of a tool, dates and all. */
  hideResult(result: Json): Json
  /** @param dates what the date's placeholders stand for, where it is not this trial's day */
  reveal(json: Json, dates?: DatesByPlaceholder): Json
}

export type Realpath = (path: string) => string

export const createPlaceholders = (rules: readonly NormalizeRule[], realpath?: Realpath): Placeholders =>
  placeholdersFor(rules, realpath)()

/** Placeholders of any number of trials under the same rules. */
export function placeholdersFor(
  rules: readonly NormalizeRule[],
  realpath: Realpath = (path) => path,
): () => Placeholders {
  const find = compileRules(rules)
  return () => trialsPlaceholders(find, realpath)
}

function trialsPlaceholders(find: FindVariations, realpath: Realpath): Placeholders {
  let known: KnownValues = {}
  let marks: readonly Mark[] = []
  let dates: readonly Mark[] = []
  const names = createNames()
  const update = (): void => {
    marks = longestFirst([...marksOf(known, realpath), ...names.marks()])
  }
  const bound = (body: JsonObject): readonly Variation[] => {
    const variations = find(body)
    if (names.bind(variations)) update()
    return variations
  }
  const hideAll = (json: Json, variations: readonly Variation[] = []): Json =>
    hideValues(json, marks, placesOf(variations, names.placeholderOf))
  return {
    know(values) {
      known = { ...known, ...values }
      dates = dateMarks(known.today ?? '')
      update()
    },
    get today() {
      return known.today ?? null
    },
    hide(body) {
      const hidden = hideAll(body, bound(body))
      return isJsonObject(hidden) ? hideDates(hidden, dates).body : body
    },
    request: (body, text = '') => hiddenRequest({ body, text, variations: bound(body), marks, dates, names }),
    hideReply(reply, request) {
      const hidden = hideAll(reply)
      return request.dated().speaksToday ? hideDatesInReply(hidden, dates) : hidden
    },
    hideResult: (result) => hideAll(result),
    reveal: (json, given) => revealAll(json, marks, names, given ?? datesOf(known.today)),
  }
}

const datesOf = (today: string | undefined): DatesByPlaceholder =>
  new Map(spelledDates(today ?? '').map(({ placeholder, text }) => [placeholder, text]))

function revealAll(json: Json, marks: readonly Mark[], names: Names, dates: DatesByPlaceholder): Json {
  const texts = new Map([
    ...dates,
    ...marks.map(({ placeholder, text }): [string, string] => [placeholder, text]),
  ])
  const textOf = (placeholder: string): string | undefined =>
    texts.get(placeholder) ?? texts.get(placeholder.replace(':real>', '>')) ?? names.textOf(placeholder)
  return mapTexts(json, (text) => {
    const whole = names.valueOf(text)
    return whole === undefined ? revealIn(text, textOf) : whole
  })
}

interface Asked {
  readonly body: JsonObject
  readonly text: string
  readonly variations: readonly Variation[]
  readonly marks: readonly Mark[]
  readonly dates: readonly Mark[]
  readonly names: Names
}

function hiddenRequest({ body, text, variations, marks, dates, names }: Asked): HiddenRequest {
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
      dated ??= hideDates(request.form(), dates)
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
