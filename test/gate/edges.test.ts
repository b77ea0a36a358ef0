import { describe, expect, it } from 'vitest'
import type { TrialResult } from '../../src/expect/types.ts'
import { judge } from '../../src/gate/judge.ts'
import { METRICS, type MetricDefinition } from '../../src/gate/metrics.ts'
import type { Rounds, Verdict } from '../../src/gate/types.ts'
import type { Measures } from '../../src/model/measure.ts'
import { caseOf, E, F, fixedTrials, inputOf, measures, P, suiteOf, U } from './build.ts'
import { against, baselineOf, type Letters, resultsOf } from './comparison/build.ts'

/*
 * What the gate says where there is little, nothing or nonsense to go by. A cell is a proof and a decision: `proven
 * pass`, `proven fail`, or `open` (inconclusive) with what comes of it. The columns:
 * - `value`: held against a number that a sound run meets, as in `success_rate >= 80%`;
 * - `no worse`: `no_worse_than baseline`;
 * - `size`: a claim about the distance, `>= baseline - 5%` or `<= baseline * 1.2`.
 * An open assertion about a value goes by what was observed, one about a baseline by there being no regression shown.
 */
const TABLE = `
situation                | metrics                                  | value       | no worse    | size        | exit
-------------------------|------------------------------------------|-------------|-------------|-------------|-----
no trial was run         | every metric                             | open error  | open error  | open error  | 3
one case, one trial      | every metric                             | open pass   | open pass   | open pass   | 0
all pass, as before      | p50_call_latency                         | proven pass | open pass   | open pass   | 0
                         | error_rate, tool_error_rate              | proven pass | proven pass | open pass   | 0
                         | escalation_rate                          | proven pass | proven pass | open pass   | 0
                         | success_rate, avg_score, pass@1, pass^1  | proven pass | proven pass | proven pass | 0
                         | p50_latency, p95_latency                 | proven pass | proven pass | proven pass | 0
                         | p95_call_latency                         | proven pass | proven pass | proven pass | 0
                         | every other metric                       | open pass   | open pass   | open pass   | 0
all fail, all passed     | cost_per_success                         | open fail   | proven fail | open fail   | 1
                         | p50_call_latency                         | proven pass | open pass   | open pass   | 0
                         | error_rate, tool_error_rate              | proven pass | proven pass | open pass   | 0
                         | escalation_rate                          | proven pass | proven pass | open pass   | 0
                         | p50_latency, p95_latency                 | proven pass | proven pass | proven pass | 0
                         | p95_call_latency                         | proven pass | proven pass | proven pass | 0
                         | success_rate, avg_score, pass@1, pass^1  | proven fail | proven fail | proven fail | 1
                         | every other metric                       | open pass   | open pass   | open pass   | 0
all fail, as before      | cost_per_success                         | open fail   | open pass   | open pass   | 1 0 0
                         | p50_call_latency                         | proven pass | open pass   | open pass   | 0
                         | error_rate, tool_error_rate              | proven pass | proven pass | open pass   | 0
                         | escalation_rate                          | proven pass | proven pass | open pass   | 0
                         | p50_latency, p95_latency                 | proven pass | proven pass | proven pass | 0
                         | p95_call_latency                         | proven pass | proven pass | proven pass | 0
                         | success_rate, avg_score, pass@1, pass^1  | proven fail | proven pass | open pass   | 1 0 0
                         | every other metric                       | open pass   | open pass   | open pass   | 0
all end in error         | error_rate                               | proven fail | proven fail | proven fail | 3
                         | total_cost, judge_cost, total_tokens     | open pass   | open pass   | open pass   | 3
                         | every other metric                       | open error  | open error  | open error  | 3
nothing is scored        | error_rate                               | proven fail | proven fail | proven fail | 3
                         | p50_latency                              | proven pass | proven pass | proven pass | 3
                         | p50_call_latency                         | proven pass | open pass   | open pass   | 3
                         | success_rate, avg_score, pass@1, pass^1  | open error  | open error  | open error  | 3
                         | cost_per_success                         | open error  | open error  | open error  | 3
                         | every other metric                       | open pass   | open pass   | open pass   | 3
the baseline: all error  | error_rate                               | open pass   | proven pass | proven pass | 0
                         | p50_latency, p50_call_latency            | proven pass | open pass   | open pass   | 0
                         | every other metric                       | open pass   | open pass   | open pass   | 0
all measures unknown     | success_rate, avg_score, error_rate      | open pass   | open pass   | open pass   | 0
                         | pass@1, pass^1, escalation_rate          | open pass   | open pass   | open pass   | 0
                         | every other metric                       | open error  | open error  | open error  | 3
all measures 0           | p50_latency, p50_call_latency            | proven pass | proven pass | proven pass | 0
                         | every other metric                       | open pass   | open pass   | open pass   | 0
all measures infinite    | success_rate, avg_score, error_rate      | open pass   | open pass   | open pass   | 0
                         | pass@1, pass^1, escalation_rate          | open pass   | open pass   | open pass   | 0
                         | every other metric                       | open error  | open error  | open error  | 3
all measures NaN         | success_rate, avg_score, error_rate      | open pass   | open pass   | open pass   | 0
                         | pass@1, pass^1, escalation_rate          | open pass   | open pass   | open pass   | 0
                         | every other metric                       | open error  | open error  | open error  | 3
the baseline: all NaN    | p50_latency, p50_call_latency            | proven pass | open pass   | open pass   | 0
                         | every other metric                       | open pass   | open pass   | open pass   | 0
`

