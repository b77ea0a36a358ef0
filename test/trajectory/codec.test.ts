import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  decodeTrajectory,
  encodeTrajectory,
  type JsonObject,
  type ModelCall,
  type Trajectory,
} from '../../src/trajectory/index.ts'
import { answer, call, said, trial, user } from '../expect/build.ts'
import { anyJson, anyRequest } from './arbitrary.ts'

const throughFile = (trajectory: Trajectory): Trajectory =>
  decodeTrajectory(JSON.parse(JSON.stringify(encodeTrajectory(trajectory))) as JsonObject)

const asked = (...requests: readonly (JsonObject | null)[]): Trajectory =>
  trial(requests.map((request) => answer('ok', { request })))

const requestsOf = ({ events }: Trajectory): unknown[] => events.map((event) => (event as ModelCall).request)

/** A conversation in which every request repeats the whole history before it. */
const conversation = (turns: number): Trajectory => asked(...requestsTo(turns, 'agent'))

function requestsTo(turns: number, who: string): JsonObject[] {
  const say = (role: string, turn: number) => ({
    role,
    content: `${role} ${turn} of ${who}: ${'words '.repeat(40)}`,
  })
  return Array.from({ length: turns }, (_, turn) => ({
    system: `${who}: ${'instructions '.repeat(200)}`,
    messages: Array.from({ length: turn }, (_, past) => [say('user', past), say('assistant', past)])
      .flat()
      .concat(say('user', turn)),
  }))
}

describe('a stored trajectory', () => {
  it('comes back as it was, whatever its requests hold', () => {
    fc.assert(
      fc.property(fc.array(fc.option(anyRequest), { maxLength: 8 }), (requests) => {
        const trajectory = asked(...requests)
        expect(throughFile(trajectory)).toStrictEqual(trajectory)
      }),
      { numRuns: 300 },
    )
  })

  it('comes back as it was, whatever tools were given and answered', () => {
    fc.assert(
      fc.property(fc.string(), anyJson, anyJson, (name, input, result) => {
        const trajectory = said('done', [call(name, input, { result })])
        expect(throughFile(trajectory)).toStrictEqual(trajectory)
      }),
    )
  })

  it.each<[string, readonly JsonObject[]]>([
    ['history that grows', [{ messages: ['a'] }, { messages: ['a', 'b'] }, { messages: ['a', 'b', 'c'] }]],
    ['history that shrinks', [{ messages: ['a', 'b', 'c'] }, { messages: ['a'] }, { messages: [] }]],
    ['history that is rewritten', [{ messages: ['a', 'b'] }, { messages: ['z', 'b'] }]],
    ['a request without messages', [{ model: 'm', messages: ['a'] }, { model: 'm' }, { model: 'm' }]],
    ['messages that are no list', [{ messages: 'all' }, { messages: 'all' }, { messages: { 0: 'a' } }]],
    ['fields that come and go', [{ a: 1, b: 2 }, { b: 2, c: 3 }, { a: 1 }]],
    [
      'fields named like those of the stored form',
      [{ $same: 1 }, { $same: 1, $keep: 2 }, { same: [], keep: 0 }],
    ],
    ['a field named __proto__', [{ a: 1 }, JSON.parse('{"__proto__": {"b": 1}}')]],
  ])('keeps %s', (_, requests) => {
    expect(requestsOf(throughFile(asked(...requests)))).toStrictEqual(requests)
  })

  it('takes room in proportion to the conversation, not to its square', () => {
    const size = (turns: number): number => JSON.stringify(encodeTrajectory(conversation(turns))).length
    const whole = JSON.stringify(conversation(50)).length
    expect(size(50)).toBeLessThan(size(25) * 2)
    expect(size(50)).toBeLessThan(whole / 10)
  })

  it('takes no more room where an agent and its sub-agent take turns', () => {
    const [main, sub] = [requestsTo(20, 'agent'), requestsTo(20, 'helper')]
    const inTurn = asked(...main.flatMap((request, turn) => [request, sub[turn] ?? request]))
    const size = (trajectory: Trajectory): number => JSON.stringify(encodeTrajectory(trajectory)).length
    expect(size(inTurn)).toBeLessThan(size(asked(...main, ...sub)) * 1.05)
    expect(throughFile(inTurn)).toStrictEqual(inTurn)
  })

  it('of format 1 is read: its requests add to the one before', () => {
    const [first, second] = [{ messages: ['a'] }, { messages: ['a', 'b'] }]
    const { events, ...rest } = encodeTrajectory(asked(first, second))
    expect(JSON.stringify(events)).not.toContain('back')
    expect(requestsOf(decodeTrajectory({ ...rest, events: events ?? null }))).toStrictEqual([first, second])
  })
})

describe('a damaged trajectory is refused with the place', () => {
  const stored = encodeTrajectory(
    trial([user('hi'), answer('a', { request: { model: 'm', messages: ['a'] } })]),
  )
  const events = stored['events'] as readonly JsonObject[]

  it.each<[string, JsonObject, string]>([
    ['no list of events', { ...stored, events: 'none' }, 'expected .events to be a list'],
    ['an event without a type', { ...stored, events: [{ turn: 1 }] }, '.events[0]'],
    ['an event that is no object', { ...stored, events: [null] }, '.events[0]'],
    ['no end', { ...stored, end: undefined as unknown as null }, 'expected .end'],
    ['a request that is no delta', withRequest({ model: 'm' }), '.events[1].request'],
    ['a field that no request before it had', withRequest({ same: ['system'] }), 'system'],
    ['more messages kept than there were', withRequest({ keep: 3 }), '3'],
  ])('%s', (_, damaged, place) => {
    expect(() => decodeTrajectory(damaged)).toThrow(TypeError)
    expect(() => decodeTrajectory(damaged)).toThrow(place)
  })

  function withRequest(change: JsonObject): JsonObject {
    const [first, second] = events
    if (!first || !second) throw new Error('the example has two events')
    const request = 'model' in change ? change : { ...(second['request'] as JsonObject), ...change }
    return { ...stored, events: [first, { ...second, request }] }
  }
})
