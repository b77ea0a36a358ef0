import { Chalk } from 'chalk'
import { describe, expect, it } from 'vitest'
import { divergenceLines } from '../../../src/report/divergence/index.ts'
import { displayWidth } from '../../../src/report/width.ts'
import type { DivergingPair } from '../../../src/trajectory/index.ts'
import { type Act, crash, one, together, trialOf } from '../../trajectory/acts.ts'
import { between, HOSTILE, pairOf } from './pair.ts'

const lines = (pair: DivergingPair, width = 90, level: 0 | 1 = 0): string[] =>
  divergenceLines(pair, { width, chalk: new Chalk({ level }), labels: ['main', 'this branch'] })

const get = (id: number): Act => one('get_order', { id })

describe('two trials side by side', () => {
  it('show the last common steps, where they part, what each did next, and how it ended', () => {
    const baseline = [
      get(1),
      get(2),
      get(3),
      one('issue_refund', { order: 3, amount: 49.9 }),
      'It is refunded.',
    ]
    const candidate = [get(1), get(2), get(3), one('issue_refund', { order: 3, amount: 44.9 }), 'Done.']
    expect(lines(between(baseline, candidate))).toMatchInlineSnapshot(`
      [
        "step 4: the candidate calls issue_refund with .amount 44.9, the baseline with 49.9",
        "",
        "main, trial 0                               │ this branch, trial 0",
        "     … 1 step alike                         │      … 1 step alike",
        "  2  get_order({id: 2})                     │   2  get_order({id: 2})",
        "  3  get_order({id: 3})                     │   3  get_order({id: 3})",
        "▸ 4  issue_refund({order: 3, amount: 49.9}) │ ▸ 4  issue_refund({order: 3, amount: 44.9})",
        "     .amount: 49.9                          │      .amount: 44.9",
        "  5  answers "It is refunded."              │   5  answers "Done."",
        "     completes                              │      completes",
      ]
    `)
  })

  it('stand one below the other where there is no room', () => {
    expect(lines(between([get(1), get(2), 'done'], [get(1), 'which one?']), 60)).toMatchInlineSnapshot(`
      [
        "step 2: the candidate answers "which one?", the baseline",
        "calls get_order",
        "",
        "main, trial 0",
        "  1  get_order({id: 1})",
        "▸ 2  get_order({id: 2})",
        "  3  answers "done"",
        "     completes",
        "",
        "this branch, trial 0",
        "  1  get_order({id: 1})",
        "▸ 2  answers "which one?"",
        "     completes",
      ]
    `)
  })

  it('show what the user said, in conversations of several turns', () => {
    expect(lines(between(['hello', get(1), 'a'], ['hi', 'which order?', 'b']))).toMatchInlineSnapshot(`
      [
        "turn 2, step 2: the candidate answers "which order?", the baseline calls get_order",
        "",
        "main, trial 0                               │ this branch, trial 0",
        "     turn 1: the user says "words of turn   │      turn 1: the user says "words of turn",
        "     1"                                     │      1"",
        "  1  answers "hello"                        │   1  answers "hi"",
        "     turn 2: the user says "words of turn   │      turn 2: the user says "words of turn",
        "     2"                                     │      2"",
        "▸ 2  get_order({id: 1})                     │ ▸ 2  answers "which order?"",
        "  3  answers "a"                            │      turn 3: the user says "words of turn",
        "     completes                              │      3"",
        "                                            │   3  answers "b"",
        "                                            │      completes",
      ]
    `)
  })

  it('show few of many calls, those that differ for themselves', () => {
    const many = Array.from({ length: 9 }, (_, id) => ['get_order', { id }] as const)
    expect(
      lines(between([together(...many), one('a')], [together(...many), together(...many, ['b'])])),
    ).toMatchInlineSnapshot(`
      [
        "step 2: the candidate calls get_order, the baseline a",
        "",
        "main, trial 0                               │ this branch, trial 0",
        "  1  get_order({id: 0})                     │   1  get_order({id: 0})",
        "     get_order({id: 1})                     │      get_order({id: 1})",
        "     get_order({id: 2})                     │      get_order({id: 2})",
        "     and 6 more calls in the same reply     │      and 6 more calls in the same reply",
        "▸ 2  a({})                                  │ ▸ 2  get_order({id: 0})",
        "                                            │      and 9 more calls in the same reply",
        "     completes                              │      completes",
      ]
    `)
  })

  it('show a crash in place of a step', () => {
    expect(
      lines(pairOf(trialOf([get(1), get(2), 'done']), trialOf([get(1)], { end: crash }))),
    ).toMatchInlineSnapshot(`
      [
        "step 2: the candidate ends with crash: TypeError: no such order, the baseline calls",
        "get_order",
        "",
        "main, trial 0                               │ this branch, trial 0",
        "  1  get_order({id: 1})                     │   1  get_order({id: 1})",
        "▸ 2  get_order({id: 2})                     │ ▸    ends with crash: TypeError: no such",
        "                                            │      order",
        "  3  answers "done"                         │",
        "     completes                              │",
      ]
    `)
  })

  it('mark in colour what differs, and only that', () => {
    const colours = lines(between([get(1), get(2)], [get(1), get(3)]), 90, 1)
    const marked = colours.filter((line) => line.includes('\u001b[32m') || line.includes('\u001b[31m'))
    expect(marked).toHaveLength(2)
    expect(marked[0]).toMatch(/\[32m▸ +2 +get_order\(\{id: 2\}\).*\[31m▸ +2 +get_order\(\{id: 3\}\)/)
  })
})

describe.each([20, 60, 80, 133])('in %i columns', (width) => {
  it.each(HOSTILE)('no line is wider, whatever the trials hold: %j', (text) => {
    const end = { ...crash, code: text, message: text }
    const pairs = [
      between([text, one('a', { [text]: text })], [text, one('a', { [text]: `${text}!` })]),
      between([one(text, { x: text })], [text]),
      between([text, 'x'], [`${text}!`, text]),
      between([one('a', {}, { result: text })], [one('a', {}, { result: `${text}!` })]),
      pairOf(trialOf([one('a'), text]), trialOf([one('a')], { end })),
    ]
    for (const pair of pairs) {
      const shown = divergenceLines(pair, { width, chalk: new Chalk({ level: 0 }), labels: [text, text] })
      for (const line of shown) {
        expect(displayWidth(line)).toBeLessThanOrEqual(Math.max(30, width))
        expect(line).not.toMatch(/\p{Cc}|(?![\u200c\u200d])[\p{Cf}\u2028\u2029\uffff]/u)
      }
      expect(shown.length).toBeLessThan(200)
    }
  })
})
