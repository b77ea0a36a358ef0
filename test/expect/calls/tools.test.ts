import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Json } from '../../../src/trajectory/index.ts'
import { answer, call, find, mistakes, said, trial, user, verdict } from '../build.ts'

describe('expectations on tools that cannot be meant are refused', () => {
  test.each([
    [
      { only_tools: [] },
      'invalid-value at only_tools: the list of tools is empty; for no calls at all write max_tool_calls: 0',
    ],
    [{ only_tools: ['a', 7] }, 'wrong-type at only_tools.1: expected a tool, found the number 7'],
    [{ only_tools: { a: {} } }, 'wrong-type at only_tools: expected a tool, found a mapping'],
    [
      { never_sequence: ['a'] },
      'invalid-value at never_sequence: a sequence has two calls or more; for a single one write never_calls',
    ],
    [
      { never_sequence: ['a', { b: null }] },
      'wrong-type at never_sequence.1.b: expected a mapping of arguments, found nothing; for any arguments write b alone',
    ],
    [
      { never_sequence: ['a', 'b'], adjcent: true },
      'unknown-key at adjcent: never_sequence has no option "adjcent"; it takes adjacent, required, weight',
    ],
    [
      { no_repeated_calls: false },
      'wrong-type at no_repeated_calls: expected true or a mapping such as { allow: [get_time], within: 1 }, found false',
    ],
    [
      { no_repeated_calls: { alow: ['a'] } },
      'unknown-key at no_repeated_calls.alow: no_repeated_calls has no option "alow"; it takes allow, within',
    ],
    [
      { no_repeated_calls: { within: 0 } },
      'invalid-value at no_repeated_calls.within: expected a number of calls, a whole number from 1, found the number 0',
    ],
    [
      { no_repeated_calls: { allow: [] } },
      'cannot-fail at no_repeated_calls.allow: the list of tools is empty',
    ],
    [
      { tool_result: 'a' },
      'wrong-type at tool_result: expected a mapping such as { tool: get_order, value: { status: delivered } }, found "a"',
    ],
    [
      { tool_result: { tool: 'a' } },
      'missing-key at tool_result.value: expected value or status: what the result is like; for the call alone write calls',
    ],
    [
      { tool_result: { tool: 'a', status: 'fine' } },
      'unknown-value at tool_result.status: expected ok or error, found "fine"',
    ],
    [
      { tool_result: { tool: 'a', value: { b: { $aprox: 1 } } } },
      'unknown-key at tool_result.value.b.$aprox: there is no matcher $aprox; there are $approx, $one_of, $matches, $any, $optional, $contains, $starts_with, $ends_with, $ignore_case, $gt, $gte, $lt, $lte, $type, $length, $not, $all_of',
    ],
    [
      { tool_result: { tool: 'a', valeu: 1, status: 'ok' } },
      'unknown-key at tool_result.valeu: an entry has no option "valeu"; it takes tool, args, match, status, value',
    ],
    [
      { recovers_from_errors: { or_says: '' } },
      'cannot-fail at recovers_from_errors.or_says: the text is empty',
    ],
    [
      { recovers_from_errors: { instead: { a: 'b' } } },
      'wrong-type at recovers_from_errors.instead.a: expected a list of tools, found "b"',
    ],
    [{ every_call_answered: 'yes' }, 'wrong-type at every_call_answered: expected true, found "yes"'],
  ])('%j', (item, mistake) => {
    expect(mistakes(item)).toEqual([mistake])
  })
})

describe('a forbidden sequence', () => {
  const made = said(
    '',
    ['a', 'c', 'a', 'b'].map((name) => call(name)),
  )

  test('needs a call of its own for each entry', () => {
    expect(find({ never_sequence: ['b', 'b'] }, made).holds).toBe(true)
    expect(find({ never_sequence: ['a', 'a'] }, made).events).toEqual([1, 3])
  })

  test('is found wherever it begins', () => {
    expect(find({ never_sequence: ['a', 'b'], adjacent: true }, made).events).toEqual([3, 4])
    expect(find({ never_sequence: ['c', 'b'], adjacent: true }, made).holds).toBe(true)
  })
})

