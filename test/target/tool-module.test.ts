import { describe, expect, it } from 'vitest'
import { loadTools } from '../../src/target/tool-module.ts'
import { createToolBox } from '../../src/target/tools.ts'
import { createWorld } from '../../src/target/world.ts'
import { file, returns, type World, world } from './build.ts'

async function trialWith(code: string, rules: Parameters<typeof world>[0] = {}): Promise<World> {
  const { state, functions } = await loadTools(file('tools.mjs', code))
  return world(rules, {}, { functions, world: createWorld(state) })
}

const SHOP = `export default {
  state: { orders: { 'A-1': { status: 'delivered' } }, calls: 0 },
  tools: {
    async refund({ id }, { state, error }) {
      const number = ++state.calls
      await new Promise((resolve) => setTimeout(resolve, number === 1 ? 5 : 0))
      const order = state.orders[id]
      if (!order) throw error('no such order')
      order.refunded = number
      return { number, order }
    },
    crash: () => undefined.x,
    nothing() {},
    lost: async (input, { error }) => error('it is lost'),
    odd: () => 1n,
    spoil(input, { state }) { state.self = state },
  },
}`

describe('a module of tools', () => {
  it('answers calls in their order, each on what the one before left', async () => {
    const trial = await trialWith(SHOP)
    const box = createToolBox(trial.environment)
    const answers = await Promise.all(['A-1', 'A-2', 'A-1'].map((id) => box.call('refund', { id }, id)))
    expect(answers.map(({ value, isError }) => [value, isError])).toEqual([
      [{ number: 1, order: { status: 'delivered', refunded: 1 } }, false],
      ['no such order', true],
      [{ number: 3, order: { status: 'delivered', refunded: 3 } }, false],
    ])
    expect(trial.toolCalls().map(({ changes }) => changes?.map(({ path }) => path.join('.')))).toEqual([
      ['orders.A-1.refunded', 'calls'],
      ['calls'],
      ['orders.A-1.refunded', 'calls'],
    ])
  })

  it('has a world for each trial', async () => {
    const { state, functions } = await loadTools(file('tools.mjs', SHOP))
    const trials = [1, 2].map(() => world({}, {}, { functions, world: createWorld(state) }))
    const answers = await Promise.all(
      trials.map(({ environment }) => createToolBox(environment).call('refund', { id: 'A-1' }, null)),
    )
    expect(answers.map(({ value }) => value)).toMatchObject([{ number: 1 }, { number: 1 }])
  })

  it('answers with nothing as null, and with what it throws as the error of the tool', async () => {
    const box = createToolBox((await trialWith(SHOP)).environment)
    expect(await box.call('nothing', {}, null)).toMatchObject({ value: null, isError: false })
    expect(await box.call('crash', {}, null)).toMatchObject({ isError: true })
    expect(await box.call('lost', {}, null)).toMatchObject({ value: 'it is lost', isError: true })
  })

  it('is asked only where no rule of the suite answers', async () => {
    const trial = await trialWith(SHOP, { refund: [returns('by rule', { id: 'A-1' })] })
    const box = createToolBox(trial.environment)
    expect(await box.call('refund', { id: 'A-1' }, null)).toMatchObject({ value: 'by rule' })
    expect(await box.call('refund', { id: 'A-2' }, null)).toMatchObject({ value: 'no such order' })
    await expect(box.call('toString', {}, null)).rejects.toMatchObject({
      code: 'mock-missing',
      hint: 'The module of tools has refund, crash, nothing, lost, odd, spoil: add a function toString to it.',
    })
  })

  it('ends the trial as an error where what it leaves is no JSON', async () => {
    for (const [tool, what] of [
      ['odd', 'answered with'],
      ['spoil', 'left the state as'],
    ] as const) {
      const trial = await trialWith(SHOP)
      const calling = createToolBox(trial.environment).call(tool, {}, null)
      await expect(calling).rejects.toMatchObject({ code: 'tools-broken' })
      expect(trial.faults.map(({ message }) => message)).toEqual([
        `the tool ${tool} of the suite ${what} something that is no JSON`,
      ])
    }
  })

  it.each([
    ['cannot be imported', 'export default {'],
    ['export no `tools`', 'export default { state: {} }'],
    ['export no `tools`', 'export default { tools: {} }'],
    ['export find, which is no function', 'export default { tools: { find: 1 } }'],
    ['a state that is no mapping', 'export default { tools: { find() {} }, state: [] }'],
    [
      'a state that is no mapping',
      'const state = {}; state.state = state; export default { tools: { find() {} }, state }',
    ],
  ])('is refused where it %s', async (message, code) => {
    const loading = loadTools(file('tools.mjs', code))
    await expect(loading).rejects.toMatchObject({
      code: 'tools-unloadable',
      message: expect.stringContaining(message),
    })
  })
})
