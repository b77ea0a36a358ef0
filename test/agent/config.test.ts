import { describe, expect, it } from 'vitest'
import { agentConfigSchema } from '../../src/agent/index.ts'

describe("the reference agent's file", () => {
  it('needs a model and nothing else', () => {
    expect(agentConfigSchema.parse({ model: 'claude-opus-5' })).toEqual({
      model: 'claude-opus-5',
      max_tokens: 4096,
      max_iterations: 20,
      max_retries: 2,
      stream: true,
      tools: [],
    })
  })

  it('may leave out what a tool is for and takes', () => {
    expect(agentConfigSchema.parse({ model: 'm', tools: [{ name: 'find_order-2' }] }).tools).toEqual([
      { name: 'find_order-2', description: '', input_schema: { type: 'object', properties: {} } },
    ])
  })

  it.each<[string, object, string]>([
    ['no model', {}, 'model'],
    ['an empty model', { model: '' }, 'model'],
    ['an unknown key', { model: 'm', sytem: 'x' }, ''],
    ['no tokens', { model: 'm', max_tokens: 0 }, 'max_tokens'],
    ['no iterations', { model: 'm', max_iterations: 0 }, 'max_iterations'],
    ['half a retry', { model: 'm', max_retries: 0.5 }, 'max_retries'],
    ['a temperature above 1', { model: 'm', temperature: 1.5 }, 'temperature'],
    ['a tool name with a blank', { model: 'm', tools: [{ name: 'find order' }] }, 'tools.0.name'],
    ['a tool name of 129 characters', { model: 'm', tools: [{ name: 'x'.repeat(129) }] }, 'tools.0.name'],
    ['an unknown key of a tool', { model: 'm', tools: [{ name: 'x', schema: {} }] }, 'tools.0'],
  ])('is refused with %s', (_, config, path) => {
    const { error } = agentConfigSchema.safeParse(config)
    expect(error?.issues.map((issue) => issue.path.join('.'))).toEqual([path])
  })
})
