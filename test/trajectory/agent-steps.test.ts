import { describe, expect, it } from 'vitest'
import { type AgentStep, coursesOf } from '../../src/trajectory/agent-steps.ts'
import type { ContentBlock, Json, Trajectory, TrajectoryEvent } from '../../src/trajectory/index.ts'
import { answer, call, reply, trial, user } from '../expect/build.ts'
import { one, together, trialOf } from './acts.ts'

const brief = (step: AgentStep): string =>
  `${step.turn} ${step.kind === 'answer' ? `"${step.text}"` : step.calls.map(({ name }) => name).join(' + ')}`

const steps = (trajectory: Trajectory): string[][] =>
  coursesOf(trajectory).map(({ steps }) => steps.map(brief))

const asks = (said: string): Json => ({ role: 'user', content: said })
const use = (name: string, id = name): ContentBlock => ({ type: 'tool_use', id, name, input: {} })
const text = (words: string): ContentBlock => ({ type: 'text', text: words })
const model = (said: readonly Json[], content: readonly ContentBlock[], turn = 1): TrajectoryEvent =>
  answer('', { turn, request: { messages: said }, response: { role: 'assistant', content } })

describe('the steps of an agent', () => {
  it('are the calls of a reply together and the answer of each turn, without texts beside calls', () => {
    const acts = [together(['get_order'], ['get_user']), one('refund'), 'done', one('notify'), 'told']
    expect(steps(trialOf(acts, { text: 'let me look' }))).toEqual([
      ['1 get_order + get_user', '1 refund', '1 "done"', '2 notify', '2 "told"'],
    ])
  })

  it('are none in a trial without events', () => {
    expect(steps(trial([]))).toEqual([[]])
  })

  it('have a call once that code makes by itself, before or after the model asks for the same tool', () => {
    const events = [user('hi'), call('look'), model([asks('hi')], [use('look')]), call('look'), reply('done')]
    expect(steps(trial(events))).toEqual([['1 look', '1 look', '1 "done"']])
  })

  it('have a call that was asked for and not seen to run', () => {
    expect(steps(trial([user('hi'), model([asks('hi')], [use('look')])]))).toEqual([['1 look']])
  })

  it('take what a tool got, not what the model left to defaults', () => {
    const events = [model([asks('hi')], [use('look', 'a')]), call('look', { limit: 10 }, { id: 'a' })]
    expect(coursesOf(trial(events))[0].steps).toMatchObject([{ calls: [{ input: { limit: 10 } }] }])
  })

  it("leave out a simulated user's and a judge's replies", () => {
    const judged = answer('fine', { actor: 'judge' })
    expect(steps(trial([user('hi'), answer('hello'), reply('hello'), judged]))).toEqual([['1 "hello"']])
  })

  it('leave out tries that failed', () => {
    const failed = answer('', { response: null, failure: { status: 529, type: 'overloaded', message: '' } })
    expect(steps(trial([user('hi'), failed, answer('hello'), reply('hello')]))).toEqual([['1 "hello"']])
  })
})

describe('the conversations of an agent', () => {
  const main = model([asks('hi')], [use('ask_helper')])
  const helper = model([asks('help')], [use('look')])
  const helped = model([asks('help'), { role: 'assistant', content: [use('look')] }], [text('found')])

  it("come apart: the main one's steps first, then each sub-agent's", () => {
    const events = [user('hi'), main, helper, helped, reply('done')]
    expect(steps(trial(events))).toEqual([
      ['1 ask_helper', '1 "done"'],
      ['1 look', '1 "found"'],
    ])
  })

  it('have as the main one that which calls tools, where another asks for a title before', () => {
    const title = model([asks('a title for: hi')], [text('greeting')])
    expect(steps(trial([user('hi'), title, main, reply('done')]))).toEqual([
      ['1 ask_helper', '1 "done"'],
      ['1 "greeting"'],
    ])
  })

  it('are the main one in each turn, of an agent that sends no history', () => {
    const second = model([asks('and now?')], [use('look')], 2)
    const events = [user('hi'), main, reply('done'), user('and now?', 2), second, reply('there', 2)]
    expect(steps(trial(events))).toEqual([['1 ask_helper', '1 "done"', '2 look', '2 "there"']])
  })
})
