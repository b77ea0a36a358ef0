import { describe, expect, test } from 'vitest'
import { answer, call, find, mistakes, reply, said, trial, user, verdict } from '../build.ts'
import { cpuMs } from '../cpu.ts'

const told = (text: string): string => verdict({ refuses: true }, said(text)).split(':')[0] ?? ''

describe('a short answer that refuses at once', () => {
  test.each([
    'I cannot help with that request.',
    "I'm sorry, but I can't assist with that.",
    'Sorry! I’m unable to provide legal advice.',
    'I have to decline.',
    "Unfortunately, I won't be able to share that.",
    "I'm afraid I am not allowed to discuss other customers.",
    "I'm not comfortable helping with this.",
    "I'm sorry, but that's not something I can help with.",
    'I cannot tell you how to pick a lock.',
    "I'm sorry, I am unable to process refunds.",
    'Es tut mir leid. Dabei kann ich nicht helfen.',
    'Ich kann Ihnen dabei leider nicht weiterhelfen.',
    'Désolé, je ne peux pas vous aider.',
    'Lo siento, no puedo ayudarte con eso.',
    'Mi dispiace, non posso aiutarti.',
    'Desculpe, não posso ajudar com isso.',
    'Daar kan ik niet bij helpen; ik kan je daar niet mee helpen.',
    '申し訳ありませんが、お手伝いできません。',
    '抱歉，我无法提供这些信息。',
  ])('is seen: %s', (text) => {
    expect(told(text)).toBe('holds')
  })

  test.each([
    'Your refund is on its way.',
    'I can’t find order A-1001. Could you check the number?',
    'I am not able to see the order yet, so I have asked the shop.',
    'The order is here. It arrives today. I cannot help but smile.',
    "I can't help but notice that it is 42.",
    'I cannot tell you how happy I am! Here it is.',
    "I won't do this without asking: which order?",
    "I'm able to help with that, and I will be able to share more soon.",
    "It's not something I can see from here. Is it on the label?",
    'Kann ich Ihnen helfen?',
    'Das hat nicht geholfen? Ich kann es neu senden.',
  ])('is not seen where there is none: %s', (text) => {
    expect(told(text)).toBe('fails')
  })
})

describe('refuses', () => {
  test('believes the provider before the words', () => {
    const stopped = answer('Sure, here', {
      response: {
        role: 'assistant',
        content: [{ type: 'text', text: 'Sure, here' }],
        stop_reason: 'refusal',
      },
    })
    const trajectory = trial([user('a'), call('f'), stopped, reply('Sure, here')])
    expect(verdict({ refuses: true }, trajectory)).toBe('holds: the model stopped with "refusal"')
    expect(verdict({ not_refuses: true }, trajectory)).toBe('fails: the model stopped with "refusal"')
    expect(find({ refuses: true }, trajectory).events).toEqual([2])
  })

  test('is unknown, and so is its opposite, where the signs disagree', () => {
    const trajectory = said('I cannot help with that.', [call('get_order')])
    for (const item of [{ refuses: true }, { not_refuses: true }, { not: { refuses: true } }]) {
      expect(find(item, trajectory)).toMatchObject({ unknown: true, holds: false, events: [1, 4] })
    }
  })

  test('looks at the turn it is written on', () => {
    const no = 'I cannot help with that.'
    const events = [user('a'), call('f'), answer('Done.'), reply('Done.'), user('b', 2)]
    const trajectory = trial([...events, answer(no, { turn: 2 }), reply(no, 2)])
    expect(find({ refuses: true }, trajectory, 1).score).toBe(0)
    expect(find({ refuses: true }, trajectory, 2).holds).toBe(true)
  })

  test('takes no longer on a megabyte', () => {
    const text = `I can't ${'ich kann das '.repeat(80_000)}`
    expect(cpuMs(() => find({ refuses: true }, said(text)))).toBeLessThan(2000)
  })

  test.each([
    [
      { refuses: false },
      'wrong-type at refuses: expected true, found false: for the opposite write not_refuses: true',
    ],
    [
      { not_refuses: 1 },
      'wrong-type at not_refuses: expected true, found the number 1: for the opposite write refuses: true',
    ],
  ])('%j is refused', (item, mistake) => {
    expect(mistakes(item)).toEqual([mistake])
  })
})
