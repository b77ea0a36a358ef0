import { inAgentTime } from './agent-time.ts'

/** Tells when nothing has happened for a while, and nothing but a clock is waited for. */
export interface Stillness {
  /** Calls `onStill` once when all has been still for `ms` from now, in the place of what was awaited before. */
  await(ms: number, onStill: () => void): void
  stop(): void
}

const SHORTEST_LOOK_MS = 1
const LONGEST_LOOK_MS = 20
const LOOKS = 10

/** @param isBusy true while something else is waited for */
export function createStillness(isBusy: () => boolean): Stillness {
  let stillFrom = idleMs()
  let awaited: { readonly ms: number; readonly onStill: () => void } | null = null
  let looking: NodeJS.Timeout | null = null

  function lookLater(ms: number): void {
    const lookMs = Math.min(LONGEST_LOOK_MS, Math.max(SHORTEST_LOOK_MS, ms / LOOKS))
    looking ??= inAgentTime(null, () => setTimeout(look, lookMs).unref())
  }

  function look(): void {
    looking = null
    if (awaited === null) return
    const { ms, onStill } = awaited
    if (isBusy()) stillFrom = idleMs()
    if (idleMs() - stillFrom < ms) {
      lookLater(ms)
    } else {
      awaited = null
      onStill()
    }
  }

  return {
    await(ms, onStill) {
      stillFrom = idleMs()
      awaited = { ms, onStill }
      lookLater(ms)
    },
    stop() {
      awaited = null
      if (looking) clearTimeout(looking)
      looking = null
    },
  }
}

/** How long the process has had nothing to do: what it computes meanwhile, or waits to compute, is not still. */
const idleMs = (): number => performance.eventLoopUtilization().idle
