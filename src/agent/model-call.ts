import type Anthropic from '@anthropic-ai/sdk'
import { APIConnectionError, APIError } from '@anthropic-ai/sdk'
import { protocolOf, StreamError } from '../model/protocol/index.ts'
import { retryAfterMs } from '../model/retry-after.ts'
import type { AssistantMessage, JsonObject } from '../trajectory/index.ts'
import type { AgentContext } from './session.ts'

const messages = protocolOf('messages')

type CreateParams = Anthropic.MessageCreateParams
type StreamEvent = Anthropic.RawMessageStreamEvent

/** The agent gave up on the model: the call failed, and trying again did not help or would not. */
export class ModelCallError extends Error {
  override readonly name = 'ModelCallError'
}

/**
 * One answer of the model, with retries. The loop is ours and not the SDK's, so that waiting passes on the
 * trial's clock and each retry is on record.
 */
export async function callModel(
  client: Anthropic,
  body: JsonObject,
  maxRetries: number,
  context: AgentContext,
): Promise<AssistantMessage> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await tryOnce(client, body, attempt, context.signal)
    } catch (error) {
      if (context.signal.aborted) throw context.signal.reason
      const delayMs = retryDelayMs(error, attempt, context.random.next())
      if (delayMs === null || attempt > maxRetries) throw gaveUp(error, attempt)
      context.recorder.add({ type: 'retry', reason: reasonOf(error), attempt: attempt + 1, delayMs })
      await context.clock.sleep(delayMs, context.signal)
    }
  }
}

async function tryOnce(
  client: Anthropic,
  body: JsonObject,
  attempt: number,
  signal: AbortSignal,
): Promise<AssistantMessage> {
  // The configuration was checked when it was loaded; the SDK's own types know only today's models and tools.
  const params = body as unknown as CreateParams
  const options =
    attempt === 1 ? { signal } : { signal, headers: { 'x-stainless-retry-count': `${attempt - 1}` } }
  if (body['stream'] !== true) {
    const reply = (await client.messages.create({ ...params, stream: false }, options)) as unknown
    return wholeMessage(reply as JsonObject)
  }
  const assembler = messages.createAssembler(() => 0)
  const stream: AsyncIterable<StreamEvent> = await client.messages.create(
    { ...params, stream: true },
    options,
  )
  for await (const event of stream) assembler.push(event as unknown as JsonObject)
  return wholeMessage(assembler.body())
}

function wholeMessage(body: JsonObject): AssistantMessage {
  const message = messages.messageIn(body)
  if (message === null) throw new StreamError('the reply is not a message of the assistant')
  return message
}

const RETRIED_STATUSES = new Set([408, 409, 429])
const FIRST_DELAY_MS = 500
const LONGEST_DELAY_MS = 8000
const JITTER = 0.25

/**
 * How long to wait before the next attempt, or `null` when there should be none: the rules of the provider's
 * own clients (connection errors, 408, 409, 429 and 5xx; `x-should-retry`, `retry-after-ms` and `retry-after`
 * decide; else exponential back-off with jitter).
 */
function retryDelayMs(error: unknown, attempt: number, chance: number): number | null {
  const backOff = Math.min(FIRST_DELAY_MS * 2 ** (attempt - 1), LONGEST_DELAY_MS) * (1 - chance * JITTER)
  if (isBrokenConnection(error)) return backOff
  if (!(error instanceof APIError)) return null
  const asked = error.headers?.get('x-should-retry')
  const status = error.status ?? 500
  const worthwhile =
    asked === 'true' || (asked !== 'false' && (RETRIED_STATUSES.has(status) || status >= 500))
  return worthwhile ? (retryAfterMs((name) => error.headers?.get(name)) ?? backOff) : null
}

/** Before the reply the client says so itself; one that breaks in its midst surfaces as `fetch` has it, a TypeError. */
const isBrokenConnection = (error: unknown): boolean =>
  error instanceof APIConnectionError || error instanceof StreamError || error instanceof TypeError

function reasonOf(error: unknown): string {
  if (error instanceof APIError && error.status !== undefined)
    return `${error.status} ${error.type ?? ''}`.trim()
  return error instanceof Error ? error.message : String(error)
}

const gaveUp = (error: unknown, attempts: number): ModelCallError =>
  new ModelCallError(
    `the model could not be asked (${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}): ${error instanceof Error ? error.message : String(error)}`,
    { cause: error },
  )