/** Every measure of every trial, replaced by one value. */
const allMeasured = (value: number | null) => () => ({
  measures: measures({
    costUsd: value,
    judgeCostUsd: value,
    latencyMs: value,
    callLatenciesMs: [value],
    tokens: value,
    // What a run counts itself is always a number; one that is none is for the gate to notice.
    iterations: value ?? Number.NaN,
    toolCalls: value ?? Number.NaN,
    toolErrors: value ?? Number.NaN,
    toolNames: [],
  } satisfies Partial<Measures>),
})

const TWO = (letters: string): Letters => ({ a: letters, b: letters })
const now = (letters: string) => resultsOf('now', TWO(letters))
const before = (letters: string) => resultsOf('before', TWO(letters))

interface Situation {
  readonly now: readonly TrialResult[]
  readonly before: readonly TrialResult[]
}

const SITUATIONS: Readonly<Record<string, Situation>> = {
  'no trial was run': { now: [], before: before(P(5)) },
  'one case, one trial': { now: resultsOf('now', { a: 'P' }), before: resultsOf('before', { a: 'P' }) },
  'all pass, as before': { now: now(P(30)), before: before(P(30)) },
  'all fail, all passed': { now: now(F(30)), before: before(P(30)) },
  'all fail, as before': { now: now(F(30)), before: before(F(30)) },
  'all end in error': { now: now(E(5)), before: before(P(5)) },
  'nothing is scored': { now: now(U(5)), before: before(P(5)) },
  'the baseline: all error': { now: now(P(5)), before: before(E(5)) },
  'all measures unknown': { now: resultsOf('now', TWO(P(5)), allMeasured(null)), before: before(P(5)) },
  'all measures 0': {
    now: resultsOf('now', TWO(P(5)), allMeasured(0)),
    before: resultsOf('before', TWO(P(5)), allMeasured(0)),
  },
  'all measures infinite': {
    now: resultsOf('now', TWO(P(5)), allMeasured(Number.POSITIVE_INFINITY)),
    before: before(P(5)),
  },
  'all measures NaN': { now: resultsOf('now', TWO(P(5)), allMeasured(Number.NaN)), before: before(P(5)) },
  'the baseline: all NaN': {
    now: now(P(5)),
    before: resultsOf('before', TWO(P(5)), allMeasured(Number.NaN)),
  },
}

const MEASURED = METRICS.filter(({ estimate }) => estimate !== null)

/** One metric for each way of comparing. */
const ONE_OF_A_KIND = MEASURED.filter(({ name }) =>
  ['success_rate', 'pass^k', 'avg_cost', 'cost_per_success', 'p95_latency', 'tool_error_rate'].includes(name),
)

/** `pass@k` of one. */
const nameOf = ({ name, perK }: MetricDefinition): string => (perK ? name.replace('k', '1') : name)

const SOUND = { share: '80%', usd: '$0.80', ms: '5s', count: '50000' } as const

/** The three claims about a metric, by column. */
function claimsOf(metric: MetricDefinition): readonly [string, string, string] {
  const name = nameOf(metric)
  const sound = metric.unit === 'share' && metric.better === 'lower' ? '20%' : SOUND[metric.unit]
  return metric.better === 'higher'
    ? [`${name} >= ${sound}`, `${name} no_worse_than baseline`, `${name} >= baseline - 5%`]
    : [`${name} <= ${sound}`, `${name} no_worse_than baseline`, `${name} <= baseline * 1.2`]
}

function judged(situation: Situation, text: string, rounds: Rounds | null): Verdict {
  const ids = situation.now.length === 0 ? ['a', 'b'] : situation.now.map((result) => result.case)
  const suite = suiteOf([...new Set(ids)].map((id) => caseOf(id)))
  return judge(
    inputOf(suite, situation.now, [text], { against: against(baselineOf(situation.before)), rounds }),
  )
}

/** All rounds were run: as many as the trials of a case. */
function roundsOf(results: readonly TrialResult[]): Rounds {
  const done = Math.max(0, ...results.map(({ trial }) => trial + 1))
  return { done, most: Math.max(1, done), trialsLeft: 0, paid: true }
}

function cellOf({ assertions: [report] }: Verdict): string {
  if (report === undefined) return 'none'
  const proof = report.proof === 'inconclusive' ? 'open' : 'proven'
  return `${proof} ${report.decision}`
}

interface Row {
  readonly metrics: readonly string[]
  readonly cells: readonly string[]
  /** One for all claims, or one each. */
  readonly exits: readonly number[]
}

