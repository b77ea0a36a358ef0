import { rmSync } from 'node:fs'
import { describe, expect, it, onTestFinished } from 'vitest'
import { interceptModelCalls } from '../../src/model/interceptor.ts'
import { createWireContext } from '../../src/model/wire.ts'
import type { Session, Target } from '../../src/target/index.ts'
import { moduleTarget } from '../../src/target/module.ts'
import { PROVIDER } from '../model/build.ts'
import { fails, file, returns, type World, world } from './build.ts'

async function load(
  code: string,
): Promise<{ target: Target; context: ReturnType<typeof createWireContext> }> {
  const context = createWireContext()
  const interceptor = await interceptModelCalls({ context, baseUrls: [PROVIDER], network: false })
  onTestFinished(() => interceptor.close())
  const target = await moduleTarget(file('agent.mjs', code), {
    baseUrl: PROVIDER,
    isBusy: () => false,
  })
  return { target, context }
}

/** A conversation with the agent, on the wire of its trial. */
async function open(code: string, trial: World = world()): Promise<Session> {
  const { target, context } = await load(code)
  const session = await target.open(trial.environment)
  return {
    send: (content) => context.run(trial.wire, () => session.send(content)),
    close: () => session.close(),
  }
}

describe('an agent that is a function', () => {
  it('asks over the wire of its own trial, whoever works the queue that it asks through', async () => {
    const { target, context } = await load(`
      const jobs = []
      let busy = false
      async function work() {
        if (busy) return
        busy = true
        for (let job = jobs.shift(); job; job = jobs.shift()) await job()
        busy = false
      }
      const queued = (job) => new Promise((done) => { jobs.push(async () => done(await job())); work() })
      export default async (trial) => {
        const asked = () => trial.fetch(trial.baseUrl + '/v1/messages', { method: 'POST', body: '{}' })
        return (await (await queued(asked)).json()).content[0].text
      }`)
    const trials = [world(), world(), world()]
    const sessions = await Promise.all(trials.map(({ environment }) => target.open(environment)))
    await Promise.all(trials.map(({ wire }, index) => context.run(wire, () => sessions[index]?.send('hi'))))
    expect(trials.map((trial) => trial.calls().length)).toEqual([1, 1, 1])
  })

  it('gets the message and answers it', async () => {
    const session = await open('export default async ({ id, input }) => `${id}: ${input}`')
    expect(await session.send('hi')).toEqual({ text: 'refund#2: hi', stopReason: null })
  })

  it('may say why it stopped', async () => {
    const session = await open('export default () => ({ output: "cut", stopReason: "max_tokens", more: 1 })')
    expect(await session.send('hi')).toEqual({ text: 'cut', stopReason: 'max_tokens' })
  })

  it('answers one message', async () => {
    const { target } = await load('export default () => "x"')
    expect(target.capabilities).toMatchObject({ turns: false, observedTools: false })
    expect([target.label, target.model]).toEqual(['agent.mjs', null])
  })

  it.each([
    ['nothing', '', 'undefined'],
    ['null', 'return null', 'null'],
    ['a number', 'return 7', 'a number'],
    ['another object', 'return { text: "x" }', 'an object with text'],
    ['an output that is no text', 'return { output: 7 }', 'an object with output'],
  ])('crashes where it answers with %s', async (_, body, found) => {
    const session = await open(`export default () => { ${body} }`)
    await expect(session.send('hi')).rejects.toThrow(
      `expected the agent to answer with a string or { output: string }, found ${found}`,
    )
  })

  it('crashes with what it throws', async () => {
    const session = await open('export default () => { throw new RangeError("too far") }')
    await expect(session.send('hi')).rejects.toThrow('too far')
  })
})

