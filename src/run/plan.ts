import { derivedRandom, shuffled } from '../model/random.ts'
import { matchesGlob } from '../suite/glob.ts'
import type { Case, Suite } from '../suite/index.ts'

/** Which part of a suite to run. */
export interface Selection {
  /** Case ids, `*` stands for any characters; empty for all. */
  readonly cases: readonly string[]
  /** Tags, any of which a case must have; empty for all. */
  readonly tags: readonly string[]
  /** One trial alone, to see it again. */
  readonly trial: number | null
  /** Trials of each case; `null` leaves it to the suite. */
  readonly trials: number | null
  /** These trials alone, by case: those without a valid recording; `null` for all. */
  readonly only: ReadonlyMap<string, readonly number[]> | null
}

export interface PlannedTrial {
  readonly case: Case
  readonly trial: number
}

export interface Plan {
  readonly cases: readonly Case[]
  /** Numbers of the trials of each case. */
  readonly trialsByCase: ReadonlyMap<string, readonly number[]>
  /** In the order in which they start: round by round, each round in a seeded order of cases. */
  readonly trials: readonly PlannedTrial[]
}

/** What will run. Rounds are interleaved, so that whatever drifts meanwhile touches all cases alike. */
export function planRun(suite: Suite, selection: Selection, seed: number): Plan {
  const cases = suite.cases.filter((item) => isSelected(item, suite, selection))
  const numbers = new Map(cases.map((item) => [item.id, trialNumbers(item, suite, selection)]))
  const rounds = Math.max(0, ...[...numbers.values()].map((list) => list.length))
  const order = derivedRandom(seed, 'order')
  const trials: PlannedTrial[] = []
  for (let round = 0; round < rounds; round++) {
    for (const item of shuffled(cases, order)) {
      const trial = numbers.get(item.id)?.[round]
      if (trial !== undefined) trials.push({ case: item, trial })
    }
  }
  return { cases, trialsByCase: numbers, trials }
}

/** False where the selection left out cases, or trials of some; fewer or more trials of all are whole. */
export function isWhole(suite: Suite, plan: Plan, { trial, trials }: Selection): boolean {
  const all = suite.cases.map((item) => trialNumbers(item, suite, { ...EVERYTHING, trials }).length)
  return trial === null && plan.trials.length === all.reduce((sum, count) => sum + count, 0)
}

const EVERYTHING: Selection = { cases: [], tags: [], trial: null, trials: null, only: null }

/** The trials by round: the first of every case, then the second of those that have one, and so on. */
export function roundsOf({ trials }: Plan): readonly (readonly PlannedTrial[])[] {
  const rounds: PlannedTrial[][] = []
  const seen = new Map<string, number>()
  for (const planned of trials) {
    const round = seen.get(planned.case.id) ?? 0
    seen.set(planned.case.id, round + 1)
    const same = rounds[round]
    if (same) same.push(planned)
    else rounds.push([planned])
  }
  return rounds
}

/** What is left of a plan that ends after so many rounds. */
export function firstRounds(plan: Plan, count: number): Plan {
  const trialsByCase = new Map([...plan.trialsByCase].map(([id, numbers]) => [id, numbers.slice(0, count)]))
  return { cases: plan.cases, trialsByCase, trials: roundsOf(plan).slice(0, count).flat() }
}

function trialNumbers(item: Case, suite: Suite, selection: Selection): number[] {
  if (selection.trial !== null) return [selection.trial]
  if (selection.only !== null) return [...(selection.only.get(item.id) ?? [])]
  const count = selection.trials ?? item.trials ?? suite.trials
  return Array.from({ length: count }, (_, trial) => trial)
}

function isSelected(item: Case, suite: Suite, { cases, tags, only }: Selection): boolean {
  if (only !== null && !only.has(item.id)) return false
  const named = cases.length === 0 || cases.some((pattern) => matchesGlob(pattern, item.id))
  const tagged = tags.length === 0 || tags.some((tag) => item.tags.includes(tag) || suite.tags.includes(tag))
  return named && tagged
}
