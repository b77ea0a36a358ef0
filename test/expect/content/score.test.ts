import { describe, expect, test } from 'vitest'
import { answer, call, final, find, mistakes, reply, said, trial, user, verdict } from '../build.ts'

const refund = said('Your refund of $1,149.00 is  on its way.')

describe('contains', () => {
  test('holds when the final output has the text', () => {
    expect(verdict({ contains: 'refund' }, refund)).toBe('holds: the final output contains "refund"')
    expect(find({ contains: 'refund' }, refund).events).toEqual([3])
  })

  test('wants every text of a list and names those that are missing', () => {
    expect(verdict({ contains: ['refund', 'on its way', 'Monday'] }, said('refund is on its way'))).toBe(
      'fails: the final output does not contain "Monday"; it is "refund is on its way"',
    )
  })

  test('a near miss says what to ignore', () => {
    expect(verdict({ contains: 'REFUND' }, said('a refund'))).toBe(
      'fails: the final output does not contain "REFUND"; it is "a refund" (it would with ignore: [case])',
    )
    expect(verdict({ contains: '1149.00', ignore: ['case'] }, said('$1,149.00'))).toBe(
      'fails: the final output does not contain "1149.00"; it is "$1,149.00" (it would with ignore: [case, commas])',
    )
  })

  test('a near miss names no more than what is needed', () => {
    const hint = (pattern: string, text: string, ignore: readonly string[] = []): string | undefined =>
      /\(it would with ignore: (.*)\)$/.exec(
        find({ contains: pattern, ...ignoring(ignore) }, said(text)).reason,
      )?.[1]
    const ignoring = (ignore: readonly string[]) => (ignore.length === 0 ? {} : { ignore })
    expect(hint('total: 5', '**Total:** 5')).toBe('[case, markdown]')
    expect(hint("it's", 'it’s')).toBe('[unicode]')
    expect(hint('creme', 'Crème', ['case'])).toBe('[case, diacritics]')
    expect(hint('the capital', 'the\n*capital*')).toBe('[whitespace, markdown]')
    expect(hint('London', '**Paris**')).toBeUndefined()
    expect(hint('- ,', 'Paris')).toBeUndefined()
  })

  test('ignores case, commas and whitespace, in the text and in the pattern', () => {
    const all = ['case', 'commas', 'whitespace']
    expect(find({ contains: 'REFUND of $1149.00 is on', ignore: all }, refund).score).toBe(1)
    expect(find({ contains: 'refund  of $11,49.00', ignore: all }, refund).score).toBe(1)
  })

  test('sees the assistant’s text alone: no thinking, no tool results, no user', () => {
    const thinking = answer('', {
      response: {
        role: 'assistant',
        content: [
          { type: 'thinking', thinking: 'secret' },
          { type: 'text', text: 'hi' },
        ],
      },
    })
    const events = [user('secret'), thinking, call('get', { secret: 'secret' }, { result: 'secret' })]
    expect(verdict({ contains: 'secret', on: 'any_message' }, trial([...events, final('hi')]))).toBe(
      'fails: the only message does not contain "secret"; it is "hi"',
    )
  })

  test('looks at any message, each text somewhere', () => {
    const trajectory = said('All done.', [answer('Let me look.')])
    expect(verdict({ contains: ['look', 'done'], on: 'any_message' }, trajectory)).toBe(
      'holds: a message contains "look", "done"',
    )
    expect(verdict({ contains: ['look', 'gone'], on: 'any_message' }, trajectory)).toBe(
      'fails: none of the 2 messages contains "gone"',
    )
  })

  test('looks at all text, where a sentence goes on from message to message', () => {
    const trajectory = said('on its way.', [answer('Your refund is')])
    expect(verdict({ contains: 'refund is on its way', on: 'all_text' }, trajectory)).toBe(
      'holds: all that was said contains "refund is on its way"',
    )
    expect(find({ contains: 'refund is on its way', on: 'all_text' }, trajectory).events).toEqual([1, 2])
    expect(verdict({ not_contains: 'is on', on: 'all_text' }, trajectory)).toBe(
      'fails: all that was said contains "is on"; it is "Your refund is on its way."',
    )
    expect(find({ contains: 'is\non', on: 'all_text' }, said('on', [answer('it is\n')])).holds).toBe(true)
  })

  test('looks at the answer to a turn', () => {
    const trajectory = trial([
      user('a'),
      reply('first'),
      user('b', 2),
      reply('second', 2),
      final('second', 2),
    ])
    expect(verdict({ contains: 'first', on: 'turn 1' }, trajectory)).toBe(
      'holds: the answer to turn 1 contains "first"',
    )
    expect(verdict({ contains: 'first', on: 'turn 3' }, trajectory)).toBe('fails: turn 3 has no answer')
  })
})

