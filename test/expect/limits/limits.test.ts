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
    [{ max_cost: '$0.00105' }, 'holds: $0.00105, at most $0.00105 allowed'],
    [{ max_cost: '$0.001' }, 'fails: $0.00105, at most $0.001 allowed'],
    [{ max_retries: 0 }, 'holds: 0 retries, at most 0 allowed'],
    [{ max_call_latency: '499ms' }, 'fails: 500ms for one model call, at most 499ms allowed'],
    [{ max_tokens: { output: 49 } }, 'fails: 50 output tokens, at most 49 allowed'],
  ])('%j %s', (item, line) => {
    expect(verdict(item, two, 2)).toBe(line)
  })

  test('what another turn leaves unknown is known of this one', () => {
    const free = trial([
      user('a'),
      answer('x', { model: 'llama-9' }),
      reply('x'),
      user('b', 2),
      answer('y', { turn: 2 }),
      reply('y', 2),
      user('c', 3),
      answer('z', { turn: 3, usage: null }),
      reply('z', 3),
      user('d', 4),
      reply('d', 4),
    ])
    const cost = { max_cost: '$1' }
    expect(verdict(cost, free, 1)).toBe('unknown: the cost is unknown: llama-9 has no price (set `prices:`)')
    expect(verdict(cost, free, 2)).toBe('holds: $0.0006, at most $1 allowed')
    expect(verdict(cost, free, 3)).toBe('unknown: the cost is unknown: a model call reported no usage')
    expect(verdict(cost, free, 4)).toBe('unknown: the cost is unknown: no model call was observed')
  })

  test('a call that nobody waited for leaves the cost of its turn unknown', () => {
    const abandoned = answer('', { turn: 1, response: null, usage: null, latencyMs: null })
    const events = [
      user('a'),
      abandoned,
      answer('x'),
      reply('x'),
      user('b', 2),
      answer('y', { turn: 2 }),
      reply('y', 2),
    ]
    expect(verdict({ max_cost: '$1' }, trial(events), 1)).toMatch(/^unknown/)
    expect(verdict({ max_cost: '$1' }, trial(events), 2)).toBe('holds: $0.0006, at most $1 allowed')
  })
})

describe('a limit by class', () => {
  const usage = {
    inputTokens: 100,
    outputTokens: 20,
    cacheReadTokens: 1000,
    cacheWrite5mTokens: 30,
    cacheWrite1hTokens: 5,
  }
  const cached = said('Done.', [answer('a', { usage })])

  test.each([
    [{ max_tokens: { total: 1275 } }, 'holds: 1275 tokens, at most 1275 allowed'],
    [
      { max_tokens: { input: 200, output: 40, cache_read: 1000, cache_write: 35 } },
      'holds: 200 input tokens, at most 200 allowed; 40 output tokens, at most 40 allowed; 1000 cache read tokens, at most 1000 allowed; 35 cache write tokens, at most 35 allowed',
    ],
    [{ max_tokens: { input: 199, output: 40 } }, 'fails: 200 input tokens, at most 199 allowed'],
    [{ max_tokens: { cache_read: 0 } }, 'fails: 1000 cache read tokens, at most 0 allowed'],
    [{ max_tokens: { cache_write: 34 } }, 'fails: 35 cache write tokens, at most 34 allowed'],
    [{ max_context: 1135 }, 'holds: 1135 tokens in one prompt, at most 1135 allowed'],
    [{ max_context: 1134 }, 'fails: 1135 tokens in one prompt, at most 1134 allowed'],
  ])('%j %s', (item, line) => {
    expect(verdict(item, cached)).toBe(line)
  })

  test('is unknown with the usage of a call', () => {
    expect(verdict({ max_tokens: { input: 5 } }, said('', [answer('a', { usage: null })]))).toBe(
      'unknown: the number of tokens is unknown: a model call reported no usage',
    )
  })

  test.each([
    [{ max_tokens: {} }, 'cannot-fail at max_tokens: no class of tokens has a limit'],
    [
      { max_tokens: { inputs: 1 } },
      'unknown-key at max_tokens.inputs: there is no class of tokens "inputs"; there are input, output, cache_read, cache_write, total',
    ],
    [
      { max_tokens: { input: -1 } },
      'invalid-value at max_tokens.input: expected a whole number of tokens, found the number -1',
    ],
  ])('%j is refused', (item, mistake) => {
    expect(mistakes(item)).toEqual([mistake])
  })
})

describe('a limit on single calls', () => {
  const calls = said('Done.', [
    answer('a', { latencyMs: 900, ttftMs: 120 }),
    answer('b', { latencyMs: 300, ttftMs: null }),
  ])

  test.each([
    [{ max_call_latency: '900ms' }, 'holds: 900ms for one model call, at most 900ms allowed'],
    [{ max_call_latency: '0.4s' }, 'fails: 900ms for one model call, at most 0.4s allowed'],
    [{ max_ttft: '100ms' }, 'fails: 120ms to the first token, at most 100ms allowed'],
    [
      { max_ttft: '120ms' },
      'unknown: the time to the first token is unknown: a model call has none (it did not stream, or nobody measured it)',
    ],
  ])('%j %s', (item, line) => {
    expect(verdict(item, calls)).toBe(line)
  })

  test('points at the calls beyond it', () => {
    expect(find({ max_call_latency: '400ms' }, calls).events).toEqual([1, 3])
    expect(find({ max_ttft: '100ms' }, calls).events).toEqual([1])
  })

  test('is unknown where there was none', () => {
    for (const item of [
      { max_ttft: '1s' },
      { max_call_latency: '1s' },
      { max_context: 5 },
      { max_retries: 0 },
    ]) {
      expect(verdict(item, trial([user('a'), reply('b')]))).toMatch(
        /^unknown: .*: no model call was observed$/,
      )
    }
  })
})

test('retries are counted whether they were answered or not', () => {
  const failed = {
    response: null,
    usage: null,
    failure: { status: 529, type: 'overloaded_error', message: '' },
  }
  const retried = said('Done.', [
    answer('', failed),
    answer('', { ...failed, attempt: 2 }),
    answer('a', { attempt: 3 }),
    answer('b'),
  ])
  expect(verdict({ max_retries: 2 }, retried)).toBe('holds: 2 retries, at most 2 allowed')
  expect(verdict({ max_retries: 1 }, retried)).toBe('fails: 2 retries, at most 1 allowed')
  expect(find({ max_retries: 1 }, retried).events).toEqual([3])
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
