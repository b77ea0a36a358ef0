import type {
  ContentBlock,
  End,
  Json,
  ToolCall,
  Trajectory,
  TrajectoryEvent,
} from '../../src/trajectory/index.ts'
import { answer, call, final, reply, trial, user } from '../expect/build.ts'

/** A call as a test writes it: tool, arguments, and what more there is to it. */
export type Asked = readonly [tool: string, input?: Json, more?: Partial<ToolCall>]

/** What the agent does at once: calls of one reply, or the answer that ends a turn. */
export type Act = readonly Asked[] | string

let nextId = 0

/** Calls made in one reply of the model, with ids that no other has. */
export const together = (...calls: readonly Asked[]): readonly Asked[] => calls
export const one = (tool: string, input: Json = {}, more: Partial<ToolCall> = {}): Act => [
  [tool, input, more],
]

/** A trial of these acts, a turn up to each answer; `text` is what the model says beside its calls. */
export function trialOf(
  acts: readonly Act[],
  more: { end?: End; trial?: number; text?: string } = {},
): Trajectory {
  const events: TrajectoryEvent[] = []
  let turn = 1
  let isOpen = false
  for (const act of acts) {
    if (!isOpen) events.push(user(`words of turn ${turn}`, turn))
    isOpen = typeof act !== 'string'
    events.push(...(typeof act === 'string' ? answered(act, turn) : asked(act, turn, more.text)))
    if (!isOpen) turn++
  }
  const last = acts.at(-1)
  if (typeof last === 'string') events.push(final(last, turn - 1))
  return { ...trial(events, more.end), trial: more.trial ?? 0 }
}

const answered = (text: string, turn: number): TrajectoryEvent[] => [
  answer(text, { turn }),
  reply(text, turn),
]

function asked(calls: readonly Asked[], turn: number, text = ''): TrajectoryEvent[] {
  const made = calls.map(([tool, input = {}, more]) =>
    call(tool, input, { turn, id: `id-${nextId++}`, ...more }),
  )
  const content = made.map(({ id, name, input }): ContentBlock => ({ type: 'tool_use', id, name, input }))
  const said: ContentBlock[] = text === '' ? [] : [{ type: 'text', text }]
  return [answer('', { turn, response: { role: 'assistant', content: [...said, ...content] } }), ...made]
}

export const crash = {
  kind: 'agent_failure',
  code: 'crash',
  message: 'TypeError: no such order',
} as const satisfies End
