import { describe, expect, it } from 'vitest'
import { createToolBox } from '../../src/target/tools.ts'
import { fails, returns, world } from './build.ts'

describe('a mocked tool', () => {
  const rules = [
    returns({ status: 'delivered' }, { order_id: 'A-1' }),
    returns({ status: 'late' }, { order_id: { $matches: '^A-' } }),
    fails('order not found'),
  ]

  it('is answered by the first rule that matches', async () => {
    const trial = world({ get_order: rules })
    const box = createToolBox(trial.environment)
    const answers = await Promise.all(
      ['A-1', 'A-2', 'B-1'].map((order_id) => box.call('get_order', { order_id, more: true }, order_id)),
    )
    expect(answers.map(({ value, isError }) => [value, isError])).toEqual([
      [{ status: 'delivered' }, false],
      [{ status: 'late' }, false],
      ['order not found', true],
    ])
    expect(trial.toolCalls()).toMatchObject([
      { id: 'A-1', name: 'get_order', input: { order_id: 'A-1', more: true }, status: 'ok' },
      { id: 'A-2', status: 'ok' },
      { id: 'B-1', status: 'error', result: 'order not found' },
    ])
  })

  it('gives the model text, and code the value', async () => {
    const box = createToolBox(world({ data: [returns({ a: [1] })], text: [returns('plain')] }).environment)
    expect(await box.call('data', {}, null)).toMatchObject({ content: '{"a":[1]}', value: { a: [1] } })
    expect(await box.call('text', {}, null)).toMatchObject({ content: 'plain', value: 'plain' })
  })

  it('takes its time on the clock of the trial', async () => {
    const trial = world({ slow: [returns('done', null, 80)] })
    await createToolBox(trial.environment).call('slow', {}, null)
    expect(trial.clock.now()).toBe(80)
    expect(trial.toolCalls()).toMatchObject([{ latencyMs: 80 }])
  })
})

describe('a call that no rule answers', () => {
  it('ends the trial as an error that names the call, whatever the agent makes of it', async () => {
    const trial = world({ get_order: [returns(1, { order_id: 'A-1' })] })
    const calling = createToolBox(trial.environment).call('get_order', { order_id: 'Z' }, null)
    await expect(calling).rejects.toMatchObject({ code: 'mock-missing' })
    expect(trial.faults.map(({ message }) => message)).toEqual([
      'the agent called get_order({"order_id":"Z"}), and none of its 1 rules in the suite matches',
    ])
    expect(trial.toolCalls()).toMatchObject([{ status: 'unanswered', result: null }])
  })

  it.each(['fly', 'constructor', '__proto__'])(
    'is any call of %s, which the suite does not mock',
    async (name) => {
      const trial = world({ get_order: [returns(1)] })
      await expect(createToolBox(trial.environment).call(name, {}, null)).rejects.toThrow(
        'mocks no such tool',
      )
    },
  )

  it('is answered from the recording, where the suite has no rules for the tool', async () => {
    const played = { result: [{ type: 'text', text: 'then' }], isError: true, latencyMs: 12 }
    const trial = world({ get_order: [returns(1, { order_id: 'A-1' })] }, { playTool: () => played })
    const box = createToolBox(trial.environment)
    expect(await box.call('search', {}, 't1')).toMatchObject({ content: played.result, isError: true })
    expect(trial.clock.now()).toBe(12)
    await expect(box.call('get_order', { order_id: 'Z' }, 't2')).rejects.toMatchObject({
      code: 'mock-missing',
    })
  })
})
