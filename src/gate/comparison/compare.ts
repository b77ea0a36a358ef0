import type { Sameness } from '../../suite/types.ts'
import type { EstimateOptions } from '../metrics.ts'
import type { Against } from '../types.ts'
import { compareCases } from './cases.ts'
import { evidenceOfPairs, type Pairing } from './pairs.ts'
import { shiftsOf } from './shifts.ts'
import type { BaselineSide, Comparison } from './types.ts'

/** All that a comparison shows beside the assertions. */
export function compareSides(
  pairing: Pairing,
  { label }: Pick<BaselineSide, 'label'>,
  escalationTools: EstimateOptions['escalationTools'],
): Comparison {
  const { pairs, changed, missing, added } = pairing
  return {
    baseline: label,
    evidence: evidenceOfPairs(pairs),
    exact: pairs.filter(({ evidence }) => evidence === 'fixed').length,
    compared: pairs.length,
    changed,
    missing,
    added,
    shifts: pairs.length === 0 ? [] : shiftsOf(pairing, escalationTools),
    cases: compareCases(pairs),
  }
}

/** What differs between a run and its baseline, a sentence each: never silent, and where it is asked for an obstacle. */
export function differencesOf({ baseline, facts, requireSame, differing }: Against): {
  readonly told: readonly string[]
  readonly refused: readonly string[]
} {
  const refuses = (what: Sameness): boolean => requireSame.includes(what)
  const found = FACTS.flatMap(({ what, differ, isKnown }) => {
    const unknown = refuses(what) && !isKnown(baseline)
    const sentence = unknown
      ? `the baseline ${baseline.label} does not say of which ${what} it is`
      : differ(facts, baseline)
    return sentence === null ? [] : [{ what, sentence }]
  })
  return {
    told: found
      .filter(({ what }) => !refuses(what) && !differing.includes(what))
      .map(({ sentence }) => sentence),
    refused: found
      .filter(({ what }) => refuses(what))
      .map(({ what, sentence }) => `${sentence}; the suite requires the same ${what}`),
  }
}

type Differ = (now: Against['facts'], then: Against['baseline']) => string | null

interface Fact {
  readonly what: Sameness
  readonly isKnown: (then: Against['baseline']) => boolean
  readonly differ: Differ
}

const FACTS: readonly Fact[] = [
  {
    what: 'suite',
    isKnown: ({ suiteHash }) => suiteHash !== null,
    differ: (now, then) =>
      same(now.suiteHash, then.suiteHash)
        ? null
        : `the baseline ${then.label} is of another state of the suite; cases that changed are left out`,
  },
  {
    what: 'agent',
    // Runs of several agents together are of none.
    isKnown: ({ agentFingerprint }) => agentFingerprint !== null,
    differ(now, then) {
      if (same(now.agentFingerprint, then.agentFingerprint)) return null
      const names = now.agent === then.agent ? '' : ` (${then.agent} then, ${now.agent} now)`
      return `the agent is not the one of the baseline ${then.label}${names}`
    },
  },
  {
    what: 'model',
    isKnown: ({ models }) => models.length > 0,
    differ: (now, then) =>
      now.models.join() === then.models.join() || now.models.length === 0 || then.models.length === 0
        ? null
        : `the baseline ${then.label} is of ${then.models.join(', ')}, this run of ${now.models.join(', ')}`,
  },
]

/** What one of them does not say cannot be held against it. */
const same = (now: string | null, then: string | null): boolean =>
  now === null || then === null || now === then
