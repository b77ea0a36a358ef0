import { expect, it } from 'vitest'
import { createRecorder, type ToolCall } from '../../src/trajectory/index.ts'
import { call } from '../expect/build.ts'

function opened(name: string) {
  const { turn: _turn, atMs: _atMs, ...event } = call(name, {}, { status: 'unanswered', result: null })
  return event
}

it('calls that end in another order than they began keep the order in which they began', () => {
  let now = 0
  const recorder = createRecorder(() => now)
  const slow = recorder.begin<ToolCall>(opened('slow'))
  now = 5
  const fast = recorder.begin<ToolCall>(opened('fast'))
  now = 9
  fast.complete({ result: 'fast', status: 'ok' })
  recorder.add({ type: 'limit', limit: 'timeout', value: 1, max: 1 })
  slow.complete({ result: 'slow', status: 'error' })
  expect(recorder.events).toMatchObject([
    { name: 'slow', result: 'slow', status: 'error', atMs: 0 },
    { name: 'fast', result: 'fast', status: 'ok', atMs: 5 },
    { type: 'limit', atMs: 9 },
  ])
})

it('an event keeps the turn it began in', () => {
  const recorder = createRecorder(() => 0)
  recorder.add({ type: 'spoken_message', content: [{ type: 'text', text: 'welcome' }] })
  expect(recorder.nextTurn()).toBe(1)
  const late = recorder.begin<ToolCall>(opened('late'))
  expect(recorder.nextTurn()).toBe(2)
  late.complete({ result: 'x', status: 'ok' })
  recorder.add({ type: 'user_turn', content: 'next', played: true })
  expect(recorder.events.map(({ type, turn }) => [type, turn])).toEqual([
    ['spoken_message', 0],
    ['tool_call', 1],
    ['user_turn', 2],
  ])
})

it('a call that is withdrawn leaves the others in their places', () => {
  const recorder = createRecorder(() => 0)
  const [first, second, third] = ['first', 'second', 'third'].map((name) =>
    recorder.begin<ToolCall>(opened(name)),
  )
  second?.withdraw()
  third?.complete({ result: 'three', status: 'ok' })
  first?.complete({ result: 'one', status: 'ok' })
  expect(recorder.events).toMatchObject([
    { name: 'first', result: 'one' },
    { name: 'third', result: 'three' },
  ])
})

it('a call that never ends is left as it began', () => {
  const recorder = createRecorder(() => 3)
  recorder.begin<ToolCall>(opened('hangs'))
  expect(recorder.events).toMatchObject([{ name: 'hangs', status: 'unanswered', result: null, atMs: 3 }])
})
