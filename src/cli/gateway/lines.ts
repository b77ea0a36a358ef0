import { showValue } from '../../expect/show.ts'
import { formatMeasured, UNKNOWN } from '../../gate/format.ts'
import { promptTokens } from '../../model/prices.ts'
import { visibleName } from '../../report/sanitize.ts'
import { count } from '../../report/words.ts'
import type { EndedHandTrial, HandCall, HandPart } from '../../run/by-hand.ts'
import type { ResponseMode } from '../../suite/index.ts'
import type { ModelCall } from '../../trajectory/index.ts'
import type { Io } from '../io.ts'

const PROXIES = ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'https_proxy', 'ALL_PROXY', 'all_proxy']

/** Lines for a shell. What keeps calls away from a proxy is left out where there is no proxy. */
export function exportLines(variables: Readonly<Record<string, string>>, env: Io['env']): string[] {
  const proxied = PROXIES.some((name) => env[name])
  return Object.entries(variables)
    .filter(([name]) => proxied || name.toUpperCase() !== 'NO_PROXY')
    .map(([name, value]) => `export ${name}=${shellWord(value)}`)
}

const shellWord = (value: string): string =>
  /^[\w:/.,@%+-]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`

/** `orders · refund, trial 0 · replay`. */
export function headLine(part: HandPart | null, mode: ResponseMode): string {
  if (part === null) return 'the live model'
  return `${visibleName(part.suite.name)} · ${visibleName(part.case.id)}, trial ${part.trial} · ${mode}`
}

/** `2  messages  claude-haiku-4-5  200  get_order({order_id: "A-1"})  242 tokens  $0.00037  900 ms`. */
export function callLine({ number, endpoint, event, costUsd }: HandCall): string {
  const { usage, latencyMs, model } = event
  const parts = [
    `${number}`,
    endpoint,
    visibleName(model ?? UNKNOWN),
    statusOf(event),
    askedFor(event),
    usage === null ? '' : count(promptTokens(usage) + usage.outputTokens, 'token'),
    costUsd === null ? '' : formatMeasured(costUsd, 'usd'),
    latencyMs === null ? '' : formatMeasured(latencyMs, 'ms'),
  ]
  return parts.filter((part) => part !== '').join('  ')
}

/** `200`, `529 overloaded_error`, `reset (provoked)`: what the client got, or that it got nothing. */
function statusOf({ failure, fault }: ModelCall): string {
  const provoked = fault === null ? '' : ` (provoked: ${fault})`
  if (failure === null) return `200${provoked}`
  return `${failure.status ?? 'no answer:'} ${visibleName(failure.type)}${provoked}`
}

const MOST_SHOWN = 80

/** The tool calls that a reply asks for, or why it stopped. */
function askedFor({ response }: ModelCall): string {
  if (response === null) return ''
  const uses = response.content.filter(({ type }) => type === 'tool_use')
  const shown = uses.map((use) => `${use['name']}(${showValue(use['input'] ?? {}, MOST_SHOWN)})`)
  return visibleName(uses.length === 0 ? String(response['stop_reason'] ?? '') : shown.join(', '))
}

/** `2 model calls, 1 tool call, 514 tokens, $0.00069, 1.50 s`; what is unknown is left out. */
export function summaryLine({ calls, measures }: EndedHandTrial): string {
  const { iterations, toolCalls, tokens, costUsd, latencyMs } = measures
  const answered = iterations === calls ? '' : ` (${iterations} answered)`
  const parts = [
    `${count(calls, 'model call')}${answered}`,
    count(toolCalls, 'tool call'),
    tokens === null ? '' : count(tokens, 'token'),
    costUsd === null ? '' : formatMeasured(costUsd, 'usd'),
    latencyMs === null ? '' : formatMeasured(latencyMs, 'ms'),
  ]
  return parts.filter((part) => part !== '').join(', ')
}
