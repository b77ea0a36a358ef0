import { PawlError } from '../errors.ts'
import { own } from '../trajectory/index.ts'
import { BrokenReply, brokenFailure, wasAsked } from './broken.ts'
import { costOf, type PriceTable } from './prices.ts'
import { calledProtocol } from './protocol/index.ts'
import {
  type Answer,
  isRelay,
  type ModelRequest,
  RecordEnded,
  type Responder,
  type Responses,
} from './responder.ts'

/** What a command may spend on the model, all its suites together. */
export interface Budget {
  pay(costUsd: number): void
  /** Told of a call whose cost nobody knows, and why: a limit that cannot be held is none, so it is the last one. */
  lose(why: PawlError): void
  /** Throws `max-cost` where nothing more may be asked. */
  requireLeft(): void
}

export function createBudget(maxUsd: number): Budget {
  let spentUsd = 0
  let lost: PawlError | null = null
  return {
    pay(costUsd) {
      spentUsd += costUsd
    },
    lose(why) {
      lost ??= why
    },
    requireLeft() {
      if (lost !== null) throw lost
      if (spentUsd >= maxUsd) throw spent(spentUsd, maxUsd)
    },
  }
}

/**
 * Stops asking the model once the budget is spent, on retried calls too. Calls under way are finished, so the sum may
 * pass it by as many calls as there are at a time.
 */
export function withBudget(responses: Responses, budget: Budget, prices: PriceTable): Responses {
  function pay(model: string, usage: Answer['usage'], lost: PawlError): void {
    const costUsd = costOf(usage, model, prices)
    if (costUsd !== null) budget.pay(costUsd)
    else budget.lose(prices.find(model) === null ? unknownPrice(model) : lost)
  }

  function payAnswer(request: ModelRequest, { status, usage, body }: Answer): void {
    if (request.endpoint.kind !== 'model') return
    // The provider bills no refusal, but what it had said before an error broke it off.
    if (status !== 200 && usage === null) return
    const said = calledProtocol(request)?.messageIn(body)
    const model = String((said && own(said, 'model')) ?? request.body['model'])
    pay(model, usage, withoutUsage(model, request))
  }

  function payBroken(request: ModelRequest, error: unknown): void {
    if (error instanceof PawlError || error instanceof RecordEnded || request.endpoint.kind !== 'model')
      return
    if (!wasAsked(brokenFailure(error, request.signal))) return
    const model = String(request.body['model'])
    pay(model, error instanceof BrokenReply ? error.usage : null, brokeOff(model))
  }

  const limited = (inner: Responder): Responder => ({
    ...inner,
    async respond(request) {
      budget.requireLeft()
      try {
        const answer = await inner.respond(request)
        if (isRelay(answer)) return { response: answer.response, settled: paid(request, answer.settled) }
        payAnswer(request, answer)
        return answer
      } catch (error) {
        payBroken(request, error)
        throw error
      }
    },
  })

  function paid(request: ModelRequest, settling: Promise<Answer>): Promise<Answer> {
    const settled = settling.then(
      (whole) => {
        payAnswer(request, whole)
        return whole
      },
      (error: unknown) => {
        payBroken(request, error)
        throw error
      },
    )
    settled.catch(() => {})
    return settled
  }

  return {
    ...responses,
    open(trial, random) {
      const source = responses.open(trial, random)
      return { ...source, responder: limited(source.responder) }
    },
  }
}

const spent = (spentUsd: number, maxUsd: number): PawlError =>
  new PawlError(
    'max-cost',
    `the model calls so far cost $${spentUsd.toFixed(4)}, and --max-cost is $${maxUsd}`,
    {
      hint: 'Raise --max-cost, or run fewer trials; what was recorded before stays.',
    },
  )

const unknownPrice = (model: string): PawlError =>
  new PawlError('max-cost', `no price is known for model ${model}, so --max-cost cannot hold`, {
    hint: `Set it in the suite, per million tokens:  prices: { ${model}: { input: $3, output: $15 } }`,
  })

const brokeOff = (model: string): PawlError =>
  new PawlError(
    'max-cost',
    `a call of model ${model} broke off before it said what it used, so --max-cost cannot hold`,
    { hint: 'Run again; what was recorded before stays.' },
  )

const withoutUsage = (model: string, { stream, endpoint }: ModelRequest): PawlError =>
  new PawlError('max-cost', `model ${model} reported no usage, so --max-cost cannot hold`, {
    hint:
      stream && endpoint.name === 'chat/completions'
        ? STREAMS_WITHOUT_USAGE
        : 'Ask a server that reports its usage, or run without --max-cost.',
  })

/** Where streams of Chat Completions tell of no tokens. */
export const STREAMS_WITHOUT_USAGE =
  'Streams of Chat Completions report usage only where the request says so: stream_options: { include_usage: true }.'
