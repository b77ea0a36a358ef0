import type { AssistantMessage, JsonObject } from '../../src/trajectory/index.ts'
import { type Received, sendJson, sendMessage, serve } from '../model/server.ts'

export const isJudge = ({ text }: Received): boolean => text.includes('"tool_choice"')

const usage = { input_tokens: 1000, output_tokens: 100 }

const says = (text: string): AssistantMessage => ({
  type: 'message',
  role: 'assistant',
  model: 'claude-opus-5',
  content: [{ type: 'text', text }],
  stop_reason: 'end_turn',
  usage,
})

export const gives = (verdict: string): AssistantMessage => ({
  type: 'message',
  role: 'assistant',
  model: 'claude-sonnet-5-5',
  content: [
    {
      type: 'tool_use',
      id: 't',
      name: 'verdict',
      input: { reason: `it is a ${verdict}`, evidence: [2], verdict },
    },
  ],
  stop_reason: 'tool_use',
  usage,
})

/** A provider whose agent says hello, and whose judge gives these verdicts or failures in turn, the last one ever after. */
export async function judgeProvider(...verdicts: readonly (string | JsonObject)[]) {
  let asked = 0
  const { url, received } = await serve((response, request) => {
    if (!isJudge(request)) return sendMessage(response, says('Hello, dear customer.'), request)
    const verdict = verdicts[Math.min(asked++, verdicts.length - 1)] ?? 'pass'
    if (typeof verdict === 'object') return sendJson(response, verdict, 529)
    return sendMessage(response, gives(verdict), request)
  })
  return {
    env: { ANTHROPIC_BASE_URL: url, ANTHROPIC_API_KEY: 'test' },
    asked: () => received.filter(isJudge).length,
    agentAsked: () => received.filter((request) => !isJudge(request)).length,
    received,
  }
}
