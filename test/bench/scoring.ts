import { scoreTrial } from '../../src/expect/index.ts'
import { answer, call, expected, measuresOf, said } from '../expect/build.ts'
import { printTable } from './table.ts'

const TRIALS = 10_000
const RUNS = 5

/** Ten expectations of each kind, all met: what is scored to the end. */
const ITEMS: Readonly<Record<string, readonly unknown[]>> = {
  'what most suites ask': [
    { contains: 'refund' },
    { contains_any: ['refund', 'money'], ignore: ['case'] },
    { not_contains: 'sorry', on: 'any_message' },
    { matches: 'refund of \\$\\d+' },
    { calls: { order: 'in_order', extra: 'deny', list: ['get_order', { issue_refund: { id: 'A' } }] } },
    { calls: { list: ['issue_refund', { get_order: { id: 'A' } }] } },
    { never_calls: ['escalate'] },
    { max_iterations: 6 },
    { max_cost: '$0.50' },
    { max_latency: '5s' },
  ],
  'calls and safety': [
    { trajectory: { like: [{ tool: 'get_order', args: { id: 'A' } }, 'issue_refund'], args: 'partial' } },
    { only_tools: ['get_order', 'issue_refund'] },
    { never_sequence: ['issue_refund', 'get_order'] },
    { no_repeated_calls: true },
    { every_call_answered: true },
    { number: 49 },
    { similar_to: `Your refund of $49 is on its way. ${thanks()}` },
    { no_pii: true },
    { no_secret: true },
    { stays_within: { hosts: [], paths: ['/work'] } },
  ],
}

/** What it takes to score trials that are over. */
export function benchScoring(): void {
  const text = `Your refund of $49 is on its way. ${thanks()}`
  const steps = [
    answer('Let me see.'),
    call('get_order', { id: 'A' }),
    call('issue_refund', { id: 'A', n: 1 }),
  ]
  const trials = Array.from({ length: TRIALS }, () => said(text, steps)).map((trajectory) => ({
    trajectory,
    measures: measuresOf(trajectory),
  }))
  const rows = Object.entries(ITEMS).map(([name, items]): [string, string[]] => {
    const expect = items.map((item) => expected(item))
    const seconds = Array.from({ length: RUNS }, () => {
      const started = performance.now()
      for (const { trajectory, measures } of trials) {
        const { outcome, reason } = scoreTrial(trajectory, { expect, minScore: null }, measures)
        if (outcome !== 'pass') throw new Error(`expected a pass, found ${outcome}: ${reason}`)
      }
      return (performance.now() - started) / 1000
    }).sort((a, b) => a - b)
    return [name, [`${seconds[Math.floor(RUNS / 2)]?.toFixed(2)} s`, `${seconds[0]?.toFixed(2)} s`]]
  })
  const title = `${TRIALS.toLocaleString('en-US')} trials, ten expectations each`
  printTable(title, ['median', 'best'], Object.fromEntries(rows), ['aim: under 2 s'])
}

function thanks(): string {
  return 'Thank you for your patience. '.repeat(10)
}
