import { own } from '../../trajectory/index.ts'
import { contentFault } from './answer.ts'

export const refusal = contentFault('refusal', 'the model refuses', (message) => ({
  ...message,
  content: [{ type: 'text', text: "I can't help with that." }],
  stop_reason: 'refusal',
  stop_sequence: null,
  stop_details: { type: 'refusal', category: null, explanation: null },
}))

export const emptyContent = contentFault('empty_content', 'a reply without any content', (message) => ({
  ...message,
  content: [],
  stop_reason: 'end_turn',
  stop_sequence: null,
}))

const MEGABYTE = 1024 * 1024
const FILLER = 'This goes on and on, and says nothing that was not said before. '

/** What the model said stays in front, so that an agent which copes still answers. */
export const oversizedReply = contentFault(
  'oversized_reply',
  'a reply with 1 MB of text, and the tool calls that it had',
  (message) => {
    const { content } = message
    const first = content.findIndex(({ type }) => type === 'text')
    const said = String(own(content[first] ?? {}, 'text') ?? '')
    const filler = FILLER.repeat(Math.ceil(MEGABYTE / FILLER.length)).slice(0, MEGABYTE)
    const text = { ...content[first], type: 'text', text: said === '' ? filler : `${said} ${filler}` }
    // Where it has no text it has calls alone, and thinking has to stay in front of all else.
    const place = first === -1 ? content.findLastIndex(({ type }) => type.includes('thinking')) + 1 : first
    return { ...message, content: content.toSpliced(place, first === -1 ? 0 : 1, text) }
  },
)
