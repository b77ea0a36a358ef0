import type { TrajectoryEvent } from './events.ts'

type Unplaced<E> = E extends TrajectoryEvent ? Omit<E, 'turn' | 'atMs'> : never

/** An event whose place is taken and whose end is still to come: a call under way. */
export interface OpenEvent<E extends TrajectoryEvent> {
  /** Gives it as it is on record now. */
  complete(outcome: Partial<Omit<E, 'type' | 'turn' | 'atMs'>>): E
  /** Takes it off the record: it turned out not to be part of what happened. */
  withdraw(): void
}

/**
 * Collects a trial's events in the order they began. A call takes its place when it starts and is completed
 * later, so calls that run in parallel keep the order in which the agent made them.
 */
export interface Recorder {
  readonly events: readonly TrajectoryEvent[]
  nextTurn(): number
  /** @param of the turn it belongs to, where that is not the present one */
  add(event: Unplaced<TrajectoryEvent>, of?: number): void
  begin<E extends TrajectoryEvent>(event: Unplaced<E>): OpenEvent<E>
}

/** @param now milliseconds on the trial's clock */
export function createRecorder(now: () => number): Recorder {
  const events: TrajectoryEvent[] = []
  let turn = 0
  function place(event: Unplaced<TrajectoryEvent>, of = turn): TrajectoryEvent {
    const placed = { ...event, turn: of, atMs: now() } as TrajectoryEvent
    events.push(placed)
    return placed
  }
  return {
    events,
    nextTurn: () => ++turn,
    add: (event, of) => void place(event, of),
    begin: <E extends TrajectoryEvent>(event: Unplaced<E>) => {
      let placed = place(event) as E
      const replace = (...by: TrajectoryEvent[]) => void events.splice(events.lastIndexOf(placed), 1, ...by)
      return {
        complete(outcome) {
          const completed: E = { ...placed, ...outcome }
          replace(completed)
          placed = completed
          return completed
        },
        withdraw: () => replace(),
      }
    },
  }
}
