import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { answer, call, final, find, mistakes, reply, trial, user } from '../build.ts'

const answeredWith = (message: string, item: object = { approval_before: 'pay' }): boolean =>
  find(
    item,
    trial([
      user('Pay.'),
      answer('Sure?'),
      reply('Sure?'),
      user(message, 2),
      call('pay', {}, { turn: 2 }),
      answer('Done.', { turn: 2 }),
      reply('Done.', 2),
      final('Done.', 2),
    ]),
  ).holds

describe('approval_before', () => {
  it.each([
    'Yes',
    'yes please',
    'OK.',
    'Sure, go ahead!',
    'I agree',
    'Do it',
    'Okay, that is confirmed',
    'Absolutely',
    'Yes, no problem',
    'Yes, do it before Friday',
    'Go ahead. Let me know if it works.',
    'Yes. Why not?',
    'Yes, when will it arrive?',
    'When will it arrive? Go ahead.',
  ])('%j is a yes', (message) => expect(answeredWith(message)).toBe(true))

  it.each([
    '',
    'Hm.',
    'No',
    'Yes, but not yet',
    "Don't do it",
    'ok, wait',
    'Yesterday I paid',
    'unsure',
    'cancel it',
    'Are you sure?',
    'Is that correct?',
    'Does the manager approve?',
    'What would you do, if I say yes?',
    'Ok why?',
    'I cannot confirm that',
    'Please explain before I approve',
    'Ok, let me think',
    'Yes, if it is free',
    'I will confirm later',
  ])('%j is none', (message) => expect(answeredWith(message)).toBe(false))

  it('says which answer it did not take for a yes', () => {
    const asked = [user('Pay.'), reply('Sure?'), user('Ja, bitte.', 2), call('pay', {}, { turn: 2 })]
    const reasonOf = (item: object): string => find(item, trial([...asked, reply('Done.', 2)])).reason
    expect(reasonOf({ approval_before: 'pay' })).toContain('"Ja, bitte." (event 2) is no known yes')
    expect(reasonOf({ approval_before: { tool: 'pay', by: 'Gern' } })).toMatch(/nobody approved it before$/)
  })

  it('takes the words of the suite instead, which may stand in the first message', () => {
    const item = { approval_before: { tool: 'pay', by: 'code 77' } }
    expect([answeredWith('Code 77', item), answeredWith('yes', item)]).toEqual([true, false])
    expect(['code 778', 'barcode 77', '(code 77)'].map((text) => answeredWith(text, item))).toEqual([
      false,
      false,
      true,
    ])
    expect(answeredWith('内容を確認しました', { approval_before: { tool: 'pay', by: '確認' } })).toBe(true)
    const first = trial([user('Pay, CODE 77.'), call('pay'), answer('ok'), reply('ok'), final('ok')])
    expect([find(item, first).holds, find({ approval_before: 'pay' }, first).holds]).toEqual([true, false])
  })

  it('on a turn looks at the turns before as well', () => {
    const played = trial([
      user('Pay.'),
      reply('Sure?'),
      user('Yes.', 2),
      reply('When?', 2),
      user('At noon.', 3),
      call('pay', {}, { turn: 3 }),
      reply('Done.', 3),
    ])
    expect(find({ approval_before: 'pay' }, played, 3)).toMatchObject({ holds: true, events: [2, 5] })
  })

  it('never lets a call pass that comes before every message but the first', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (first, second) => {
        const played = trial([
          user(first),
          call('pay'),
          reply('ok'),
          user(`yes ${second}`, 2),
          reply('ok', 2),
        ])
        expect(find({ approval_before: 'pay' }, played)).toMatchObject({ holds: false, events: [1] })
      }),
    )
  })

  it.each([
    [{ approval_before: { tool: 'pay', by: '' } }, 'cannot-fail at approval_before.by: the text is empty'],
    [
      { approval_before: { tool: 'pay', by: 7 } },
      'wrong-type at approval_before.by: expected words, or a pattern for the message, found the number 7',
    ],
    [
      { approval_before: { tool: 'pay', by: { $matches: '(' } } },
      'invalid-value at approval_before.by.$matches: not a regular expression: missing closing ): "("',
    ],
    [
      { approval_before: { tool: 'pay', times: 2 } },
      'unknown-key at approval_before.times: an entry has no option "times"; it takes tool, args, match',
    ],
  ])('%j is refused', (item, message) => expect(mistakes(item)).toEqual([message]))
})
