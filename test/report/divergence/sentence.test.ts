import { describe, expect, it } from 'vitest'
import { divergenceSentence } from '../../../src/report/divergence/index.ts'
import type { Json } from '../../../src/trajectory/index.ts'
import { answer, reply, trial, user } from '../../expect/build.ts'
import { type Act, crash, one, together, trialOf } from '../../trajectory/acts.ts'
import { between, HOSTILE, pairOf } from './pair.ts'

const get = one('get_order', { id: 1 })
const sentence = (baseline: readonly Act[], candidate: readonly Act[]): string =>
  divergenceSentence(between(baseline, candidate))

describe('the sentence of a divergence', () => {
  const refund = (input: Json): Act => one('issue_refund', input)

  it('names the argument, both values and how many trials have it', () => {
    const good = trialOf([get, get, refund({ amount: 49.9 })])
    const bad = (amount: number, no: number) => trialOf([get, get, refund({ amount })], { trial: no })
    expect(divergenceSentence(pairOf(good, bad(44.9, 0)))).toBe(
      'step 3: the candidate calls issue_refund with .amount 44.9, the baseline with 49.9',
    )
    expect(divergenceSentence(pairOf(good, bad(44.9, 0), bad(44.9, 1), trialOf(['no'], { trial: 2 })))).toBe(
      'step 3: the candidate calls issue_refund with .amount 44.9, the baseline with 49.9 (in 2 of 3 failing trials)',
    )
    expect(divergenceSentence(pairOf(good, bad(44.9, 0), bad(44.9, 1), bad(3, 2)))).toBe(
      'step 3: the candidate calls issue_refund with .amount 44.9, the baseline with 49.9 (in 3 of 3 failing trials, in 2 with this value)',
    )
  })

  it('names an argument that only one of them has', () => {
    expect(sentence([refund({ note: 'late' })], [refund({})])).toBe(
      'step 1: the candidate calls issue_refund without .note, the baseline with "late"',
    )
    expect(sentence([refund({})], [refund({ note: 'late' })])).toBe(
      'step 1: the candidate calls issue_refund with .note "late", the baseline without it',
    )
    expect(sentence([refund([1])], [refund('all')])).toBe(
      'step 1: the candidate calls issue_refund with the arguments "all", the baseline with [1]',
    )
  })

  it('shows of long texts what is around the difference', () => {
    const note = (word: string): Act => refund({ note: `${'a'.repeat(300)}${word}${'z'.repeat(300)}` })
    expect(sentence([note('RIGHT')], [note('WRONG')])).toBe(
      `step 1: the candidate calls issue_refund with .note "…${'a'.repeat(20)}WRONG${'z'.repeat(35)}…", ` +
        `the baseline with "…${'a'.repeat(20)}RIGHT${'z'.repeat(35)}…"`,
    )
  })

  it('says which tools and answers stand against each other', () => {
    expect(sentence([get], [one('escalate')])).toBe(
      'step 1: the candidate calls escalate, the baseline get_order',
    )
    expect(sentence([get], ['Which\n\norder?'])).toBe(
      'step 1: the candidate answers "Which order?", the baseline calls get_order',
    )
    expect(sentence([' '], [get])).toBe('step 1: the candidate calls get_order, the baseline answers nothing')
  })

  it('says who did nothing more, and in which turn where it goes on', () => {
    expect(sentence(['a'], ['a', together(['x'], ['y'], ['z'])])).toBe(
      'turn 2, step 2: the candidate calls x and 2 other tools, the baseline does nothing more',
    )
    expect(sentence(['a', 'b'], ['a'])).toBe(
      'turn 2, step 2: the candidate does nothing more, the baseline answers "b"',
    )
    const silent = trial([user('a'), answer('', { response: null }), user('b', 2), reply('so', 2)])
    expect(divergenceSentence(pairOf(trialOf(['hello', 'so']), silent))).toBe(
      'step 1: the candidate does nothing more in turn 1, the baseline answers "hello"',
    )
  })

  it('says how a trial ended', () => {
    expect(divergenceSentence(pairOf(trialOf([get, 'done']), trialOf([get], { end: crash })))).toBe(
      'step 2: the candidate ends with crash: TypeError: no such order, the baseline answers "done"',
    )
    expect(divergenceSentence(pairOf(trialOf([get]), trialOf([get], { end: crash })))).toBe(
      'step 2: the candidate ends with crash: TypeError: no such order, the baseline completes',
    )
  })

  it('says that only words differ, or only the world', () => {
    expect(sentence([get, 'It was delivered.'], [get, 'It was lost.'])).toBe(
      'step 2: the same calls, but the candidate answers "It was lost.", the baseline "It was delivered."',
    )
    const told = (result: string): Act => one('get_order', { id: 1 }, { result })
    expect(sentence([told('{"status":"sent"}')], [told('{"status":"lost"}')])).toBe(
      'step 1: the same steps, but get_order returned .status "lost" to the candidate, "sent" to the baseline',
    )
    expect(sentence([told('5'), one('a')], [told('6'), one('b')])).toBe(
      'step 2: the candidate calls b, the baseline a, after get_order at step 1 returned "6" to the candidate, "5" to the baseline',
    )
  })

  it('names both numbers where the same calls were made in other replies', () => {
    expect(sentence([together(['a'], ['b']), one('c')], [one('a'), one('b'), one('d')])).toBe(
      'step 3 (2 of the baseline): the candidate calls d, the baseline c',
    )
  })

  it('names the sub-agent', () => {
    const asks = (said: string, name: string) =>
      answer('', {
        request: { messages: [{ role: 'user', content: said }] },
        response: { role: 'assistant', content: [{ type: 'tool_use', id: said + name, name, input: {} }] },
      })
    const helped = (name: string) =>
      trial([user('hi'), asks('hi', 'delegate'), asks('help', name), reply('done')])
    expect(divergenceSentence(pairOf(helped('look'), helped('guess')))).toBe(
      'step 1 of sub-agent 1: the candidate calls guess, the baseline look',
    )
  })

  it.each(HOSTILE)('is one line of bounded length whatever the trials hold: %j', (text) => {
    const end = { ...crash, code: text, message: text }
    const shown = [
      between([one('a', { [text]: text })], [one('a', { [text]: `${text}!` })]),
      between([one('a', { [text]: 1 })], [one('a', {})]),
      between([one(text, { x: 1 })], [one(`${text}b`)]),
      between([one(text)], [text]),
      between([text], [`${text}!`]),
      between([one('a', {}, { result: text })], [one('a', {}, { result: `${text}!` })]),
      pairOf(trialOf([one('a')]), trialOf([one('a')], { end })),
    ].map(divergenceSentence)
    for (const line of shown) {
      expect(line).not.toMatch(/\p{Cc}|(?![\u200c\u200d])[\p{Cf}\u2028\u2029\uffff]/u)
      expect(line.isWellFormed()).toBe(true)
      expect(line.length).toBeLessThan(1000)
    }
  })
})
