import { PawlError } from '../errors.ts'
import { own } from '../trajectory/index.ts'
import { calledProtocol } from './delivery.ts'
import { costOf, type PriceTable } from './prices.ts'
import { type Answer, isRelay, type ModelRequest, type Responder, type Responses } from './responder.ts'

/** What a command may spend on the model, all its suites together. */
export interface Budget {
  /** @param costUsd `null` for a call of this model whose price nobody knows */
  pay(model: string, costUsd: number | null): void
  /** Throws `max-cost` where nothing more may be asked. */
  requireLeft(): void
}

/** Where a price is unknown the first such call is the last: a limit that cannot be held is none. */
export function createBudget(maxUsd: number): Budget {
  let spentUsd = 0
  let unpriced: string | null = null
  return {
    pay(model, costUsd) {
      if (costUsd === null) unpriced = model
      else spentUsd += costUsd
    },
    requireLeft() {
      if (unpriced !== null) throw unknownPrice(unpriced)
      if (spentUsd >= maxUsd) throw spent(spentUsd, maxUsd)
    },
  }
}

/**
 * Stops asking the model once the budget is spent, on retried calls too. Calls under way are finished, so the sum may
 * pass it by as many calls as there are at a time.
 */
export function withBudget(responses: Responses, budget: Budget, prices: PriceTable): Responses {
  function pay(request: ModelRequest, { status, usage, body }: Answer): void {
    if (status !== 200 || request.endpoint.kind !== 'model') return
    const said = calledProtocol(request)?.messageIn(body)
    const model = String((said && own(said, 'model')) ?? request.body['model'])
    budget.pay(model, costOf(usage, model, prices))
  }

  const limited = (inner: Responder): Responder => ({
    ...inner,
    async respond(request) {
      budget.requireLeft()
      const answer = await inner.respond(request)
      if (!isRelay(answer)) {
        pay(request, answer)
        return answer
      }
      const settled = answer.settled.then((whole) => {
        pay(request, whole)
        return whole
      })
      settled.catch(() => {})
      return { response: answer.response, settled }
    },
  })
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
