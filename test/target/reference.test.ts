import { rmSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { referenceModel, referenceTarget } from '../../src/target/reference.ts'
import { answered, message, PROVIDER, toolUse, wired } from '../model/build.ts'
import { file, returns, world } from './build.ts'

const YAML = `
model: claude-opus-5
system: be kind
tools: [{ name: find }]
`

const options = { fetch, apiKey: null, baseUrl: PROVIDER }

describe('the reference agent as a target', () => {
  it('is known by its file and its model', () => {
    const target = referenceTarget(file('orders.yaml', YAML), options)
    expect(target).toMatchObject({ label: 'orders.yaml (claude-opus-5)', model: 'claude-opus-5' })
    expect(target.capabilities).toEqual({
      turns: true,
      mockedTools: true,
      observedTools: true,
      correlated: true,
    })
    expect(Object.keys(target.parts)).toContain('system')
    expect(referenceModel(file('orders.yaml', YAML))).toBe('claude-opus-5')
  })

  it('changes its fingerprint with what the file says, not with how it is written', () => {
    const print = (text: string): string => referenceTarget(file('a.yaml', text), options).fingerprint
    expect(print(`# a comment\n${YAML}\nmax_tokens: 4096\n`)).toBe(print(YAML))
    expect(print(YAML.replace('kind', 'strict'))).not.toBe(print(YAML))
  })

  it('talks to the model over the given fetch and to the mocked tools of the trial', async () => {
    const replies = [message([toolUse('find', { id: 7 })], { stop_reason: 'tool_use' }), message('found')]
    const model = wired(() => answered({ body: replies.shift() ?? null }))
    const trial = world({ find: [returns({ at: 'home' })] })
    const target = referenceTarget(file('orders.yaml', YAML), { ...options, fetch: model.wire.fetch })
    const session = await target.open(trial.environment)
    expect(await session.send('where?')).toEqual({ text: 'found', stopReason: 'end_turn' })
    expect(trial.toolCalls()).toMatchObject([
      { name: 'find', input: { id: 7 }, result: '{"at":"home"}', status: 'ok' },
    ])
    expect(model.calls()[0]?.request).toMatchObject({ system: 'be kind', tools: [{ name: 'find' }] })
    await session.close()
  })

  it.each([
    ['says nothing of a model', 'system: x'],
    ['is no YAML', 'model: ['],
  ])('is refused where its file %s', (_, text) => {
    const open = () => referenceTarget(file('orders.yaml', text), options)
    expect(open).toThrow(expect.objectContaining({ code: 'suite-unreadable' }))
    expect(open).toThrow('orders.yaml cannot be read')
  })

  it('is refused where its file is not there', () => {
    const path = file('orders.yaml', YAML)
    rmSync(path)
    expect(() => referenceModel(path)).toThrow(expect.objectContaining({ code: 'suite-unreadable' }))
  })
})
