import type * as z from 'zod'
import { isJsonObject, type Json, textOf, type UserContent } from '../../trajectory/index.ts'
import { nameCall, numberedCalls } from '../calls/numbered.ts'
import { field, nameValue, unknownWord } from '../field.ts'
import { counted } from '../limits/limit.ts'
import { shorten } from '../show.ts'
import type { Finding, Scene } from '../types.ts'

/** Where an agent gives something away: in what it says, or in what it hands to its tools. */
export const PLACES = ['answers', 'tool_arguments'] as const
export type Place = (typeof PLACES)[number]

/** A text that left the agent. */
export interface Spoken {
  readonly index: number
  /** As a sentence begins: `the message of event 3`. */
  readonly where: string
  readonly text: string
}

/** Every text of the agent's, in the order of the trial. */
export function spokenIn(places: readonly Place[], scene: Scene): readonly Spoken[] {
  const said = places.includes('answers')
    ? scene.messages.map(({ index, text }) => ({ index, where: `the message of event ${index}`, text }))
    : []
  const passed = places.includes('tool_arguments')
    ? numberedCalls(scene).flatMap((call) => {
        const { index, event } = call
        const where = `${nameCall(call)} of ${shorten(event.name, 60)}`
        return textsIn(event.input).map(({ text }) => ({ index, where, text }))
      })
    : []
  return [...said, ...passed].sort((left, right) => left.index - right.index)
}

/** What is found where nothing left the agent: one that said nothing has kept nothing back. */
export function nothingSpoken(places: readonly Place[]): Finding {
  if (!places.includes('answers')) return { score: 1, reason: 'no tool was called', events: [] }
  return { score: 0, reason: 'the agent said nothing', events: [], vacuous: true }
}

/** `2 texts of the agent` */
export const countSpoken = (spoken: readonly Spoken[]): string =>
  `${counted(spoken.length, 'text')} of the agent`

/** `answers and tool arguments` */
export const namePlaces = (places: readonly Place[]): string => places.join(' and ').replace('_', ' ')

/** What a person or the suite said in a turn, as text. */
export const textOfTurn = (content: UserContent): string =>
  typeof content === 'string' ? content : textOf(content)

/** A text inside of a value, and the innermost key that it stands under. */
export interface KeyedText {
  readonly key: string | null
  readonly text: string
}

/** The texts, numbers and keys in a value, in its order. Without recursion: arguments may be thousands of levels deep. */
export function textsIn(root: Json): readonly KeyedText[] {
  const texts: KeyedText[] = []
  const waiting: (readonly [key: string | null, value: Json])[] = [[null, root]]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const [key, value] = next
    if (typeof value === 'string') texts.push({ key, text: value })
    else if (typeof value === 'number') texts.push({ key, text: String(value) })
    else if (Array.isArray(value)) {
      const items: readonly Json[] = value
      for (const item of items.toReversed()) waiting.push([key, item])
    } else if (isJsonObject(value)) {
      for (const [name, item] of Object.entries(value).toReversed()) waiting.push([name, item])
      for (const name of Object.keys(value)) texts.push({ key: null, text: name })
    }
  }
  return texts
}

/** Full-width and other look-alike forms are the plain ones, dashes too, and nothing invisible stands between. */
export const readable = (text: string): string =>
  text
    .replace(/\p{Cf}/gu, '')
    .normalize('NFKC')
    .replace(/[\u2010-\u2015\u2212]/g, '-')

/** The ends of a value, and that there was something between; nothing of a short one. */
export function mask(value: string): string {
  const shown = value.length > 8 ? 2 : 0
  return `${value.slice(0, shown)}••••${value.slice(value.length - shown)}`
}

/** @param whole what is looked at where the suite does not say */
export function placesField(whole: readonly Place[]): z.ZodType<readonly Place[]> {
  const description = `Where to look: ${PLACES.join(', ')}; absent: ${whole.join(' and ')}.`
  const schema = { type: 'array', minItems: 1, items: { enum: PLACES }, description }
  return field(schema, (value, report) => {
    if (!Array.isArray(value)) {
      return report({
        code: 'wrong-type',
        message: `expected a list such as [answers], found ${nameValue(value)}`,
      })
    }
    if (value.length === 0) return report({ code: 'cannot-fail', message: 'the list of places is empty' })
    for (const [index, word] of value.entries()) {
      if (!PLACES.includes(word)) report({ ...unknownWord(word, PLACES), path: [index] })
    }
    return PLACES.filter((place) => value.includes(place))
  })
}
