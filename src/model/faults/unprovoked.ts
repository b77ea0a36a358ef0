import { PawlError } from '../../errors.ts'
import { faultText } from './text.ts'
import type { FaultRule } from './types.ts'

/** What came of the rules in a run: a failure that was never provoked has tested nothing. */
export interface Provocations {
  expect(caseId: string, rules: readonly FaultRule[]): void
  hit(rule: FaultRule): void
  /** A failure for each rule that is sure to hit and never did; notes of those that are drawn, or where it is allowed. */
  outcome(): { readonly notes: readonly string[]; readonly failures: readonly PawlError[] }
}

const MOST_CASES = 3

/** @param strict true where a rule that never hits is an error */
export function createProvocations(strict: boolean): Provocations {
  const expected = new Map<FaultRule, Set<string>>()
  const hit = new Set<FaultRule>()
  return {
    expect(caseId, rules) {
      for (const rule of rules) expected.set(rule, (expected.get(rule) ?? new Set()).add(caseId))
    },
    hit: (rule) => void hit.add(rule),
    outcome() {
      const missed = [...expected].filter(([rule]) => !hit.has(rule))
      const isError = (rule: FaultRule): boolean => strict && rule.rate === 1
      return {
        notes: missed.filter(([rule]) => !isError(rule)).map(([rule, cases]) => sentence(rule, cases)),
        failures: missed
          .filter(([rule]) => isError(rule))
          .map(([rule, cases]) => new PawlError('fault-unprovoked', sentence(rule, cases))),
      }
    },
  }
}

function sentence(rule: FaultRule, cases: ReadonlySet<string>): string {
  const named = [...cases].slice(0, MOST_CASES).join(', ')
  const where = `${cases.size === 1 ? 'case' : 'cases'} ${named}${cases.size > MOST_CASES ? ', …' : ''}`
  const why = rule.rate < 1 ? 'none was drawn' : 'the agent makes fewer calls, or none that it is for'
  return `the fault ${faultText(rule)} hit no model call of ${where}: ${why}`
}
