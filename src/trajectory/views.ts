import type { ContentBlock, EventType, ModelCall, ToolCall, TrajectoryEvent } from './events.ts'
import type { Trajectory } from './trajectory.ts'

/** An event and its index in the trajectory, which reasons and reports refer to. */
export interface Indexed<E extends TrajectoryEvent = TrajectoryEvent> {
  readonly index: number
  readonly event: E
}

/** The events of one type, in order, each with its index. */
export function eventsOf<T extends EventType>(
  trajectory: Trajectory,
  type: T,
): Indexed<Extract<TrajectoryEvent, { type: T }>>[] {
  const found: Indexed<Extract<TrajectoryEvent, { type: T }>>[] = []
  for (const [index, event] of trajectory.events.entries()) {
    if (event.type === type) found.push({ index, event: event as Extract<TrajectoryEvent, { type: T }> })
  }
  return found
}

export function toolCalls(trajectory: Trajectory): Indexed<ToolCall>[] {
  return eventsOf(trajectory, 'tool_call')
}

/** The agent's own model calls; a judge's or a simulated user's are not the agent's. */
export function agentCalls(trajectory: Trajectory): Indexed<ModelCall>[] {
  return eventsOf(trajectory, 'model_call').filter(({ event }) => event.actor === 'agent')
}

/** The models that answered, whoever asked them, each once. */
export function modelsOf(trajectory: Trajectory): string[] {
  const answered = eventsOf(trajectory, 'model_call').filter(({ event }) => event.response !== null)
  return [...new Set(answered.flatMap(({ event }) => event.model ?? []))]
}

/** The text of a message: its text blocks joined; never its thinking, tool calls or results. */
export function textOf(content: readonly ContentBlock[]): string {
  let text = ''
  for (const block of content) {
    if (block.type === 'text' && typeof block['text'] === 'string') text += block['text']
  }
  return text
}

export interface SaidText {
  readonly index: number
  readonly turn: number
  readonly text: string
}

/** Everything the assistant said to the user or between its tool calls, each message once, in order. */
export function assistantTexts(trajectory: Trajectory): SaidText[] {
  const said: SaidText[] = []
  for (const [index, event] of trajectory.events.entries()) {
    const text = spokenText(event)
    // A reply repeats the text of the model call it came from.
    const previous = said.at(-1)
    const repeats = event.type === 'reply' && previous?.turn === event.turn && previous.text === text
    if (text !== '' && !repeats) said.push({ index, turn: event.turn, text })
  }
  return said
}

function spokenText(event: TrajectoryEvent): string {
  switch (event.type) {
    case 'model_call':
      return event.actor === 'agent' && event.response ? textOf(event.response.content) : ''
    case 'spoken_message':
      return textOf(event.content)
    case 'reply':
      return event.text
    default:
      return ''
  }
}

/** The agent's last answer, or `null` when it gave none. */
export function finalOutput(trajectory: Trajectory): SaidText | null {
  const final = eventsOf(trajectory, 'final_output').at(-1)
  return final ? { index: final.index, turn: final.event.turn, text: final.event.text } : null
}

/** The answer to the n-th turn (from 1), or `null` when there was none. */
export function replyOf(trajectory: Trajectory, turn: number): SaidText | null {
  const reply = eventsOf(trajectory, 'reply').find(({ event }) => event.turn === turn)
  return reply ? { index: reply.index, turn, text: reply.event.text } : null
}

/** Why the model stopped the last time it answered the agent; `null` when it never did. */
export function stopReason(trajectory: Trajectory): string | null {
  const answered = agentCalls(trajectory).findLast(({ event }) => event.response !== null)
  const reason = answered?.event.response?.['stop_reason']
  if (typeof reason === 'string') return reason
  return eventsOf(trajectory, 'final_output').at(-1)?.event.stopReason ?? null
}

/** The turn that is on record without an answer, and so is not sent when the run is played; `null` for none. */
export function unansweredTurn(trajectory: Trajectory): number | null {
  return eventsOf(trajectory, 'user_turn').find(({ event }) => !event.played)?.event.turn ?? null
}
