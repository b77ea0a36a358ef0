import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readRun } from '../../src/run/index.ts'
import { scoreRun } from '../../src/run/rescore.ts'
import type { RunOptions } from '../../src/run/run.ts'
import type { Suite } from '../../src/suite/index.ts'
import type { JsonObject, ModelCall } from '../../src/trajectory/index.ts'
import { expected } from '../expect/build.ts'
import { temporaryFolder } from '../model/recording/build.ts'
import { type Received, sendJson, sendMessage, serve } from '../model/server.ts'
import { asking, caseOf, referenceAgent, reply, run, script, suiteOf } from './build.ts'

const RUBRIC = 'The answer is polite.'
const judged = (more: JsonObject = {}) => expected({ judge: { rubric: RUBRIC, ...more } })

/** A provider whose agent says hello, and whose judge gives these verdicts in turn, the last one ever after. */
async function provider(...verdicts: readonly (string | JsonObject)[]) {
  let asked = 0
  const server = await serve((response, request) => {
    if (!isJudge(request)) return sendMessage(response, says('Hello, dear customer.'), request)
    const verdict = verdicts[Math.min(asked++, verdicts.length - 1)] ?? 'pass'
    if (typeof verdict === 'object') return sendJson(response, verdict, 529)
    return sendMessage(response, gives(verdict), request)
  })
  return {
    env: { ANTHROPIC_BASE_URL: server.url, ANTHROPIC_API_KEY: 'test' },
    asked: () => server.received.filter(isJudge).length,
    agentAsked: () => server.received.filter((request) => !isJudge(request)).length,
    received: server.received,
  }
}

const isJudge = ({ text }: Received): boolean => text.includes('"tool_choice"')
const usage = { input_tokens: 1000, output_tokens: 100 }
const says = (text: string) =>
  ({
    type: 'message',
    role: 'assistant',
    model: 'claude-opus-5',
    content: [{ type: 'text', text }],
    stop_reason: 'end_turn',
    usage,
  }) as const
const gives = (verdict: string) =>
  ({
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
  }) as const

const suite = (item: Parameters<typeof caseOf>[1] = {}, over: Partial<Suite> = {}): Suite =>
  suiteOf([caseOf('one', { expect: [judged()], script: script(reply('Hello.')), ...item })], {
    agent: referenceAgent(),
    trials: 1,
    recordingsDir: temporaryFolder(),
    ...over,
  })

describe('a judge', () => {
  it('is asked over the wire, recorded, priced apart from the agent, and played again', async () => {
    const { env, asked, agentAsked } = await provider('pass')
    const recorded = suite()
    const first = await run(recorded, { responses: 'record', env })
    expect(first.results[0]).toMatchObject({ outcome: 'pass' })
    expect(first.results[0]?.measures).toMatchObject({ iterations: 1, judgeCostUsd: 0.003, costUsd: 0.0075 })
    expect(existsSync(join(recorded.recordingsDir, 'one.judge.json'))).toBe(true)
    const again = await run(recorded, { responses: 'replay' })
    expect(again.results).toEqual([
      { ...first.results[0], sample: 'recording-0', measures: expect.anything() },
    ])
    expect([asked(), agentAsked()]).toEqual([1, 1])
    const [entry] = readRun(again.dir).entries
    expect(entry?.trajectory.events.at(-1)).toMatchObject({ type: 'model_call', actor: 'judge' })
  })
})
