import type { ScriptReply } from '../model/script.ts'
import type { Case } from '../suite/types.ts'
import type { MetricRef } from './language.ts'

type Part = 'usage' | 'latency'

/** What a scripted reply must say for a metric to be known; `null` where nothing. */
function neededFor({ family, unit }: MetricRef): Part | null {
  if (unit === 'ms') return 'latency'
  return unit === 'usd' || family.endsWith('_tokens') ? 'usage' : null
}

const says: Readonly<Record<Part, (reply: ScriptReply) => boolean>> = {
  usage: ({ usage }) => usage !== null,
  latency: ({ latencyMs }) => latencyMs !== null,
}

/** Why the scripts of these cases leave a metric unknown; `null` where they do not. */
export function unmeasuredIn(
  metric: MetricRef,
  cases: readonly Case[],
): { readonly message: string; readonly hint: string } | null {
  const part = neededFor(metric)
  if (part === null) return null
  const silent = cases.flatMap(({ id, script }) => {
    const replies = script?.variants.flatMap((variant) => [...variant.replies.entries()]) ?? []
    const first = replies.find(([, reply]) => !says[part](reply))
    return first === undefined ? [] : [{ id, number: first[0] + 1 }]
  })
  const [first, ...more] = silent
  if (first === undefined) return null
  const others =
    more.length === 0
      ? ''
      : `, nor have replies of ${more.length} more ${more.length === 1 ? 'case' : 'cases'}`
  const message = `${metric.name} will be unknown: reply ${first.number} of the script of ${first.id} has no "${part}"${others}`
  return { message, hint: HINTS[part] }
}

const HINTS: Readonly<Record<Part, string>> = {
  usage: 'give every reply its  usage: { input: 812, output: 64 }',
  latency: 'give every reply its  latency: 900ms',
}
