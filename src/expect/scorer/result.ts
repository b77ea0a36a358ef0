import { PawlError } from '../../errors.ts'
import { isJsonObject } from '../../trajectory/index.ts'
import { nameValue } from '../field.ts'
import { ascending } from '../found.ts'
import { shorten } from '../show.ts'
import type { Finding, Scene } from '../types.ts'

interface Answered {
  readonly path: string
  readonly scene: Scene
}

const MOST_CHARACTERS = 1000

/** What a scorer answered, as a finding. Throws PawlError where it is none: the scorer is wrong, not the agent. */
export function findingOf(answer: unknown, { path, scene }: Answered): Finding {
  const given = isJsonObject(answer) ? answer : { score: answer }
  const { score: raw, reason, events = [] } = given as Readonly<Record<string, unknown>>
  const score = typeof raw === 'boolean' ? Number(raw) : raw
  if (typeof score !== 'number' || !(score >= 0 && score <= 1)) {
    throw wrong(path, `expected a score from 0 to 1, true or false, found ${nameValue(raw)}`)
  }
  if (reason !== undefined && typeof reason !== 'string')
    throw wrong(path, `expected its reason to be text, found ${nameValue(reason)}`)
  const indices = indicesIn(scene)
  const stranger = Array.isArray(events) ? events.find((index) => !indices.has(index)) : events
  if (!Array.isArray(events) || events.some((index) => !indices.has(index)))
    throw wrong(
      path,
      `expected its events to be indices of this trial's events, found ${nameValue(stranger)}`,
    )
  return {
    score,
    reason: reason === undefined || reason === '' ? `it gives ${score}` : shorten(reason, MOST_CHARACTERS),
    events: ascending(events),
  }
}

/** Of a turn those that the scorer was told of. */
function indicesIn({ trajectory, turn, calls, messages, answers }: Scene): ReadonlySet<unknown> {
  if (turn === null) return new Set(trajectory.events.keys())
  return new Set([...calls, ...messages, ...answers].map(({ index }) => index))
}

const wrong = (path: string, why: string): PawlError =>
  new PawlError('scorer-failed', `the scorer ${path} answered wrongly: ${why}`, {
    hint: 'A scorer answers with a number from 0 to 1, true or false, or { score, reason, events }.',
  })
