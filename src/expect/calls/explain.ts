import { ascending } from '../found.ts'
import { sayFew } from '../show.ts'
import type { Finding } from '../types.ts'
import { showCounts } from './counts.ts'
import { describeWanted, type Wanted } from './list.ts'
import { describeCall, type NumberedCall, nameCall } from './numbered.ts'
import type { Order, Pairing, Slot } from './pairing.ts'

export interface CallsLookedAt {
  readonly calls: readonly NumberedCall[]
  readonly list: readonly Wanted[]
  readonly order: Order
  /** What follows "no call" when only some calls are looked at: ` with status ok`. */
  readonly filter: string
}

interface Complaint {
  readonly text: string
  /** Places of the calls it is about. */
  readonly calls: readonly number[]
}

const MAX_COMPLAINTS = 5

/** Says why a list is not met: each unmet entry with its nearest call, then the calls that are too many. */
export function explain(pairing: Pairing, seen: CallsLookedAt): Pick<Finding, 'reason' | 'events'> {
  const unmet = unmetOf(pairing, seen)
  const named = new Set(unmet.flatMap(({ calls }) => calls))
  const complaints = [
    ...unmet,
    ...surplusOf(pairing, seen).filter(({ calls }) => !calls.some((call) => named.has(call))),
  ]
  const places = ascending(complaints.flatMap(({ calls }) => calls))
  return {
    reason: sayFew(
      complaints.map(({ text }) => text),
      MAX_COMPLAINTS,
    ),
    events: places.flatMap((place) => seen.calls[place]?.index ?? []),
  }
}

/** One complaint an entry, however many of its calls are missing. */
function unmetOf(pairing: Pairing, seen: CallsLookedAt): Complaint[] {
  const unmet = new Map<Wanted, Slot[]>()
  for (const slot of pairing.slots) {
    if (!slot.met) unmet.set(slot.entry, [...(unmet.get(slot.entry) ?? []), slot])
  }
  return [...unmet].map(([entry, slots]) => complainUnmet(entry, slots, pairing, seen))
}

function complainUnmet(
  entry: Wanted,
  slots: readonly Slot[],
  pairing: Pairing,
  seen: CallsLookedAt,
): Complaint {
  const label = labelOf(entry, seen.list)
  const matching = placesOf(seen, (place) => pairing.compare(entry, place).distance === 0)
  if (matching.length > 0)
    return { text: complainTaken(entry, label, matching, pairing, seen), calls: matching }
  const [paired] = slots
  const beside = paired?.call ?? null
  const sameTool = placesOf(seen, (place) => callsTool(entry, seen.calls[place]?.event.name))
  const distanceOf = (place: number): number => pairing.compare(entry, place).distance
  const nearest =
    beside !== null && distanceOf(beside) < 1
      ? beside
      : sameTool.reduce<number | null>(
          (best, place) => (best === null || distanceOf(place) < distanceOf(best) ? place : best),
          null,
        )
  if (nearest !== null) {
    const { path = '', expected = '', found = '' } = pairing.compare(entry, nearest).first ?? {}
    const where = path === '' ? 'the arguments' : path
    const text = `${label}: no call matches; nearest is ${namePlace(seen, nearest)}: ${where} expected ${expected}, found ${found}`
    return { text, calls: [nearest] }
  }
  if (beside !== null && seen.order === 'exact') {
    return {
      text: `${label} expected, found ${namePlace(seen, beside)} ${showPlace(seen, beside)}`,
      calls: [beside],
    }
  }
  return { text: `${label}: ${seen.filter === '' ? 'never called' : `no call${seen.filter}`}`, calls: [] }
}

/** Calls match, but are too few, or stand where they do not help. */
function complainTaken(
  entry: Wanted,
  label: string,
  matching: readonly number[],
  { used }: Pairing,
  seen: CallsLookedAt,
): string {
  const names = matching.map((place) => namePlace(seen, place)).join(', ')
  const { counts } = entry
  if (counts.stated && matching.length < counts.least) {
    return `${label}: expected ${showCounts(counts)} calls, found ${matching.length}: ${names}`
  }
  const one = matching.length === 1
  const taken = `${one ? 'it answers another entry' : 'they answer other entries'} of the list`
  const why = matching.every((place) => used.has(place)) ? taken : 'not in this order'
  return `${label}: ${names} ${one ? 'matches' : 'match'}, but ${why}`
}

/** Calls that should not have been made. */
function surplusOf(pairing: Pairing, seen: CallsLookedAt): Complaint[] {
  return pairing.surplus.map((place) => {
    const counted = seen.list.find(
      (entry) => entry.counts.stated && pairing.compare(entry, place).distance === 0,
    )
    return {
      text: `${namePlace(seen, place)} ${whySurplus(counted, seen)}: ${showPlace(seen, place)}`,
      calls: [place],
    }
  })
}

function whySurplus(counted: Wanted | undefined, seen: CallsLookedAt): string {
  if (counted === undefined) return 'is not expected'
  const label = labelOf(counted, seen.list)
  // One that takes any number has no room for a call only where the order leaves none.
  const { least, most } = counted.counts
  if (most === null) return `matches ${label}, but not in this order`
  return `is one more than the ${most} ${least === most ? 'expected' : 'allowed'} of ${label}`
}

const callsTool = (entry: Wanted, name: string | undefined): boolean =>
  entry.alternatives.some(({ tool }) => tool === name)

function placesOf(seen: CallsLookedAt, wanted: (place: number) => boolean): number[] {
  return seen.calls.map((_, place) => place).filter(wanted)
}

/** The tool's name where it says enough, with the arguments where the list has it several times. */
function labelOf(entry: Wanted, list: readonly Wanted[]): string {
  const [only, other] = entry.alternatives
  if (only === undefined || other !== undefined) return describeWanted(entry)
  const alone = list.filter((each) => callsTool(each, only.tool)).length === 1
  return alone ? only.tool : describeWanted(entry)
}

function namePlace(seen: CallsLookedAt, place: number): string {
  const call = seen.calls[place]
  return call === undefined ? 'a call' : nameCall(call)
}

function showPlace(seen: CallsLookedAt, place: number): string {
  const event = seen.calls[place]?.event
  return event === undefined ? '' : describeCall(event)
}
