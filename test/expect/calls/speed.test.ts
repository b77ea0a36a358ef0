import { expect, test } from 'vitest'
import { scoreTrial } from '../../../src/expect/index.ts'
import { answer, call, expected, measuresOf, said } from '../build.ts'
import { cpuMs } from '../cpu.ts'

test('ten expectations on tools on ten thousand trials take less than two seconds', () => {
  const refund = { issue_refund: { id: 'A' } }
  const items = [
    { calls: { order: 'in_order', extra: 'deny', list: ['get_order', refund] } },
    { calls: { list: [{ in_order: ['get_order', refund] }, { tool: 'get_order', at_most: 3 }] } },
    { trajectory: { like: ['get_order', { issue_refund: { id: 'A', n: 1 } }] } },
    { never_calls: ['escalate'] },
    { only_tools: ['get_order', 'issue_refund'] },
    { never_sequence: ['issue_refund', 'get_order'] },
    { no_repeated_calls: true },
    { tool_result: { tool: 'get_order', value: { $contains: 'done' } } },
    { every_call_answered: true },
    { known_tools: true },
  ].map((item) => expected(item))
  const schema = { type: 'object', properties: { id: { type: 'string' } }, required: ['id'] }
  const asked = (name: string) =>
    answer('', {
      request: { tools: [{ name, input_schema: { ...schema } }] },
      response: {
        role: 'assistant',
        content: [{ type: 'tool_use', id: name, name, input: { id: 'A' } }],
        stop_reason: 'tool_use',
      },
    })
  const trials = Array.from({ length: 10_000 }, () =>
    said('Done.', [
      asked('get_order'),
      call('get_order', { id: 'A' }, { id: 'get_order' }),
      asked('issue_refund'),
      call('issue_refund', { id: 'A', n: 1 }, { id: 'issue_refund' }),
    ]),
  ).map((trajectory) => ({ trajectory, measures: measuresOf(trajectory) }))
  let passed = 0
  const spent = cpuMs(() => {
    for (const { trajectory, measures } of trials) {
      if (scoreTrial(trajectory, { expect: items, minScore: null }, measures).outcome === 'pass') passed++
    }
  })
  expect(passed).toBe(10_000)
  expect(spent).toBeLessThan(2000)
})
