import { describe, expect, it } from 'vitest'
import { measure } from '../../src/model/measure.ts'
import { priceTable } from '../../src/model/prices.ts'
import type { Trajectory } from '../../src/trajectory/index.ts'
import { answer, call, TOKENS, trial, user } from '../expect/build.ts'

const measured = (trajectory: Trajectory, model: string | null = null) =>
  measure(trajectory, priceTable(), model)

const failed = answer('', {
  response: null,
  failure: { status: 529, type: 'overloaded_error', message: '' },
  usage: null,
})

describe('the measures of a trial', () => {
  it('sum what the answered calls of the agent took', () => {
    const cached = { ...TOKENS, cacheReadTokens: 1000, cacheWrite1hTokens: 10 }
    const events = [
      user('hi'),
      failed,
      answer('a', { usage: cached, latencyMs: 300 }),
      call('find'),
      call('pay', {}, { status: 'error' }),
      answer('judged', { actor: 'judge', latencyMs: 9999 }),
      answer('b', { latencyMs: null }),
    ]
    expect(measured(trial(events))).toEqual({
      // 200 in at $3, 40 out at $15, 1,000 read at $0.30, 10 written at $6, a million each.
      costUsd: expect.closeTo(0.00156, 12),
      judgeCostUsd: expect.closeTo(0.0006, 12),
      latencyMs: 1200,
      computeMs: null,
      callLatenciesMs: [300, null],
      callCostsUsd: [expect.closeTo(0.00096, 12), expect.closeTo(0.0006, 12)],
      tokens: 1250,
      inputTokens: 1210,
      outputTokens: 40,
      iterations: 2,
      toolCalls: 2,
      toolErrors: 1,
      toolNames: ['find', 'pay'],
      unpriced: [],
      lostCalls: 0,
    })
  })

  it('are unknown, not zero, where a part is unknown', () => {
    const events = [answer('a'), answer('b', { usage: null })]
    expect(measured(trial(events))).toMatchObject({
      costUsd: null,
      tokens: null,
      inputTokens: null,
      outputTokens: null,
    })
    expect(measured(trial([user('hi')]))).toMatchObject({ costUsd: null, tokens: null, iterations: 0 })
  })

  it('of judges are apart: 0 where none was asked, unknown where one has no price or no usage', () => {
    const judge = (more: object) => answer('x', { actor: 'judge', ...more })
    expect(measured(trial([answer('a')])).judgeCostUsd).toBe(0)
    expect(measured(trial([answer('a'), judge({ ...failed, actor: 'judge' })])).judgeCostUsd).toBe(0)
    expect(measured(trial([answer('a'), judge({ usage: null })])).judgeCostUsd).toBeNull()
    const mystery = measured(trial([answer('a'), judge({ model: 'mystery' })]))
    expect(mystery).toMatchObject({ judgeCostUsd: null, unpriced: ['mystery'] })
    expect(mystery.costUsd).not.toBeNull()
  })

  it('name the models that have no price, once each', () => {
    const events = ['mystery', 'claude-opus-5', 'mystery'].map((model) => answer('x', { model }))
    expect(measured(trial(events))).toMatchObject({ costUsd: null, unpriced: ['mystery'] })
  })

  it('price a call that does not name its model by the one that is configured', () => {
    const events = [answer('x', { model: null })]
    expect(measured(trial(events), 'claude-sonnet-4-5').costUsd).toBeCloseTo(0.0006, 12)
    expect(measured(trial(events)).costUsd).toBeNull()
  })
})
