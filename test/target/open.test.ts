import { describe, expect, it, onTestFinished, vi } from 'vitest'
import type { Case, Suite } from '../../src/suite/index.ts'
import { configuredModel, createHost, type Host, openTarget, type Target } from '../../src/target/index.ts'
import { caseOf, suiteOf } from '../gate/build.ts'
import { UPSTREAMS } from '../model/build.ts'
import { sendJson, serve } from '../model/server.ts'
import { file } from './build.ts'

const TWO_TURNS = caseOf('a-talk', { turns: [{ user: 'hi' }, { user: 'bye' }] })
const FUNCTION = 'export default () => "x"'
const CONVERSATION = 'export const open = () => ({ send: () => "x" })'
const YAML = 'model: claude-opus-5'

const suite = (name: string, text: string, ...cases: readonly Case[]): Suite => {
  const path = file(name, text)
  return suiteOf(cases, { agent: { kind: name.endsWith('.yaml') ? 'reference' : 'module', path } })
}

async function open(of: Suite): Promise<{ readonly target: Target; readonly host: Host }> {
  const host = createHost({ upstreams: UPSTREAMS, network: false })
  onTestFinished(host.close)
  const target = await openTarget(of, { host, context: host.join(), env: {} })
  onTestFinished(() => target.close())
  return { target, host }
}

describe('a suite and its kind of agent', () => {
  it.each([
    ['a conversation with an agent that holds conversations', 'agent.mjs', CONVERSATION],
    ['a conversation with the reference agent', 'agent.yaml', YAML],
  ])('go together: %s', async (_, name, text) => {
    const { target } = await open(suite(name, text, TWO_TURNS))
    expect(target.capabilities.turns).toBe(true)
  })

  it('go together: one message and a function', async () => {
    expect((await open(suite('agent.mjs', FUNCTION, caseOf('one')))).target.label).toBe('agent.mjs')
  })

  it('do not: a function cannot hold a conversation, and the case that needs it is named', async () => {
    const opening = open(suite('agent.mjs', FUNCTION, caseOf('one'), TWO_TURNS))
    await expect(opening).rejects.toMatchObject({ code: 'target-lacks', exitCode: 2 })
    await expect(opening).rejects.toThrow(
      'case a-talk has 2 turns, and the agent agent.mjs answers one message a trial',
    )
  })
})

it('two modules in one process are met once, and nothing is left of it when they are closed', async () => {
  const untouched = globalThis.fetch
  const host = createHost({ upstreams: UPSTREAMS, network: false })
  onTestFinished(host.close)
  const open = () =>
    openTarget(suite('agent.mjs', FUNCTION, caseOf('one')), { host, context: host.join(), env: {} })
  await open()
  const met = globalThis.setTimeout
  await open()
  expect(globalThis.setTimeout).toBe(met)
  expect(globalThis.fetch).not.toBe(untouched)
  host.close()
  expect(globalThis.fetch).toBe(untouched)
})

it('the model is known beforehand where the agent is a file that names it', async () => {
  expect(await configuredModel(suite('agent.yaml', YAML))).toBe('claude-opus-5')
  expect(await configuredModel(suite('agent.mjs', FUNCTION))).toBeNull()
})

describe('the way to the provider', () => {
  it.each([
    ['agent.mjs', FUNCTION],
    ['agent.yaml', YAML],
  ])('is not fetch, which gives up a model that thinks for five minutes: %s', async (name, text) => {
    const { url } = await serve((response) => sendJson(response, { ok: true }))
    const { host } = await open(suite(name, text, caseOf('one')))
    const fetched = vi.spyOn(globalThis, 'fetch')
    onTestFinished(() => fetched.mockRestore())
    const request = { method: 'POST', headers: new Headers(), body: '{}', redirect: 'manual' } as const
    expect(await (await host.fetch(url, request)).json()).toEqual({ ok: true })
    expect(fetched).not.toHaveBeenCalled()
  })
})