describe('a repeated call', () => {
  test('is one of equal arguments, however deep, and of no others', () => {
    const deep = (inner: Json): Json => Array.from({ length: 5000 }).reduce<Json>((value) => [value], inner)
    const made = [call('f', deep({ b: 1, a: 2 })), call('f', deep({ a: 2, b: 1 })), call('f', deep({ a: 2 }))]
    expect(find({ no_repeated_calls: true }, said('', made)).events).toEqual([1, 2])
  })

  test('is no call of another tool whose name and arguments look the same together', () => {
    expect(find({ no_repeated_calls: true }, said('', [call('f', '1 2'), call('f "1', '2"')])).holds).toBe(
      true,
    )
  })

  test('is found among large arguments', () => {
    const big = Array.from({ length: 200_000 }, (_, n) => n)
    expect(find({ no_repeated_calls: true }, said('', [call('f', big), call('f', big)])).holds).toBe(false)
  })
})

describe('a call without a result', () => {
  const uses = (...ids: readonly string[]) =>
    answer('', {
      response: {
        role: 'assistant',
        content: ids.map((id) => ({ type: 'tool_use', id, name: 'f', input: { id } })),
        stop_reason: 'tool_use',
      },
    })

  test('is told once, be it that it was made or not', () => {
    const events = [
      user('go'),
      uses('a', 'b', 'c'),
      call('f', { id: 'b' }, { id: 'b', status: 'unanswered' }),
    ]
    const made = trial([...events, call('f', { id: 'c' }, { id: 'c' })])
    expect(verdict({ every_call_answered: true }, made)).toBe(
      'fails: the model asked for f({id: "a"}) (event 1), and the call was never made; call 1 (event 2) got no result: f({id: "b"})',
    )
    expect(find({ every_call_answered: true }, made).events).toEqual([1, 2])
  })
})

describe('recovery', () => {
  test('comes after the error, not before it', () => {
    const failed = call('f', {}, { status: 'error', result: 'no' })
    expect(find({ recovers_from_errors: true }, said('', [failed, call('f')])).holds).toBe(true)
    expect(find({ recovers_from_errors: true }, said('', [call('f'), failed])).holds).toBe(false)
    expect(find({ recovers_from_errors: true }, said('', [failed, failed, call('f')])).holds).toBe(true)
  })
})

describe('a result', () => {
  test('of a number is that number and the text of it', () => {
    const made = said('', [call('f', {}, { result: '49.90' })])
    expect(find({ tool_result: { tool: 'f', value: { $approx: 49.9 } } }, made).holds).toBe(true)
    expect(find({ tool_result: { tool: 'f', value: '49.90' } }, made).holds).toBe(true)
    expect(find({ tool_result: { tool: 'f', value: '49.9' } }, made).holds).toBe(false)
  })

  test('that is no JSON object misses a mapping as a whole', () => {
    const made = said('', [call('f', {}, { result: '[1, 2' })])
    expect(verdict({ tool_result: { tool: 'f', value: { a: 1 } } }, made)).toBe(
      'fails: f: no result matches; nearest is call 1 (event 1): the result expected {a: 1}, found "[1, 2"',
    )
  })
})

test('what is found is told, with events that are there, ascending', () => {
  const items = [
    { only_tools: ['f'] },
    { never_sequence: ['f', { g: { a: 1 } }] },
    { never_sequence: ['f', 'g'], adjacent: true },
    { no_repeated_calls: true },
    { no_repeated_calls: { allow: ['g'], within: 1 } },
    { tool_result: { tool: 'f', args: { a: 1 }, status: 'ok', value: 'yes' } },
    { recovers_from_errors: { instead: { f: ['g'] }, or_says: 'sorry' } },
    { every_call_answered: true },
    { known_tools: true },
    { trajectory: { like: ['f', { g: { a: 1 } }], order: 'in_order', extra: 'deny' } },
    {
      trajectory: {
        like: [
          { role: 'user', content: 'go' },
          { role: 'assistant', tool_calls: [] },
        ],
      },
    },
  ]
  const status = fc.constantFrom('ok', 'error', 'unanswered')
  const made = fc
    .tuple(
      fc.constantFrom('f', 'g'),
      fc.record({ a: fc.constantFrom(1, 2) }),
      status,
      fc.constantFrom('yes', 'no'),
    )
    .map(([name, input, ended, result]) => call(name, input, { status: ended, result }))
  fc.assert(
    fc.property(
      fc.constantFrom(...items),
      fc.array(fc.oneof(made, fc.constant(answer('so')))),
      (item, steps) => {
        const trajectory = said('sorry', steps)
        const { score, reason, events, unknown } = find(item, trajectory)
        expect(reason).not.toBe('')
        expect(unknown ? 0 : score).toBe(score)
        expect(events.every((index) => trajectory.events[index] !== undefined)).toBe(true)
        expect(events).toEqual([...new Set(events)].sort((a, b) => a - b))
      },
    ),
    { numRuns: 500 },
  )
})
