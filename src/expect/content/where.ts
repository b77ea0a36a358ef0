import type * as z from 'zod'
import type { JsonObject, SaidText } from '../../trajectory/index.ts'
import { field, nameValue } from '../field.ts'
import { ascending } from '../found.ts'
import type { Finding, Mention, Scene } from '../types.ts'

/**
 * Which texts are looked at: the last answer, each message that was said, all of them as one text, or the answer to
 * one turn.
 */
export type Where = 'final' | 'any_message' | 'all_text' | { readonly turn: number }

/** A text that is looked at, and the events it comes from. */
export interface Looked {
  readonly text: string
  readonly events: readonly number[]
}

const WORDS = ['final', 'any_message', 'all_text'] as const
const TURN = /^turn ([1-9]\d{0,5})$/

/** @param words those that make sense there */
export function whereField(words: readonly (typeof WORDS)[number][] = WORDS): z.ZodType<Where> {
  const description = `Where to look: ${words.map((word) => MEANING[word]).join(', ')}, or turn n.`
  const anyOf = [{ enum: words }, { type: 'string', pattern: TURN.source }]
  return field<Where>({ anyOf, description }, (value, report) => {
    const word = words.find((each) => each === value)
    if (word !== undefined) return word
    const turn = turnOf(value)
    if (turn !== null) return { turn }
    const message = `expected ${words.join(', ')} or turn n (from 1), found ${nameValue(value)}`
    return report({ code: 'unknown-value', message, candidates: [...words, 'turn 1'] })
  })
}

const MEANING: Readonly<Record<(typeof WORDS)[number], string>> = {
  final: 'final (the last answer, the default)',
  any_message: 'any_message',
  all_text: 'all_text (all messages as one text)',
}

function turnOf(on: unknown): number | null {
  const written = typeof on === 'string' ? TURN.exec(on)?.[1] : undefined
  return written === undefined ? null : Number(written)
}

/** The turn that an item looks at, where it names one. */
export function mentionsOfOptions({ on }: JsonObject): readonly Mention[] {
  const turn = turnOf(on)
  return turn === null ? [] : [{ kind: 'turn', turn, path: ['on'], point: 'value' }]
}

/** The texts to look at; where there is none, `nothingSaid` says why. */
export function textsOf(on: Where, scene: Scene): readonly Looked[] {
  if (on === 'any_message') return scene.messages.map(looked)
  if (on === 'all_text') return scene.messages.length === 0 ? [] : [joined(scene.messages)]
  const said = on === 'final' ? scene.final : scene.reply(on.turn)
  return said === null ? [] : [looked(said)]
}

const looked = ({ text, index }: SaidText): Looked => ({ text, events: [index] })

/** A sentence that goes on in the next message is found: a space stands between them unless there is one. */
function joined(messages: readonly SaidText[]): Looked {
  let text = ''
  for (const message of messages) {
    const seam = text === '' || /\s$/.test(text.slice(-1)) || /^\s/.test(message.text) ? '' : ' '
    text += seam + message.text
  }
  return { text, events: eventsOf(messages.map(looked)) }
}

/** The events of all these texts, ascending. */
export function eventsOf(texts: readonly Looked[]): readonly number[] {
  return ascending(texts.flatMap(({ events }) => events))
}

/** What is found where nothing was said. */
export function nothingSaid(on: Where, scene: Scene): Finding {
  return { score: 0, reason: whyNone(on, scene), events: [], vacuous: true }
}

function whyNone(on: Where, scene: Scene): string {
  if (on === 'any_message' || on === 'all_text') return 'the agent said nothing'
  const turn = on === 'final' ? scene.turn : on.turn
  return turn === null ? 'there was no answer' : `turn ${turn} has no answer`
}

/** `the final output`, as the subject of a sentence. */
export function subject(on: Where): string {
  if (on === 'any_message') return 'the only message'
  if (on === 'all_text') return 'all that was said'
  return on === 'final' ? 'the final output' : `the answer to turn ${on.turn}`
}

/** ` in any message`, behind the name of an expectation. */
export function describeWhere(on: Where): string {
  if (on === 'final') return ''
  if (on === 'all_text') return ' in all text'
  return on === 'any_message' ? ' in any message' : ` in turn ${on.turn}`
}
