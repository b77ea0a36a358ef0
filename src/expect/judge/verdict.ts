import { type AssistantMessage, isJsonObject, type Json, own } from '../../trajectory/index.ts'
import { showValue } from '../show.ts'
import { type Answer, answerNamed, CANNOT_TELL, type Scale } from './scale.ts'
import { VERDICT_TOOL } from './verdict-tool.ts'

/** One answer of a judge. */
export interface Vote {
  /** `null`: it cannot tell. */
  readonly answer: Answer | null
  readonly reason: string
  /** Numbers of the entries it rests on, as the judge gives them. */
  readonly evidence: readonly number[]
}

export type Reading =
  | { readonly ok: true; readonly vote: Vote }
  | { readonly ok: false; readonly why: string }

/** Reads the verdict that a message holds, or says why it holds none. */
export function readVerdict(message: AssistantMessage, scale: Scale): Reading {
  const calls = message.content.filter(({ type, name }) => type === 'tool_use' && name === VERDICT_TOOL)
  const [call] = calls
  if (call === undefined) return malformed(`it gave no verdict${whyStopped(message)}`)
  if (calls.length > 1) return malformed(`it gave ${calls.length} verdicts`)
  const input = call['input']
  if (!isJsonObject(input)) return malformed('its verdict is no object')
  const verdict = own(input, 'verdict')
  const reason = own(input, 'reason')
  if (typeof reason !== 'string') return malformed('its verdict has no reason')
  const vote = { reason, evidence: numbersIn(own(input, 'evidence')) }
  if (verdict === CANNOT_TELL) return { ok: true, vote: { answer: null, ...vote } }
  const answer = typeof verdict === 'string' ? answerNamed(verdict, scale) : null
  if (answer === null)
    return malformed(`its verdict is none of the choices: ${showValue(verdict ?? null, 60)}`)
  return { ok: true, vote: { answer, ...vote } }
}

const malformed = (why: string): Reading => ({ ok: false, why })

function whyStopped({ stop_reason: reason }: AssistantMessage): string {
  if (reason === 'refusal') return ': it refused'
  return reason === 'max_tokens' ? ': it was cut off' : ''
}

const numbersIn = (value: Json | undefined): readonly number[] =>
  Array.isArray(value) ? value.filter((each): each is number => Number.isSafeInteger(each)) : []