describe('without an answer nothing holds', () => {
  const silent = trial([user('hello')])
  test.each([
    { contains: 'a' },
    { contains_any: ['a'] },
    { not_contains: 'a' },
    { equals: 'a' },
    { starts_with: 'a' },
    { ends_with: 'a' },
    { matches: 'a' },
  ])('%j', (item) => {
    expect(verdict(item, silent)).toBe('fails: there was no answer')
    expect(verdict({ ...item, on: 'any_message' }, silent)).toBe('fails: the agent said nothing')
    expect(verdict({ ...item, on: 'all_text' }, silent)).toBe('fails: the agent said nothing')
  })

  test.each([
    { not: { contains: 'a' } },
    { not: { equals: 'a' } },
    { not: { matches: 'a' } },
    { not: { not_contains: 'a' } },
    { not: { not: { contains: 'a' } } },
  ])('%j', (item) => {
    expect(verdict(item, silent)).toBe('fails: there was no answer')
  })

  const unsaid = { contains: 'a' }
  const looked = { calls: { list: ['get_order'] } }
  test.each([
    [{ not: { all_of: [unsaid, { contains: 'b' }] } }, 'fails'],
    [{ not: { all_of: [unsaid, { never_calls: 'f' }] } }, 'fails'],
    [{ not: { all_of: [unsaid, looked] } }, 'holds'],
    [{ not: { any_of: [unsaid, looked] } }, 'fails'],
    [{ any_of: [{ not: unsaid }, { not: looked }] }, 'holds'],
    [{ all_of: [{ not: unsaid }, { not: looked }] }, 'fails'],
  ])('%j %s', (item, word) => {
    expect(verdict(item, silent)).toMatch(new RegExp(`^${word}: `))
  })
})

