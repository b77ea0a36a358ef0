import { describe, expect, it } from 'vitest'
import { poolRuns, type RunToPool } from '../../src/gate/baseline/index.ts'
import { baselineChange } from '../../src/report/baseline/change.ts'
import { baselineTable } from '../../src/report/baseline/table.ts'
import { runOf, withHash } from '../gate/baseline/build.ts'
import { caseOf } from '../gate/build.ts'

const pooled = (...runs: readonly RunToPool[]) => poolRuns(runs, null)
const change = (before: RunToPool, ...runs: readonly RunToPool[]): string =>
  baselineChange('b.json', pooled(before).baseline, pooled(...runs)).join('\n')

describe('what an update changes', () => {
  it('is the numbers before and after, and the cases that came, went, moved or changed', () => {
    const before = runOf('1', { goes: 'P', moves: 'PPP', stays: 'PF' })
    const after = runOf('2', { comes: 'P', moves: 'PFP', stays: 'PF', changes: 'P' })
    const old = withHash(runOf('1', { changes: 'FF' }), 'old')
    expect(change(before, after, old)).toBe(`b.json  updated
  runs          1, 2
  trials        6 distinct trials of 3 cases → 7 distinct trials of 4 cases (left out: 2 of cases as they were before a change)
  success rate  83.3 % → 79.2 %
  avg cost      $0.01
  p95 latency   1.00 s
  added         changes, comes
  removed       goes
  moved         moves 3/3 → 2/3
  changed       changes`)
  })

  it('is nothing where the file stays as it was', () => {
    const run = runOf('1', { a: 'PF' })
    expect(change(run, run)).toMatch(/^b\.json {2}as it was\n/)
    expect(change(run, run)).not.toContain('→')
  })

  it('names ten of many, and counts the others', () => {
    const many = Object.fromEntries(Array.from({ length: 13 }, (_, index) => [`c${index}`, 'P']))
    expect(change(runOf('1', { a: 'P' }), runOf('2', { a: 'P', ...many }))).toMatch(/added .* and 3 more$/m)
  })
})

describe('the table of a baseline', () => {
  it('has a row a case below what it was made of', () => {
    const { baseline } = pooled(
      runOf('1', { a: 'PF' }),
      runOf('12', { b: 'PU' }, { cases: [caseOf('b', { tags: ['refund', 'slow'] })] }),
    )
    expect(baselineTable('b.json', baseline)).toEqual([
      'shop  b.json',
      '  2 runs of 2026-11-01 to 2026-11-12 · agent.yaml (claude-haiku-4-5) · claude-haiku-4-5',
      '  success rate 75.0 % · avg cost $0.01 · p95 latency 1.00 s',
      '',
      '  case  passed  of  avg cost     p50     p95  tags',
      '  a          1   2     $0.01  1.00 s  1.00 s',
      '  b          1   2     $0.01  1.00 s  1.00 s  refund, slow',
    ])
  })

  it('lets nothing act in a terminal that a file may say', () => {
    const hostile = '\u001b[2J\u202e'
    const { baseline } = pooled(runOf('1', { [hostile]: 'P' }, { agent: hostile, models: [hostile] }))
    const shown = baselineTable('b.json', baseline).join('\n')
    for (const sign of ['\u001b', '\u202e']) expect(shown).not.toContain(sign)
    expect(shown).toContain('␛[2J\\u{202e}')
  })
})
