import { PawlError } from '../errors.ts'
import { judgesOf } from '../expect/index.ts'
import type { WireContext } from '../model/wire.ts'
import type { Suite } from '../suite/index.ts'
import { createHost, type Host, openTarget, type Target } from '../target/index.ts'
import { judgeModeFor } from './judging.ts'
import type { RunOptions } from './options.ts'
import type { Plan } from './plan.ts'
import { upstreamsFrom } from './responses.ts'

/** What is to run. */
export interface Planned {
  /** Which of several agents of a suite it is; left out where it is the only one. */
  readonly label?: string
  readonly suite: Suite
  readonly plan: Plan
}

/** What can run: its agent is there. */
export interface Reached extends Planned {
  readonly target: Target
  readonly context: WireContext
  readonly host: Host
}

type Reaching = Pick<RunOptions, 'responses' | 'judges' | 'upstream' | 'env'>

/**
 * Opens the agents of these suites in this process, does `body` with all of them, and closes them, whatever comes of
 * it. Throws what `openTarget` does before anything runs.
 */
export async function withAgents<P extends readonly Planned[], T>(
  planned: P,
  options: Reaching,
  body: (reached: { readonly [K in keyof P]: P[K] & Reached }) => Promise<T>,
): Promise<T> {
  const host = hostFor(planned, options)
  const reached: Reached[] = []
  try {
    for (const each of planned) {
      const context = host.join()
      const target = await openTarget(each.suite, { context, host, env: options.env }).catch(
        (error: unknown) => {
          throw labelled(error, each.label)
        },
      )
      reached.push({ ...each, target, context, host })
    }
    return await body(reached as unknown as { readonly [K in keyof P]: P[K] & Reached })
  } finally {
    await closeAll(reached, host)
  }
}

/** An error of one of several agents says which. */
function labelled(error: unknown, label: string | undefined): unknown {
  if (!(error instanceof PawlError) || label === undefined) return error
  const hint = error.hint === null ? {} : { hint: error.hint }
  return new PawlError(error.code, `${label}: ${error.message}`, { ...hint, cause: error })
}

async function closeAll(reached: readonly Reached[], host: Host): Promise<void> {
  try {
    await Promise.all(reached.map(({ target }) => target.close()))
  } finally {
    host.close()
  }
}

/** Throws `key-missing` where somebody is to be asked and there is no key. */
function hostFor(planned: readonly Planned[], { responses, judges, upstream, env }: Reaching): Host {
  const asksProvider = responses === 'live' || (responses === 'record' && !upstream)
  const hasJudges = planned.some(({ plan }) => plan.cases.some((item) => judgesOf(item).length > 0))
  const asksJudges = (judges ?? judgeModeFor(responses)) !== 'play' && !upstream && hasJudges
  return createHost({ upstreams: upstreamsFrom(env, asksProvider || asksJudges), network: asksProvider })
}
