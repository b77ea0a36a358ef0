import { describe, expect, it } from 'vitest'
import { mcpServer } from '../../src/target/mcp.ts'
import { createToolBox } from '../../src/target/tools.ts'
import type { Json } from '../../src/trajectory/index.ts'
import { fails, returns, world } from './build.ts'

function server(
  trial = world({ get_order: [returns({ status: 'late' }, { id: 'A' }), fails('no such order')] }),
) {
  const answer = mcpServer(Object.keys(trial.environment.tools), createToolBox(trial.environment).call)
  const ask = (method: string, params: Json = {}) => answer({ jsonrpc: '2.0', id: 1, method, params })
  return { answer, ask, trial }
}

describe('the MCP server of a suite’s tools', () => {
  it.each([
    ['2025-06-18', '2025-06-18'],
    ['2024-11-05', '2024-11-05'],
    ['1999-01-01', '2025-11-25'],
  ])('speaks the client’s version where it knows it: %s', async (asked, offered) => {
    expect(await server().ask('initialize', { protocolVersion: asked, capabilities: {} })).toMatchObject({
      id: 1,
      result: { protocolVersion: offered, capabilities: { tools: {} }, serverInfo: { name: 'pawl' } },
    })
  })

  it('lists the tools', async () => {
    expect(await server().ask('tools/list')).toMatchObject({
      result: { tools: [{ name: 'get_order', inputSchema: { type: 'object' } }] },
    })
  })

  it('answers calls by the suite’s rules and puts them on record', async () => {
    const { ask, trial } = server()
    const meta = { 'claudecode/toolUseId': 'toolu_7' }
    expect(await ask('tools/call', { name: 'get_order', arguments: { id: 'A' }, _meta: meta })).toMatchObject(
      {
        result: { content: [{ type: 'text', text: '{"status":"late"}' }], isError: false },
      },
    )
    expect(await ask('tools/call', { name: 'get_order', arguments: { id: 'B' } })).toMatchObject({
      result: { content: [{ type: 'text', text: 'no such order' }], isError: true },
    })
    expect(trial.toolCalls()).toMatchObject([
      { id: 'toolu_7', name: 'get_order', status: 'ok' },
      { id: null, status: 'error' },
    ])
  })

  it('makes a call that the suite does not answer an error of the trial', async () => {
    const { ask, trial } = server()
    expect(await ask('tools/call', { name: 'fly' })).toMatchObject({ error: { code: -32603 } })
    expect(trial.faults).toMatchObject([{ code: 'mock-missing' }])
  })

  it('says nothing to notifications and answers', async () => {
    const { answer } = server()
    expect(await answer({ jsonrpc: '2.0', method: 'notifications/initialized' })).toBeNull()
    expect(await answer({ jsonrpc: '2.0', id: 3, result: {} })).toBeNull()
  })

  it('answers a batch by a batch', async () => {
    const ping = { jsonrpc: '2.0', id: 'p', method: 'ping' }
    const { answer } = server()
    expect(await answer([ping, { jsonrpc: '2.0', method: 'notifications/initialized' }])).toEqual([
      { jsonrpc: '2.0', id: 'p', result: {} },
    ])
    expect(await answer([{ jsonrpc: '2.0', method: 'notifications/initialized' }])).toBeNull()
  })

  it.each([
    ['resources/list', {}, -32601],
    ['tools/call', { arguments: {} }, -32602],
    ['tools/call', { name: 'get_order', arguments: [1] }, -32602],
  ])('refuses %s %j', async (method, params, code) => {
    expect(await server().ask(method, params)).toMatchObject({ error: { code } })
  })

  it('refuses what is no message', async () => {
    expect(await server().answer('hi')).toMatchObject({ id: null, error: { code: -32600 } })
  })
})
