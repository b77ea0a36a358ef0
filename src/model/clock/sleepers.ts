export interface Sleeper {
  readonly wakeMs: number
  readonly signal: AbortSignal | null
  /** True for a timer of the agent's own. */
  readonly isTimer: boolean
  /** True once nobody waits for it any more. */
  readonly isOver?: () => boolean
  readonly wake: () => void
  readonly reject?: (reason: unknown) => void
}

/** Those that sleep, in the order in which they wake; of one time, in the order in which they lay down. */
export interface Sleepers {
  first(): Sleeper | undefined
  add(sleeper: Sleeper): void
  remove(sleeper: Sleeper): void
  /** Takes one off whose signal is aborted. Looking costs less than a listener a sleeper. */
  takeAborted(): Sleeper | undefined
  keep(which: (sleeper: Sleeper) => boolean): void
}

export function createSleepers(): Sleepers {
  let all: Sleeper[] = []
  return {
    first() {
      while (all[0]?.isOver?.()) all.shift()
      return all[0]
    },
    add(sleeper) {
      const later = all.findIndex(({ wakeMs }) => wakeMs > sleeper.wakeMs)
      all.splice(later === -1 ? all.length : later, 0, sleeper)
    },
    remove(sleeper) {
      const at = all.indexOf(sleeper)
      if (at !== -1) all.splice(at, 1)
    },
    takeAborted() {
      const at = all.findIndex(({ signal }) => signal?.aborted)
      return at === -1 ? undefined : all.splice(at, 1)[0]
    },
    keep(which) {
      all = all.filter(which)
    },
  }
}