/** The rows of each situation; a row without a name belongs to the one above. */
function rowsOf(table: string): ReadonlyMap<string, readonly Row[]> {
  const rows = new Map<string, Row[]>()
  let current: Row[] = []
  for (const line of table.trim().split('\n').slice(2)) {
    const [situation = '', metrics = '', ...rest] = line.split('|').map((cell) => cell.trim())
    if (situation !== '') {
      current = []
      rows.set(situation, current)
    }
    const exits = (rest.pop() ?? '').split(' ').map(Number)
    current.push({ metrics: metrics.split(', '), cells: rest, exits })
  }
  return rows
}

function rowOf(rows: readonly Row[], metric: string): Row {
  const row =
    rows.find(({ metrics }) => metrics.includes(metric)) ??
    rows.find(({ metrics }) => metrics.some((name) => name.startsWith('every')))
  if (row === undefined) throw new Error(`the table says nothing of ${metric}`)
  return row
}

const notFinite = (_: string, value: unknown): unknown =>
  typeof value === 'number' && !Number.isFinite(value) ? 'not finite' : value

describe.each([...rowsOf(TABLE)])('%s', (what, rows) => {
  const situation = SITUATIONS[what]
  if (situation === undefined) throw new Error(`there is no situation ${what}`)

  it.each(MEASURED.map((metric) => [nameOf(metric), metric] as const))('%s', (name, metric) => {
    const { cells, exits } = rowOf(rows, name)
    const verdicts = claimsOf(metric).map((text) => judged(situation, text, null))
    expect(verdicts.map(cellOf)).toEqual(cells)
    expect(verdicts.map(({ exitCode }) => exitCode)).toEqual(
      cells.map((_, claim) => exits[claim] ?? exits[0]),
    )
    expect(JSON.stringify(verdicts, notFinite)).not.toContain('not finite')
  })

  it('a run that looks after each of five rounds decides the same, and proves no more', () => {
    const five = {
      now: situation.now.filter(({ trial }) => trial < 5),
      before: situation.before.filter(({ trial }) => trial < 5),
    }
    for (const metric of ONE_OF_A_KIND) {
      for (const text of claimsOf(metric)) {
        const whole = judged(five, text, null)
        const byRounds = judged(five, text, roundsOf(five.now))
        expect(byRounds.exitCode).toBe(whole.exitCode)
        // Without a round there was no look.
        const expected = situation.now.length === 0 ? 'none' : cellOf(whole)
        expect([expected, expected.replace('proven', 'open')]).toContain(cellOf(byRounds))
        expect(JSON.stringify(byRounds, notFinite)).not.toContain('not finite')
      }
    }
  }, 30_000)
})

/** Exactly at the bound: 24 of 30 passed, in 1 s and for $0.01 each. */
const AT_BOUND = 'P'.repeat(24) + 'F'.repeat(6)

describe('a value that is exactly the bound', () => {
  it.each([
    ['success_rate >= 80%', 'open pass'],
    ['success_rate > 80%', 'open fail'],
    ['success_rate <= 80%', 'open pass'],
    ['success_rate < 80%', 'open fail'],
    ['avg_cost <= $0.01', 'open pass'],
    ['avg_cost < $0.01', 'open fail'],
    // Not a trial took longer: that is evidence about the median, whatever the bound is.
    ['p50_latency <= 1s', 'proven pass'],
    ['p50_latency < 1s', 'proven fail'],
    ['success_rate >= baseline', 'open pass'],
    ['success_rate <= baseline', 'open pass'],
    // It is not met, and nothing shows a regression.
    ['success_rate > baseline', 'open pass'],
    ['avg_cost <= baseline', 'open pass'],
  ])('sampled: %s is %s', (text, cell) => {
    const verdict = judged({ now: now(AT_BOUND), before: before(AT_BOUND) }, text, null)
    expect(cellOf(verdict)).toBe(cell)
  })

  it.each([
    ['success_rate >= 80%', 'proven pass'],
    ['success_rate > 80%', 'proven fail'],
    ['success_rate <= 80%', 'proven pass'],
    ['success_rate < 80%', 'proven fail'],
    ['avg_cost <= $0.01', 'proven pass'],
    ['avg_cost < $0.01', 'proven fail'],
    ['p50_latency < 1s', 'proven fail'],
    ['success_rate >= baseline', 'proven pass'],
    ['success_rate > baseline', 'proven fail'],
    ['avg_cost <= baseline', 'proven pass'],
    ['success_rate no_worse_than baseline margin 1pp', 'proven pass'],
  ])('on scripts: %s is %s', (text, cell) => {
    const played = ['P', 'P', 'P', 'P', 'F'].flatMap((letter, index) => fixedTrials(`case-${index}`, letter))
    expect(cellOf(judged({ now: played, before: played }, text, null))).toBe(cell)
  })
})

it('a scripted case beside drawn ones stands for k trials of pass^k', () => {
  const scripted = (letter: string) => fixedTrials('fixed', letter)
  const situation = {
    now: [...scripted('P'), ...now('PPPPP')],
    before: [...scripted('P'), ...before('PPPPP')],
  }
  expect(cellOf(judged(situation, 'pass^3 no_worse_than baseline', null))).toBe('open pass')
})