describe('an agent that opens conversations', () => {
  const COUNTING = `export const open = ({ input }) => {
    const heard = [input]
    return {
      send(message) { heard.push(message); return heard.join(',') },
      close() { globalThis.closedWith = heard.length },
    }
  }`

  it('keeps its state from turn to turn and is closed once', async () => {
    const { target } = await load(COUNTING)
    expect(target.capabilities.turns).toBe(true)
    const session = await target.open(world().environment)
    expect([(await session.send('a')).text, (await session.send('b')).text]).toEqual(['a,a', 'a,a,b'])
    await session.close()
    expect(globalThis).toHaveProperty('closedWith', 3)
    Reflect.deleteProperty(globalThis, 'closedWith')
  })

  it('begins anew in each trial', async () => {
    const { target } = await load(COUNTING)
    for (const message of ['x', 'y']) {
      const session = await target.open(world().environment)
      expect((await session.send(message)).text).toBe(`${message},${message}`)
    }
  })

  it('may be closed before anything was said, and without a close of its own', async () => {
    const session = await open('export default { open: () => ({ send: () => "x" }) }')
    await session.close()
    await session.send('hi')
    await session.close()
  })
})

describe('what an agent gets of its trial', () => {
  it('is the tools of the suite, which answer, take time, and throw where they fail', async () => {
    const trial = world({ find: [returns({ at: 'home' }, null, 30)], pay: [fails('no funds')] })
    const session = await open(
      `export default async ({ tools, clock }) => {
        const found = await tools.find({ id: 1 })
        const error = await tools.pay({}).catch((error) => error)
        return [Object.keys(tools), found.at, clock.now(), error.name, error.message].join('|')
      }`,
      trial,
    )
    expect((await session.send('hi')).text).toBe('find,pay|home|30|ToolError|no funds')
    expect(trial.toolCalls()).toMatchObject([
      { id: null, name: 'find', input: { id: 1 }, status: 'ok' },
      { id: null, name: 'pay', status: 'error' },
    ])
  })

  it('is chance that is the same in the same trial', async () => {
    const code = 'export default ({ random }) => `${random()} ${random()}`'
    const drawn = await Promise.all([1, 2].map(async () => (await (await open(code)).send('hi')).text))
    expect(drawn[0]).toBe(drawn[1])
    const [first, second] = (drawn[0] ?? '').split(' ').map(Number)
    expect(first).not.toBe(second)
  })

  it('is the model, by the fetch that it is given and by the one that is there', async () => {
    const trial = world()
    const session = await open(
      `export default async (trial) => {
        const ask = (fetch) => fetch(trial.baseUrl + '/v1/messages', { method: 'POST', body: '{}' })
        const replies = [await ask(trial.fetch), await ask(fetch)]
        return (await Promise.all(replies.map(async (reply) => (await reply.json()).content[0].text))).join(' ')
      }`,
      trial,
    )
    expect((await session.send('hi')).text).toBe('hello hello')
    expect(trial.calls()).toHaveLength(2)
  })

  it('is a signal', async () => {
    const session = await open('export default ({ signal }) => `${signal.aborted}`')
    expect((await session.send('hi')).text).toBe('false')
  })
})

describe('a module that is no agent is refused before anything runs', () => {
  it.each([
    [
      'that exports nothing',
      'export const agent = () => "x"',
      'exports neither a default function nor `open`',
    ],
    ['whose default is no function', 'export default 7', 'exports neither'],
    ['whose `open` is no function', 'export default { open: "yes" }', 'exports neither'],
    ['that throws', 'throw new Error("no config")', 'cannot be imported: no config'],
    ['that does not parse', 'export default (', 'cannot be imported'],
    ['that imports what there is not', 'import "./gone.mjs"', 'cannot be imported'],
  ])('%s', async (_, code, why) => {
    await expect(load(code)).rejects.toMatchObject({ code: 'agent-unloadable', exitCode: 2 })
    await expect(load(code)).rejects.toThrow(why)
  })

  it('that is not there', async () => {
    const path = file('agent.mjs', '')
    rmSync(path)
    const options = { baseUrl: PROVIDER, isBusy: () => false, close: () => {} }
    await expect(moduleTarget(path, options)).rejects.toThrow(path)
  })
})

it('an agent has another fingerprint once its file changed', async () => {
  const prints = await Promise.all(
    ['export default () => "a"', 'export default () => "a"', 'export default () => "b"'].map(
      async (code) => (await load(code)).target.fingerprint,
    ),
  )
  expect(prints[0]).toBe(prints[1])
  expect(prints[0]).not.toBe(prints[2])
})
