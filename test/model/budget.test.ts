import { describe, expect, it } from 'vitest'
import { BrokenReply, HungUp } from '../../src/model/broken.ts'
import { createBudget, withBudget } from '../../src/model/budget.ts'
import { priceTable } from '../../src/model/prices.ts'
import { protocolOf } from '../../src/model/protocol/index.ts'
import { createRandom } from '../../src/model/random.ts'
import { NOTHING_TO_SAY, type Responder, type Responses } from '../../src/model/responder.ts'
import { answered, body, request } from './build.ts'

const USAGE = { cacheReadTokens: 0, cacheWrite5mTokens: 0, cacheWrite1hTokens: 0 }
/** A call of claude-sonnet-4-5 that costs 3 cents. */
const THREE_CENTS = answered({ usage: { ...USAGE, inputTokens: 10_000, outputTokens: 0 } })

function responses(respond: Responder['respond']): Responses {
  return {
    virtual: false,
    open: () => ({
      responder: { respond },
      provenance: { source: 'live', sample: 's', evidence: 'sampled', recordedAt: null },
      know: () => {},
      playTool: () => null,
      answersTurn: () => true,
      leftOver: () => null,
      finish: () => {},
    }),
    close: () => NOTHING_TO_SAY,
  }
}

function asker(respond: Responder['respond'], maxUsd: number): () => ReturnType<Responder['respond']> {
  const budget = createBudget(maxUsd)
  const suites = [0, 1].map(() => withBudget(responses(respond), budget, priceTable()))
  const sources = suites.flatMap((limited) =>
    [0, 1].map((trial) => limited.open({ case: 'c', trial }, createRandom(1))),
  )
  let asked = 0
  return async () => {
    const source = sources[asked++ % sources.length]
    if (!source) throw new Error('no source')
    return await source.responder.respond(request(body('hi')))
  }
}

describe('a limit of the cost of a command', () => {
  it('counts the calls of all trials of all suites and ends where they have cost as much', async () => {
    const ask = asker(() => THREE_CENTS, 0.08)
    await ask()
    await ask()
    await ask()
    await expect(ask()).rejects.toMatchObject({
      code: 'max-cost',
      message: 'the model calls so far cost $0.0900, and --max-cost is $0.08',
    })
  })

  it('counts what streams in once it is whole', async () => {
    const settled = Promise.resolve(THREE_CENTS)
    const ask = asker(() => ({ response: new Response(''), settled }), 0.03)
    await ask()
    await settled
    await expect(ask()).rejects.toMatchObject({ code: 'max-cost' })
  })

  it('is not to be held for a model without a price, and says so', async () => {
    const ask = asker(() => ({ ...THREE_CENTS, body: { role: 'assistant', content: [], model: 'gpt-x' } }), 5)
    await ask()
    await expect(ask()).rejects.toThrow('no price is known for model gpt-x')
  })

  it('does not count what failed', async () => {
    const ask = asker(() => answered({ status: 529, body: {} }), 0.01)
    await ask()
    await ask()
    expect(await ask()).toMatchObject({ status: 529 })
  })

  it('counts what a stream had told before it broke off', async () => {
    const settled = Promise.reject(new HungUp('enough', { ...USAGE, inputTokens: 10_000, outputTokens: 1 }))
    const ask = asker(() => ({ response: new Response(''), settled }), 0.03)
    await ask()
    await expect(settled).rejects.toThrow('enough')
    await expect(ask()).rejects.toThrow('the model calls so far cost $0.0300')
  })

  it('cannot be held once a call broke off that had told nothing, and says so', async () => {
    const settled = Promise.reject(new BrokenReply('terminated', null))
    const ask = asker(() => ({ response: new Response(''), settled }), 5)
    await ask()
    await expect(settled).rejects.toThrow('terminated')
    await expect(ask()).rejects.toThrow(
      'a call of model claude-sonnet-4-5 broke off before it said what it used',
    )
  })

  it('is not touched by a call that never got there', async () => {
    const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })
    const ask = asker(() => Promise.reject(new TypeError('fetch failed', { cause: refused })), 5)
    await expect(ask()).rejects.toThrow('fetch failed')
    await expect(ask()).rejects.toThrow('fetch failed')
  })

  it('says what a stream of Chat Completions needs to tell its tokens', async () => {
    const budget = createBudget(5)
    const answer = answered({ body: { choices: [{ message: { content: 'hi' } }] } })
    const source = withBudget(
      responses(() => answer),
      budget,
      priceTable(),
    ).open({ case: 'c', trial: 0 }, createRandom(1))
    const endpoint = {
      kind: 'model',
      name: 'chat/completions',
      protocol: protocolOf('chat/completions'),
    } as const
    await source.responder.respond(request(body('hi', { stream: true }), { endpoint }))
    expect(() => budget.requireLeft()).toThrow(
      expect.objectContaining({ code: 'max-cost', hint: expect.stringContaining('include_usage') }),
    )
  })
})
