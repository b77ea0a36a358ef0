import { describe, expect, it } from 'vitest'
import { PawlError } from '../../../src/errors.ts'
import { faultyResponder, withFaults } from '../../../src/model/faults/index.ts'
import type { FaultRule } from '../../../src/model/faults/types.ts'
import { createRandom } from '../../../src/model/random.ts'
import type {
  Answer,
  ModelRequest,
  Relay,
  Responder,
  Responses,
  TrialSource,
} from '../../../src/model/responder.ts'
import type { Provenance } from '../../../src/trajectory/index.ts'
import { answerOf, asked, bodyFor, CALLS, requestOf, rule, SAYS } from './build.ts'

interface Played {
  readonly responder: Responder
  /** The requests that reached the model. */
  readonly reached: ModelRequest[]
}

/** A model that says something else each time. */
function model(rules: readonly FaultRule[], seed = 1, genuine?: Partial<Answer>): Played {
  const reached: ModelRequest[] = []
  const inner: Responder = {
    respond(request) {
      reached.push(request)
      return answerOf(request, { ...SAYS, id: `msg_${reached.length}` }, genuine)
    },
  }
  return { responder: faultyResponder(inner, rules, createRandom(seed)), reached }
}

const isRelay = (answer: Answer | Relay): answer is Relay => 'settled' in answer

async function answerTo(responder: Responder, request: ModelRequest): Promise<Answer> {
  const answer = await responder.respond(request)
  if (isRelay(answer)) throw new TypeError('expected an answer, found a relay')
  return answer
}

/** The numbers of the calls that were hit, from 1. */
async function hits(rules: readonly FaultRule[], calls = 6, seed = 1): Promise<number[]> {
  const { responder } = model(rules, seed)
  const found: number[] = []
  for (let call = 1; call <= calls; call++) {
    const answer = await answerTo(responder, asked('messages', false, `Question ${call}`))
    if (answer.fault) found.push(call)
  }
  return found
}

describe('a rule', () => {
  it('hits every call where it says nothing else', async () => {
    expect(await hits([rule('overloaded')], 3)).toEqual([1, 2, 3])
  })

  it('hits the call that it names', async () => {
    expect(await hits([rule('overloaded', { at: 2, times: 1 })])).toEqual([2])
  })

  it('hits as many calls as it says, from the one that it names', async () => {
    expect(await hits([rule('overloaded', { at: 2, times: 3 })])).toEqual([2, 3, 4])
    expect(await hits([rule('overloaded', { times: 2 })])).toEqual([1, 2])
    expect(await hits([rule('overloaded', { at: 5 })])).toEqual([5, 6])
  })

  it('hits calls whose last message matches, and counts only those', async () => {
    expect(await hits([rule('overloaded', { when: 'Question [246]' })])).toEqual([2, 4, 6])
    expect(await hits([rule('overloaded', { when: 'Question [246]', times: 1 })])).toEqual([2])
    expect(await hits([rule('overloaded', { when: 'Question [246]', at: 3, times: 1 })])).toEqual([4])
    expect(await hits([rule('overloaded', { when: '^\\{"role":"user"' })], 1)).toEqual([1])
  })

  it('leaves what it does not hit to the next one', async () => {
    const { responder } = model([rule('overloaded', { at: 2, times: 1 }), rule('rate_limit', { times: 2 })])
    const names: (string | undefined)[] = []
    for (const call of [1, 2, 3, 4])
      names.push((await answerTo(responder, asked('messages', false, `${call}`))).fault?.name)
    expect(names).toEqual(['rate_limit', 'overloaded', 'rate_limit', undefined])
  })

  it('draws its share of the calls by seed', async () => {
    const drawn = await hits([rule('overloaded', { rate: 0.3 })], 200, 7)
    expect(await hits([rule('overloaded', { rate: 0.3 })], 200, 7)).toEqual(drawn)
    expect(await hits([rule('overloaded', { rate: 0.3 })], 200, 8)).not.toEqual(drawn)
    expect(drawn.length).toBeGreaterThan(40)
    expect(drawn.length).toBeLessThan(80)
    expect(await hits([rule('overloaded', { rate: 0 })], 20)).toEqual([])
  })

  it('draws for calls alone that it would hit', async () => {
    const every = await hits([rule('overloaded', { rate: 0.5 })], 3, 3)
    const even = await hits([rule('overloaded', { rate: 0.5, when: 'Question [246]' })], 6, 3)
    expect(even).toEqual(every.map((call) => call * 2))
  })

  it('sees calls that run at the same time as one after the other', async () => {
    const { responder } = model([rule('stall', { times: 1 })])
    const answers = await Promise.all(
      ['a', 'b'].map((question) => answerTo(responder, asked('messages', true, question))),
    )
    expect(answers.map(({ fault }) => fault?.name)).toEqual(['stall', undefined])
  })

  it('must name a fault', () => {
    const create = () =>
      faultyResponder({ respond: () => Promise.reject() }, [rule('overlode')], createRandom(1))
    expect(create).toThrow(PawlError)
    expect(create).toThrow('expected a fault, found overlode')
  })
})

const idOf = ({ body }: Answer): unknown => (body as { readonly id?: unknown }).id

