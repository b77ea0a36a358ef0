import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { messageOf, PawlError } from '../../src/errors.ts'
import type { HttpAgent } from '../../src/suite/types.ts'
import { httpTarget } from '../../src/target/http.ts'
import type { OutsideOptions } from '../../src/target/stage.ts'
import { answered, message } from '../model/build.ts'
import { refusingAddress, sendJson, serve } from '../model/server.ts'
import { file } from './build.ts'
import { AGENTS, outside, trialOf } from './outside.ts'

const agentOf = (url: string, more: Partial<HttpAgent> = {}): HttpAgent => ({
  kind: 'http',
  url,
  method: 'POST',
  headers: {},
  body: { text: '${input}' },
  response: 'choices[0].text',
  trialHeader: 'x-session',
  turns: false,
  gatewayPort: null,
  start: null,
  sources: [],
  ...more,
})

/** The Python service, started as a suite would. */
async function started(more: Partial<HttpAgent> = {}, options?: OutsideOptions) {
  const url = await refusingAddress()
  const start = {
    argv: ['python3', 'service.py', new URL(url).port],
    cwd: AGENTS,
    env: {},
    passEnv: [],
    ready: url,
    timeoutMs: 10_000,
  }
  const target = await httpTarget(agentOf(`${url}/chat`, { start, ...more }), options ?? (await outside()))
  onTestFinished(() => target.close())
  return { target, url }
}

async function say(agent: HttpAgent, content: Parameters<Awaited<ReturnType<typeof session>>['send']>[0]) {
  const opened = await session(agent)
  return (await opened.send(content)).text
}

async function session(agent: HttpAgent, trial = trialOf()) {
  const target = await httpTarget(agent, await outside())
  return await target.open(trial.environment)
}

describe('a service that pawl starts', () => {
  it('answers several trials at once, each with its own model', async () => {
    const { target } = await started()
    const answers = await Promise.all(
      Array.from({ length: 8 }, async (_, index) => {
        const trial = trialOf(() => answered({ body: message(`answer ${index}`) }))
        const opened = await target.open(trial.environment)
        const { text } = await opened.send('question')
        await opened.close()
        return [text, trial.calls().length]
      }),
    )
    expect(answers).toEqual(answers.map((_, index) => [`answer ${index}`, 1]))
    expect(target.capabilities).toMatchObject({ turns: false, correlated: true })
  })

  it('is gone when the run is over', async () => {
    const { target, url } = await started()
    await target.close()
    await expect(fetch(url)).rejects.toThrow()
  })

  it('that crashes fails the trial it crashed in, and is started again for the next', async () => {
    const { target } = await started()
    for (const times of ['once', '2 times']) {
      const crashed = await target.open(trialOf().environment)
      const crash = await crashed.send('crash').catch((error: unknown) => error)
      expect(crash).not.toBeInstanceOf(PawlError)
      expect(messageOf(crash)).toMatch(
        "the agent's service broke off: it ended with exit code 7: out of luck",
      )
      expect(crashed.stderr?.()).toBe('out of luck\n')
      const next = await target.open(trialOf(() => answered({ body: message('fine again') })).environment)
      expect((await next.send('hello')).text).toBe('fine again')
      expect(next.stderr?.()).toBe('')
      expect(target.notes?.()).toEqual([`the agent's service ended ${times} and was started again`])
    }
    expect(target.stderr?.()).toBe('out of luck\nout of luck\n')
  })

  it('that crashes each time is not started for ever', async () => {
    const url = await refusingAddress()
    const once = `
import { createServer } from 'node:http'
createServer((request, response) => {
  if (request.method === 'POST') process.exit(3)
  response.end()
}).listen(${new URL(url).port}, '127.0.0.1')`
    const start = {
      argv: [process.execPath, file('service.mjs', once)],
      cwd: AGENTS,
      env: {},
      passEnv: [],
      ready: url,
      timeoutMs: 10_000,
    }
    const target = await httpTarget(agentOf(url, { start }), await outside())
    onTestFinished(() => target.close())
    const session = await target.open(trialOf().environment)
    const outcomes: unknown[] = []
    for (let trial = 0; trial < 22; trial++) outcomes.push(await session.send('x').catch((error) => error))
    expect(outcomes.filter((outcome) => outcome instanceof PawlError)).toMatchObject([
      {
        code: 'agent-unloadable',
        message:
          "the agent's service cannot be used: it was started again 20 times, and ended with exit code 3",
        hint: 'Run the command by hand to see why.',
      },
    ])
  }, 60_000)

  it.each([
    [['sh', '-c', 'echo "no port" >&2; exit 2'], 'with exit code 2: no port'],
    [['sh', '-c', 'echo "still here" >&2; sleep 60'], 'it did not answer at'],
    [['no-such-service'], 'cannot be started'],
  ])('that never answers says why: %#', async (argv, why) => {
    const url = await refusingAddress()
    const start = { argv, cwd: AGENTS, env: {}, passEnv: [], ready: url, timeoutMs: 300 }
    await expect(httpTarget(agentOf(url, { start }), await outside())).rejects.toMatchObject({
      code: 'agent-unloadable',
      message: expect.stringContaining(why) as string,
    })
  })

  it('is not started where another answers already', async () => {
    const { url } = await serve((response) => sendJson(response, {}))
    const start = { argv: ['true'], cwd: AGENTS, env: {}, passEnv: [], ready: url, timeoutMs: 300 }
    await expect(httpTarget(agentOf(url, { start }), await outside())).rejects.toThrow('something answers at')
  })
})

