import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decide } from '../../../src/expect/judge/decide.ts'
import { CANNOT_TELL } from '../../../src/expect/judge/scale.ts'
import type { JudgeSpec } from '../../../src/expect/judge/spec.ts'
import { readVerdict, type Vote } from '../../../src/expect/judge/verdict.ts'
import type { AssistantMessage, Json } from '../../../src/trajectory/index.ts'
import { expected } from '../build.ts'

const specOf = (more: object): JudgeSpec => expected({ judge: { rubric: 'x', ...more } }).spec as JudgeSpec

const CHOICES = specOf({ choices: ['good', 'fair', 'poor'] })
const SCORE = specOf({ score: { min: 1, max: 5 }, threshold: 4 })

const votesFor = ({ scale }: JudgeSpec): fc.Arbitrary<Vote[]> =>
  fc.array(
    fc.constantFrom(null, ...scale.answers).map((answer) => ({ answer, reason: 'r', evidence: [] })),
    { minLength: 1, maxLength: 15 },
  )

describe('votes', () => {
  it('for choices decide by more than half of all, whatever the order', () => {
    fc.assert(
      fc.property(votesFor(CHOICES), (votes) => {
        const { value } = decide(CHOICES, votes)
        const counts = CHOICES.scale.answers.map(
          ({ name, value: worth }) =>
            [votes.filter(({ answer }) => answer?.name === name).length, worth] as const,
        )
        const winner = counts.find(([count]) => count > votes.length / 2)
        expect(value).toBe(winner?.[1] ?? null)
        expect(decide(CHOICES, votes.toReversed()).value).toBe(value)
      }),
    )
  })

  it('for a score decide by the median of those given, where they are more than half', () => {
    fc.assert(
      fc.property(votesFor(SCORE), (votes) => {
        const given = votes.flatMap(({ answer }) => answer?.value ?? []).sort((a, b) => a - b)
        const { value } = decide(SCORE, votes)
        if (given.length * 2 <= votes.length) {
          expect(value).toBeNull()
          return
        }
        const below = given.filter((each) => each < (value ?? 0)).length
        const above = given.filter((each) => each > (value ?? 0)).length
        expect(Math.max(below, above)).toBeLessThanOrEqual(given.length / 2)
      }),
    )
  })

  it('that cannot tell never make it hold', () => {
    fc.assert(
      fc.property(votesFor(CHOICES), (votes) => {
        const silent = votes.map((vote) => ({ ...vote, answer: null }))
        expect(decide(CHOICES, [...votes, ...silent]).value).toBeNull()
      }),
    )
  })
})

const message = (...content: AssistantMessage['content']): AssistantMessage => ({
  role: 'assistant',
  content,
})
const verdict = (input: Json) => message({ type: 'tool_use', id: 't', name: 'verdict', input })

describe('a verdict', () => {
  it('is one of the choices, or that it cannot be told', () => {
    const read = (said: string) => readVerdict(verdict({ reason: 'r', verdict: said }), CHOICES.scale)
    expect(read('fair')).toEqual({
      ok: true,
      vote: { answer: { name: 'fair', value: 0.5 }, reason: 'r', evidence: [] },
    })
    expect(read(CANNOT_TELL)).toMatchObject({ ok: true, vote: { answer: null } })
  })

  it.each([
    [message({ type: 'text', text: 'good' }), 'it gave no verdict'],
    [{ ...message(), stop_reason: 'refusal' }, 'it gave no verdict: it refused'],
    [{ ...message(), stop_reason: 'max_tokens' }, 'it gave no verdict: it was cut off'],
    [
      message(
        ...verdict({ reason: 'r', verdict: 'good' }).content,
        ...verdict({ reason: 'r', verdict: 'poor' }).content,
      ),
      'it gave 2 verdicts',
    ],
    [verdict({ verdict: 'good' }), 'its verdict has no reason'],
    [verdict({ reason: 'r', verdict: 'Good' }), 'its verdict is none of the choices: "Good"'],
    [
      verdict({ reason: 'r', verdict: { toString: 'good' } }),
      'its verdict is none of the choices: {toString: "good"}',
    ],
    [verdict({ reason: 'r', verdict: '__proto__' }), 'its verdict is none of the choices: "__proto__"'],
    [verdict(['good']), 'its verdict is no object'],
  ])('that is none says why: %j', (said, why) => {
    expect(readVerdict(said, CHOICES.scale)).toEqual({ ok: false, why })
  })
})