describe('the other ways to match', () => {
  const text = said('Paris is the capital.')
  test.each([
    [{ contains_any: ['London', 'Paris'] }, 'holds: the final output contains "Paris"'],
    [
      { contains_any: ['London', 'Rome'] },
      'fails: the final output does not contain any of "London", "Rome"; it is "Paris is the capital."',
    ],
    [
      { contains_any: ['London', 'Rome'], on: 'any_message' },
      'fails: the only message does not contain any of "London", "Rome"; it is "Paris is the capital."',
    ],
    [{ not_contains: 'London' }, 'holds: the final output does not contain "London"'],
    [
      { not_contains: ['London', 'Paris'] },
      'fails: the final output contains "Paris"; it is "Paris is the capital."',
    ],
    [{ equals: 'Paris is the capital.' }, 'holds: the final output equals "Paris is the capital."'],
    [{ equals: 'Paris' }, 'fails: the final output does not equal "Paris"; it is "Paris is the capital."'],
    [{ starts_with: 'Paris' }, 'holds: the final output starts with "Paris"'],
    [
      { starts_with: 'is' },
      'fails: the final output does not start with "is"; it is "Paris is the capital."',
    ],
    [{ ends_with: 'capital.' }, 'holds: the final output ends with "capital."'],
    [
      { ends_with: 'Paris' },
      'fails: the final output does not end with "Paris"; it is "Paris is the capital."',
    ],
    [{ matches: '^P\\w+ is' }, 'holds: the final output matches "^P\\\\w+ is"'],
    [{ matches: 'PARIS', ignore: ['case'] }, 'holds: the final output matches "PARIS"'],
    [{ matches: '^is' }, 'fails: the final output does not match "^is"; it is "Paris is the capital."'],
  ])('%j %s', (item, line) => {
    expect(verdict(item, text)).toBe(line)
  })

  test('not_contains names the message that has the text', () => {
    const trajectory = said('Bye.', [answer('The password is hunter2.')])
    expect(verdict({ not_contains: 'password', on: 'any_message' }, trajectory)).toBe(
      'fails: the message of event 1 contains "password"; it is "The password is hunter2."',
    )
    expect(find({ not_contains: 'password', on: 'any_message' }, trajectory).events).toEqual([1])
    expect(find({ not_contains: 'passport', on: 'any_message' }, trajectory).events).toEqual([1, 2])
  })

  test('equals says where long texts part', () => {
    const long = 'x'.repeat(150)
    expect(verdict({ equals: `${long}A` }, said(`${long}B`))).toContain(
      '; from character 141 it has "xxxxxxxxxxB", expected "xxxxxxxxxxA"',
    )
  })

  test('a pattern with ignored whitespace and commas is left as it is', () => {
    expect(find({ matches: '^a{1,2} b$', ignore: ['commas', 'whitespace'] }, said(' a,a   b ')).score).toBe(1)
  })
})

test('an output that no message holds counts as a message', () => {
  const module = trial([user('hi'), final('from a module')])
  expect(find({ not_contains: 'module', on: 'any_message' }, module).score).toBe(0)
})

describe('what cannot fail or cannot be read is refused', () => {
  test.each([
    [{ contains: '' }, 'cannot-fail at contains: the text is empty'],
    [{ contains: [] }, 'cannot-fail at contains: the list of texts is empty'],
    [{ contains: ['a', ''] }, 'cannot-fail at contains.1: the text is empty'],
    [{ contains_any: [] }, 'cannot-fail at contains_any: the list of texts is empty'],
    [
      { contains: 49.9 },
      'unquoted-value at contains: expected text, found the number 49.9: quote it as it should be matched',
    ],
    [
      { contains: ['a', true] },
      'unquoted-value at contains.1: expected text, found the value true: quote it as it should be matched',
    ],
    [{ contains: null }, 'wrong-type at contains: expected text, found nothing'],
    [
      { equals: ['a'] },
      'wrong-type at equals: expected one text, found a list: make an item of each, or items of any_of',
    ],
    [
      { contains: ', ,', ignore: ['commas', 'whitespace'] },
      'cannot-fail at contains: nothing is left of the text when ignoring commas and whitespace',
    ],
    [
      { contains: 'a', ignore: ['caps'] },
      'unknown-value at ignore.0: expected one of case, commas, whitespace, markdown, unicode, diacritics, found "caps"',
    ],
    [
      { contains: 'a', ignore: 'case' },
      'wrong-type at ignore: expected a list such as [case, whitespace], found "case"',
    ],
    [
      { contains: 'a', on: 'turn 0' },
      'unknown-value at on: expected final, any_message, all_text or turn n (from 1), found "turn 0"',
    ],
    [{ matches: '.*' }, 'cannot-fail at matches: ".*" is found in every text, even an empty one'],
    [{ matches: '(a' }, 'invalid-value at matches: not a regular expression: missing closing ): "(a"'],
    [
      { matches: 'a(?=b)' },
      'invalid-value at matches: not a regular expression: invalid or unsupported Perl syntax: "(?="; look-around and back-references are not part of the syntax, which matches in linear time',
    ],
  ])('%j', (item, mistake) => {
    expect(mistakes(item)).toEqual([mistake])
  })
})
