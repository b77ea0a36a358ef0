import { quote } from '../show.ts'
import { goodEnough, type JudgeSpec } from './spec.ts'
import type { Vote } from './verdict.ts'

/** What the votes of a judge come to. */
export interface Decision {
  /** On the judge's scale; `null`: it cannot be told. */
  readonly value: number | null
  /** The name of that value; of a median between two the lower one. */
  readonly answer: string | null
  readonly reason: string
  /** The votes that the decision rests on. */
  readonly votes: readonly Vote[]
}

/**
 * Of choices the one that more than half of the votes name; of scores the median of those given, where more than half
 * of the votes give one. Anything else cannot be told: a tie, or a judge that cannot tell.
 */
export function decide(spec: JudgeSpec, votes: readonly Vote[]): Decision {
  const told = votes.filter(({ answer }) => answer !== null)
  const silent = votes.filter(({ answer }) => answer === null)
  if (silent.length * 2 >= votes.length && silent.length > 0) {
    return {
      value: null,
      answer: null,
      reason: `${subject(silent, votes)} cannot tell${because(silent)}`,
      votes: silent,
    }
  }
  return spec.scale.kind === 'score' ? median(spec, told, votes) : majority(spec, votes)
}

function majority(spec: JudgeSpec, votes: readonly Vote[]): Decision {
  const groups = [...Map.groupBy(votes, ({ answer }) => answer?.name ?? 'cannot tell')]
  const [name, winners] = groups.find(([, same]) => same.length * 2 > votes.length) ?? []
  const value = winners?.[0]?.answer?.value ?? null
  if (winners === undefined || value === null) {
    const counts = groups.map(([each, same]) => `${each} ${same.length}`).join(', ')
    return {
      value: null,
      answer: null,
      reason: `no answer has more than half of the votes: ${counts}`,
      votes,
    }
  }
  const wanted = value >= spec.threshold ? '' : `, expected ${goodEnough(spec).join(' or ')}`
  const reason = `${subject(winners, votes)} says ${name}${wanted}${because(winners)}`
  return { value, answer: name ?? null, reason, votes: winners }
}

function median(spec: JudgeSpec, told: readonly Vote[], votes: readonly Vote[]): Decision {
  const values = told.map(({ answer }) => answer?.value ?? 0).sort((a, b) => a - b)
  const upper = values[Math.floor(values.length / 2)] ?? 0
  const lower = values[Math.ceil(values.length / 2) - 1] ?? upper
  const value = (lower + upper) / 2
  const wanted = value >= spec.threshold ? '' : `, at least ${spec.threshold} expected`
  const given = votes.length === 1 ? '' : ` (median of ${values.join(', ')})`
  // The reason of one that gave what the median is, or the nearest to it.
  const near = told.toSorted(
    (a, b) => Math.abs((a.answer?.value ?? 0) - value) - Math.abs((b.answer?.value ?? 0) - value),
  )
  const reason = `the judge gives ${value} of ${spec.scale.max}${given}${wanted}${because(near)}`
  return { value, answer: String(lower), reason, votes: told }
}

const subject = (some: readonly Vote[], all: readonly Vote[]): string =>
  all.length === 1 ? 'the judge' : `the judge, in ${some.length} of ${all.length} votes,`

const MOST_CHARACTERS = 300

const because = ([first]: readonly Vote[]): string =>
  first === undefined || first.reason === '' ? '' : `: ${quote(first.reason, MOST_CHARACTERS)}`
