import { describe, expect, it, vi } from 'vitest'
import { file } from '../target/build.ts'
import { agentOf } from '../target/outside.ts'
import { reply, runOne, script } from './build.ts'

vi.setConfig({ testTimeout: 60_000 })

const ASK = `
const ask = async (content) => {
  const body = JSON.stringify({ model: 'claude-opus-5', max_tokens: 9, messages: [{ role: 'user', content }] })
  const response = await fetch(process.env.ANTHROPIC_BASE_URL + '/v1/messages', { method: 'POST', body })
  return (await response.json()).content[0].text
}
const all = (count) => Promise.all(Array.from({ length: count }, (_, index) => ask('question ' + index)))
`

/** The latency of a trial whose program does this, with replies that take 5 ms each. */
async function latencyOf(code: string, calls: number): Promise<number | null> {
  const agent = agentOf([process.execPath, file('agent.mjs', `${ASK}${code}\nconsole.log('done')`)])
  const replies = Array.from({ length: calls }, () => reply('hello', { latencyMs: 5 }))
  const { trajectory } = await runOne(agent, { script: script(...replies) }, { env: process.env })
  expect(trajectory.end.kind).toBe('completed')
  return trajectory.latencyMs
}

describe('the latency of scripted calls that a program makes', () => {
  it('at the same time is that of one', async () => {
    expect(await latencyOf('await all(200)', 200)).toBe(5)
  })

  it('at the same time, time after time, is that of one each', async () => {
    expect(await latencyOf('for (let round = 0; round < 5; round++) await all(40)', 200)).toBe(25)
  })

  it('one after the other adds up', async () => {
    expect(await latencyOf('for (let call = 0; call < 20; call++) await ask("again")', 20)).toBe(100)
  })

  it('with threads of Python at the same time is that of one', async () => {
    const code = `
import json, os, urllib.request
from concurrent.futures import ThreadPoolExecutor
def ask(content):
    body = json.dumps({"model": "claude-opus-5", "max_tokens": 9, "messages": [{"role": "user", "content": content}]})
    url = os.environ["ANTHROPIC_BASE_URL"] + "/v1/messages"
    request = urllib.request.Request(url, body.encode(), {"content-type": "application/json"})
    with urllib.request.urlopen(request) as response:
        return json.load(response)
with ThreadPoolExecutor(20) as pool:
    print(len(list(pool.map(ask, map(str, range(20))))))
`
    const agent = agentOf(['python3', file('agent.py', code)])
    const replies = Array.from({ length: 20 }, () => reply('hello', { latencyMs: 5 }))
    const { trajectory } = await runOne(agent, { script: script(...replies) }, { env: process.env })
    expect(trajectory.latencyMs).toBe(5)
  })
})
