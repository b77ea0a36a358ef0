import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { expectSameAgain } from './check.ts'
import { readCities } from './plays.ts'
import { INSTALL_MS, installed, record, toolCalls } from './suite.ts'

let folder = ''
beforeAll(() => {
  folder = installed('openai')
}, INSTALL_MS)

const yamlOf = (mode: string) => `suite: openai
agent:
  command: [node, ${join(folder, 'agent.mjs')}, ${mode}]
  workspace: ./workspace
prices: { gpt-5: { input: $1.25, output: $10 } }
cases:
  - id: cities
    input: How warm is it?
    expect: [{ contains: schön ✓ }]
`

describe.each(['chat', 'chat-stream', 'responses', 'responses-stream', 'responses-held'])(
  "OpenAI's SDK, %s",
  (mode) => {
    it('is recorded once and replayed anywhere, the same each time', async () => {
      const recorded = await record(yamlOf(mode), readCities)
      expect(recorded.result.outcome).toBe('pass')
      expect(recorded.result.measures.costUsd).toBeGreaterThan(0)
      expect(toolCalls(recorded.trajectory).map(({ status }) => status)).toEqual(['ok', 'ok', 'ok', 'ok'])
      const held = recorded.requests.filter(({ previous_response_id }) => previous_response_id !== undefined)
      expect(held).toHaveLength(mode === 'responses-held' ? 3 : 0)
      await expectSameAgain(`openai ${mode}`, recorded)
    }, 120_000)
  },
)
