import { firstDifference, type JsonObject, type ModelCall, type Trajectory } from '../trajectory/index.ts'

const isJudges = (event: Trajectory['events'][number]): event is ModelCall =>
  event.type === 'model_call' && event.actor === 'judge'

/** What happened before anybody judged it: what judges were asked stands at the end. */
export function withoutJudges(trajectory: Trajectory): Trajectory {
  const events = trajectory.events.filter((event) => !isJudges(event))
  return events.length === trajectory.events.length ? trajectory : { ...trajectory, events }
}

/** Gives what judges answered to a request in this trial, each answer once; `null` where there is no more. */
export function verdictsIn({ events }: Trajectory): (request: JsonObject) => ModelCall | null {
  const left = events.filter((event) => isJudges(event)).filter(({ response }) => response !== null)
  return (request) => {
    const found = left.findIndex((call) => firstDifference(call.request ?? undefined, request) === null)
    return found === -1 ? null : (left.splice(found, 1)[0] ?? null)
  }
}
