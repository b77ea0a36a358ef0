import { PawlError } from '../errors.ts'
import { own } from '../trajectory/index.ts'
import { calledProtocol } from './delivery.ts'
import { costOf, type PriceTable } from './prices.ts'
import { type Answer, isRelay, type ModelRequest, type Responder, type Responses } from './responder.ts'

/**
 * Stops asking the model once the calls of the run, retried ones included, have cost `maxUsd`. Calls under way are
 * finished, so the sum may pass it by as many calls as there are at a time. Where a price is unknown the first such
 * call is the last: a limit that cannot be held is none.
 */
export function withBudget(responses: Responses, maxUsd: number, prices: PriceTable): Responses {
  let spentUsd = 0
  let unpriced: string | null = null

  function pay(request: ModelRequest, { status, usage, body }: Answer): void {
    if (status !== 200 || request.endpoint.kind !== 'model') return
    const said = calledProtocol(request)?.messageIn(body)
    const model = String((said && own(said, 'model')) ?? request.body['model'])
    const cost = costOf(usage, model, prices)
    if (cost === null) unpriced = model
    else spentUsd += cost
  }

  function refuse(): void {
    if (unpriced !== null) throw unknownPrice(unpriced)
    if (spentUsd >= maxUsd) throw spent(spentUsd, maxUsd)
  }

  const limited = (inner: Responder): Responder => ({
    ...inner,
    async respond(request) {
      refuse()
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
