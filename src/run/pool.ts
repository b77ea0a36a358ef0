/** Runs `work` over the items, at most `concurrency` at a time, in order of start; stops early when told to. */
export async function forEachConcurrently<T>(
  items: readonly T[],
  concurrency: number,
  signal: AbortSignal,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = items.values()
  async function worker(): Promise<void> {
    for (const item of queue) {
      if (signal.aborted) return
      await work(item)
    }
  }
  await Promise.all(Array.from({ length: Math.min(concurrency, items.length) }, worker))
}

/** `work` that begins when what it was asked for before is over, whatever came of that; not at all once told to stop. */
export function oneAfterTheOther<T>(
  work: (item: T) => Promise<void>,
  signal: AbortSignal,
): (item: T) => Promise<void> {
  let before: Promise<void> = Promise.resolve()
  return (item) => {
    const next = async () => {
      if (!signal.aborted) await work(item)
    }
    before = before.then(next, next)
    return before
  }
}
