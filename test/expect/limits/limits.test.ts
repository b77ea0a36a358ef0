import { describe, expect, test } from 'vitest'
import {
  answer,
  call,
  find,
  measuresOf,
  mistakes,
  reply,
  said,
  score,
  TOKENS,
  trial,
  user,
  verdict,
} from '../build.ts'

/** Three answers of 100 tokens in and 20 out, two tool calls, 1.2 s. Sonnet: $3 and $15 a million. */
const busy = said('Done.', [answer('a'), call('f'), answer('b'), call('g')])

describe('a limit', () => {
  test.each([
    [{ max_iterations: 3 }, 'holds: 3 iterations, at most 3 allowed'],
    [{ max_iterations: 2 }, 'fails: 3 iterations, at most 2 allowed'],
    [{ max_tool_calls: 2 }, 'holds: 2 tool calls, at most 2 allowed'],
    [{ max_tool_calls: 0 }, 'fails: 2 tool calls, at most 0 allowed'],
    [{ max_tokens: 360 }, 'holds: 360 tokens, at most 360 allowed'],
    [{ max_tokens: 359 }, 'fails: 360 tokens, at most 359 allowed'],
    [{ max_cost: '$0.0018' }, 'holds: $0.0018, at most $0.0018 allowed'],
    [{ max_cost: '$0.0017' }, 'fails: $0.0018, at most $0.0017 allowed'],
    [{ max_latency: '1.2s' }, 'holds: 1.2s, at most 1.2s allowed'],
    [{ max_latency: '1199ms' }, 'fails: 1.2s, at most 1199ms allowed'],
  ])('%j %s', (item, line) => {
    expect(verdict(item, busy)).toBe(line)
  })

  test('points at the events beyond it', () => {
    expect(find({ max_iterations: 1 }, busy).events).toEqual([3, 5])
    expect(find({ max_tool_calls: 1 }, busy).events).toEqual([4])
  })

  test('holds for a sum that exceeds it by a rounding error', () => {
    const measures = { ...measuresOf(busy), costUsd: 0.1 + 0.2 }
    expect(score([{ max_cost: '$0.30' }], busy, measures).outcome).toBe('pass')
  })
})

describe('an unknown measure is neither a pass nor a fail', () => {
  test.each([
    [
      { max_cost: '$1' },
      said('', [answer('a', { usage: null })]),
      'the cost is unknown: a model call reported no usage',
    ],
    [
      { max_cost: '$1' },
      said('', [answer('a', { model: 'llama-9' })]),
      'the cost is unknown: llama-9 has no price (set `prices:`)',
    ],
    [{ max_cost: '$1' }, trial([user('a'), reply('b')]), 'the cost is unknown: no model call was observed'],
    [
      { max_tokens: 5 },
      said('', [answer('a', { usage: null })]),
      'the number of tokens is unknown: a model call reported no usage',
    ],
    [{ max_latency: '5s' }, { ...busy, latencyMs: null }, 'the latency is unknown: nobody measured it'],
  ])('%j of %#', (item, trajectory, reason) => {
    expect(verdict(item, trajectory)).toBe(`unknown: ${reason}`)
    expect(score([item], trajectory).outcome).toBe('unscored')
  })
})

describe('in a turn', () => {
  const two = trial([
    user('a', 1, 0),
    answer('x'),
    call('f'),
    reply('x', 1, 700),
    user('b', 2, 1000),
    answer('y', { turn: 2, usage: { ...TOKENS, outputTokens: 50 } }),
    reply('y', 2, 1400),
  ])

  test.each([
    [{ max_iterations: 0 }, 'fails: 1 iteration, at most 0 allowed'],
    [{ max_tool_calls: 0 }, 'holds: 0 tool calls, at most 0 allowed'],
    [{ max_tokens: 150 }, 'holds: 150 tokens, at most 150 allowed'],
    [{ max_latency: '399ms' }, 'fails: 400ms, at most 399ms allowed'],
    [
      { max_cost: '$1' },
      'unknown: the cost is unknown: it is known for the whole trial only (move max_cost to the case)',
    ],
  ])('%j %s', (item, line) => {
    expect(verdict(item, two, 2)).toBe(line)
  })

  test('the cost is known when all of the model’s work was there', () => {
    expect(verdict({ max_cost: '$1' }, said('hi'), 1)).toBe('holds: $0.0006, at most $1 allowed')
  })
})

describe('a limit without its unit, or not a number, is refused', () => {
  test.each([
    [{ max_cost: 0.5 }, 'wrong-type at max_cost: the number 0.5 has no unit: write $0.50'],
    [{ max_cost: '0.50' }, 'invalid-value at max_cost: expected an amount such as $0.50, found "0.50"'],
    [{ max_latency: 5 }, 'wrong-type at max_latency: the number 5 has no unit: write 5s or 5ms'],
    [
      { max_latency: '5' },
      'invalid-value at max_latency: expected a duration such as 5s or 800ms, found "5"',
    ],
    [
      { max_latency: null },
      'wrong-type at max_latency: expected a duration such as 5s or 800ms, found nothing',
    ],
    [
      { max_iterations: 1.5 },
      'invalid-value at max_iterations: expected a whole number of iterations, found the number 1.5',
    ],
    [
      { max_iterations: '6' },
      'wrong-type at max_iterations: expected a whole number of iterations, found "6"',
    ],
    [
      { max_tool_calls: -1 },
      'invalid-value at max_tool_calls: expected a whole number of tool calls, found the number -1',
    ],
    [
      { max_tokens: Number.NaN },
      'invalid-value at max_tokens: expected a whole number of tokens, found the number NaN',
    ],
  ])('%j', (item, mistake) => {
    expect(mistakes(item)).toEqual([mistake])
  })
})

describe('stop_reason', () => {
  test.each([
    [{ stop_reason: 'end_turn' }, 'holds: the model stopped with "end_turn"'],
    [{ stop_reason: ['max_tokens', 'end_turn'] }, 'holds: the model stopped with "end_turn"'],
    [
      { stop_reason: ['refusal', 'max_tokens'] },
      'fails: the model stopped with "end_turn", expected refusal or max_tokens',
    ],
  ])('%j %s', (item, line) => {
    expect(verdict(item, busy)).toBe(line)
    expect(find(item, busy).events).toEqual([5])
  })

  test('that nobody said is unknown', () => {
    expect(verdict({ stop_reason: 'end_turn' }, trial([user('a')]))).toBe(
      'unknown: the stop reason is unknown: no answer of the model has one',
    )
  })

  test('as an empty list is refused', () => {
    expect(mistakes({ stop_reason: [] })).toEqual(['cannot-fail at stop_reason: the list of texts is empty'])
  })
})