describe('a request to a service', () => {
  it('has the message, the trial and the gateway in their places', async () => {
    const { url, received } = await serve((response) => sendJson(response, { choices: [{ text: 'fine' }] }))
    const trial = trialOf()
    const agent = agentOf(`${url}/chat/\${conversation}?q=\${input}`, {
      headers: { authorization: 'Bearer x', 'x-gateway': '${gateway}' },
      body: { whole: '${input}', part: 'He said: "${input}" in ${trial}', same: 7, list: ['${other}'] },
    })
    const opened = await session(agent, trial)
    expect(await opened.send('a "quoted" ${trial} & more')).toEqual({ text: 'fine', stopReason: null })
    const { trial: key, gateway } = trial.known
    expect(received[0]).toMatchObject({
      method: 'POST',
      path: `/chat/${key}?q=a%20%22quoted%22%20%24%7Btrial%7D%20%26%20more`,
      headers: {
        authorization: 'Bearer x',
        'x-gateway': gateway,
        'x-session': key,
        'content-type': 'application/json',
      },
    })
    expect(JSON.parse(received[0]?.text ?? '')).toEqual({
      whole: 'a "quoted" ${trial} & more',
      part: `He said: "a "quoted" \${trial} & more" in ${key}`,
      same: 7,
      list: ['${other}'],
    })
  })

  it('keeps content blocks where the message stands alone', async () => {
    const { url, received } = await serve((response) => sendJson(response, { choices: [{ text: '' }] }))
    const content = [{ type: 'text', text: 'hi' }]
    await say(agentOf(url, { body: { m: '${input}', t: '> ${input}' } }), content)
    expect(JSON.parse(received[0]?.text ?? '')).toEqual({ m: content, t: '> hi' })
  })

  it('may be a GET, without a body', async () => {
    const { url, received } = await serve((response) => void response.end('plain\n'))
    expect(await say(agentOf(`${url}/?q=\${input}`, { method: 'GET', response: null }), 'hi')).toBe('plain\n')
    expect(received).toMatchObject([{ method: 'GET', path: '/?q=hi', text: '' }])
  })

  it('is broken off when the trial is over', async () => {
    const asked = Promise.withResolvers<void>()
    const { url } = await serve(() => asked.resolve())
    const trial = trialOf()
    const sending = (await session(agentOf(url), trial)).send('x')
    sending.catch(() => {})
    await asked.promise
    trial.abort(new Error('time is over'))
    await expect(sending).rejects.toThrow('time is over')
  })
})

describe('the answer of a service', () => {
  const answering = async (body: string, status = 200) => {
    const { url } = await serve((response) => void response.writeHead(status).end(body))
    return say(agentOf(url), 'x')
  }

  it.each([
    ['{"choices":[],"id":"1"}', 200, 'has nothing at choices[0].text; it is { choices: [], id: string }'],
    ['{"choices":[{"text":null}]}', 200, 'has null at choices[0].text; it is { choices: [{ text: null }] }'],
    ['oops', 200, 'expected the agent\'s service to answer JSON, found "oops"'],
    ['{"error":"no idea"}', 500, 'answered 500: "{\\"error\\":\\"no idea\\"}"'],
    ['', 204, "expected the agent's service to answer JSON, found nothing"],
  ])('is wrong: %s', async (body, status, why) => {
    await expect(answering(body, status)).rejects.toThrow(why)
  })

  it('that breaks off is a failure of the agent', async () => {
    const { url } = await serve((response) => void response.socket?.destroy())
    await expect(say(agentOf(url), 'x')).rejects.toThrow("the agent's service broke off: socket hang up")
  })

  it('of nobody is none', async () => {
    await expect(say(agentOf(await refusingAddress()), 'x')).rejects.toMatchObject({
      code: 'agent-unloadable',
    })
  })
})

describe('a service without a header that names the trial', () => {
  it('runs one trial at a time', async () => {
    const target = await httpTarget(agentOf('http://127.0.0.1:1/', { trialHeader: null }), await outside())
    expect(target.capabilities.correlated).toBe(false)
  })

  it('begins no trial while one that was broken off may still call', async () => {
    const asked = Promise.withResolvers<void>()
    const { url } = await serve(() => asked.resolve())
    const options = await outside()
    const target = await httpTarget(agentOf(url, { trialHeader: null }), options)
    const [first, second] = [trialOf(), trialOf()]
    const opened = await target.open(first.environment)
    const sending = opened.send('x').catch(() => {})
    await asked.promise
    first.abort(new Error('time is over'))
    await Promise.all([sending, opened.close()])
    const opening = target.open(second.environment)
    const late = await fetch(`${options.gateway.origin}/v1/messages`, { method: 'POST', body: '{}' })
    expect(late.status).toBe(409)
    await opening
    expect(second.calls()).toEqual([])
  })

  it('has its calls taken for those of the only trial', async () => {
    const { target } = await started({ trialHeader: null })
    const trial = trialOf(() => answered({ body: message('mine') }))
    const opened = await target.open(trial.environment)
    expect((await opened.send('hi')).text).toBe('mine')
  })
})

it('an address that never answers is not ready', async () => {
  const silent = createServer(() => {})
  silent.listen(0, '127.0.0.1')
  await once(silent, 'listening')
  onTestFinished(() => {
    silent.closeAllConnections()
    silent.close()
  })
  const ready = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`
  const start = { argv: ['sleep', '60'], cwd: AGENTS, env: {}, passEnv: [], ready, timeoutMs: 10 }
  await expect(httpTarget(agentOf(ready, { start }), await outside())).rejects.toThrow('it did not answer at')
}, 15_000)