describe('what a fault kept from the agent', () => {
  it.for(['reset', 'truncated_tool_json', 'refusal', 'error_event'])(
    'comes once it asks again after %s',
    async (name) => {
      const { responder, reached } = model([rule(name, { at: 1, times: 2 })])
      const request = asked('messages', true)
      await answerTo(responder, request)
      await answerTo(responder, { ...request, attempt: 2 })
      const third = await answerTo(responder, { ...request, attempt: 3 })
      expect(third.fault).toBe(undefined)
      expect(idOf(third)).toBe('msg_1')
      expect(reached).toHaveLength(1)
      expect(idOf(await answerTo(responder, request))).toBe('msg_2')
    },
  )

  it('comes without a stream, too', async () => {
    const { responder } = model([rule('reset', { times: 1 })])
    await answerTo(responder, asked('messages', true))
    expect(idOf(await answerTo(responder, asked('messages', false)))).toBe('msg_1')
  })

  it('is not the answer to another question', async () => {
    const { responder } = model([rule('reset', { times: 1 })])
    await answerTo(responder, asked('messages', true))
    expect(idOf(await answerTo(responder, asked('messages', true, 'What else?')))).toBe('msg_2')
  })

  it('is nothing where the provider itself failed', async () => {
    const { responder, reached } = model([rule('reset', { times: 1 })], 1, { status: 500, body: null })
    const answer = await answerTo(responder, asked('messages', true))
    expect(answer).toMatchObject({ status: 500 })
    expect(answer.fault).toBe(undefined)
    await answerTo(responder, asked('messages', true))
    expect(reached).toHaveLength(2)
  })
})

describe('calls that no rule concerns', () => {
  it('pass: other addresses are neither hit nor counted', async () => {
    const { responder } = model([rule('overloaded', { at: 1, times: 1 })])
    const side = {
      ...asked('messages', false),
      endpoint: { kind: 'side', name: 'models', provider: 'anthropic' } as const,
    }
    const inner: Responder = {
      respond: () => ({ ...answerOf(asked('messages', false), SAYS), body: { data: [] } }),
    }
    const wrapped = faultyResponder(inner, [rule('overloaded', { at: 1, times: 1 })], createRandom(1))
    expect((await answerTo(wrapped, side)).status).toBe(200)
    expect((await answerTo(responder, asked('messages', false))).status).toBe(529)
  })

  it('pass: a live reply goes through as it comes', async () => {
    const relay: Relay = { response: new Response('x'), settled: Promise.withResolvers<Answer>().promise }
    const responder = faultyResponder({ respond: () => relay }, [rule('stall', { at: 2 })], createRandom(1))
    expect(await responder.respond(asked('messages', true))).toBe(relay)
  })

  it('pass: any other address', () => {
    const forward = async () => new Response()
    const inner: Responder = { respond: () => Promise.reject(), forward }
    expect(faultyResponder(inner, [rule('stall')], createRandom(1)).forward).toBe(forward)
    expect(model([]).responder.forward).toBe(undefined)
  })
})

describe('a live reply', () => {
  it('is read to its end before it is broken', async () => {
    const request = asked('messages', true)
    let read = false
    const stream = new ReadableStream<Uint8Array>({
      pull(controller) {
        read = true
        controller.close()
      },
    })
    const settled = Promise.resolve(answerOf(request, CALLS))
    const inner: Responder = { respond: () => ({ response: new Response(stream), settled }) }
    const answer = await answerTo(faultyResponder(inner, [rule('reset')], createRandom(1)), request)
    expect(read).toBe(true)
    expect(answer.fault?.name).toBe('reset')
    expect(answer.body).toMatchObject({ content: CALLS.content })
  })
})

describe('responses with faults', () => {
  const provenance: Provenance = { source: 'script', sample: 'script', evidence: 'fixed', recordedAt: null }
  const source: TrialSource = {
    responder: { respond: (request) => answerOf(request, SAYS) },
    provenance,
    know: () => {},
    playTool: () => null,
    answersTurn: () => true,
    leftOver: () => null,
    finish: () => {},
  }
  const responses: Responses = {
    virtual: true,
    open: () => source,
    close: () => ({ notes: [], failures: [] }),
  }
  const opened = (rules: readonly FaultRule[], id = 'a') =>
    withFaults(
      responses,
      (caseId) => (caseId === 'a' ? rules : []),
      ({ trial }) => createRandom(trial),
      false,
    ).open({ case: id, trial: 3 }, createRandom(1))

  it('are those of the case', async () => {
    const request = requestOf('messages', bodyFor('messages', false))
    expect((await answerTo(opened([rule('overloaded')]).responder, request)).status).toBe(529)
    expect(opened([rule('overloaded')], 'b')).toBe(source)
  })

  it('that hit no call are told, and with strict they are an error', async () => {
    const never = rule('overloaded', { at: 9, times: 1 })
    const drawn = rule('stall', { rate: 0.000001 })
    const used = rule('reset', { at: 1, times: 1 })
    const closed = async (strict: boolean) => {
      const faulty = withFaults(
        responses,
        () => [used, never, drawn],
        () => createRandom(1),
        strict,
      )
      const { responder } = faulty.open({ case: 'a', trial: 0 }, createRandom(1))
      for (let call = 0; call < 2; call++) {
        await responder.respond(requestOf('messages', bodyFor('messages', false)))
      }
      const { notes, failures } = faulty.close()
      return [notes, failures.map(({ code, message }) => `${code}: ${message}`)]
    }
    const missed =
      'the fault overloaded@9 hit no model call of case a: the agent makes fewer calls, or none that it is for'
    const undrawn = 'the fault stall@* hit no model call of case a: none was drawn'
    expect(await closed(false)).toEqual([[missed, undrawn], []])
    expect(await closed(true)).toEqual([[undrawn], [`fault-unprovoked: ${missed}`]])
  })

  it('are as fixed as before, unless faults are drawn', () => {
    expect(opened([rule('overloaded')]).provenance).toEqual(provenance)
    expect(opened([rule('overloaded', { rate: 0.5 })]).provenance).toMatchObject({
      sample: 'script-faults-3',
      evidence: 'sampled',
    })
  })
})
