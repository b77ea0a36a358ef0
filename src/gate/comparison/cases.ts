import { fisherTest, taroneBenjaminiHochberg } from '../../stats/index.ts'
import { isScored, type ObservedCase } from '../observe.ts'
import type { CasePair } from './pairs.ts'
import type { CaseChange, CaseComparison, CaseCounts, Comparison } from './types.ts'

/** False discoveries among the cases that are called regressed, or improved. */
export const FALSE_DISCOVERIES = 0.1
/** A case that cannot reach this, whatever comes of it, is not tested (Tarone 1990). */
export const TESTABLE = 0.05

/**
 * What became of each case. Each is tested by itself (Fisher, one-sided), since a single broken case hides in a pooled
 * test; those that could never tell are dropped (Tarone 1990), and of the rest false discoveries are held at 10 %
 * (Benjamini & Hochberg 1995). It informs and gates nothing.
 */
export function compareCases(pairs: readonly CasePair[]): readonly CaseComparison[] {
  const counted = pairs.map((pair) => ({
    id: pair.case.id,
    evidence: pair.evidence,
    baseline: countsOf(pair.baseline),
    candidate: countsOf(pair.candidate),
  }))
  const worse = discoveries(counted, 'below')
  const better = discoveries(counted, 'above')
  return counted.map((each, index) => {
    if (each.evidence === 'fixed') return { ...told(each, seenChange(each)), pValue: null }
    const moved = rateOf(each.candidate) - rateOf(each.baseline)
    const side = (moved > 0 ? better : worse)[index]
    const change = side?.discovered === true && moved !== 0 ? direction(moved) : restingChange(each)
    return { ...told(each, change), pValue: side?.p ?? null }
  })
}

type Counted = Pick<CaseComparison, 'id' | 'baseline' | 'candidate'> & Pick<CasePair, 'evidence'>

const told = ({ id, baseline, candidate }: Counted, change: CaseChange) => ({
  id,
  change,
  baseline,
  candidate,
})

function countsOf({ observations }: ObservedCase): CaseCounts {
  const scored = observations.filter(isScored)
  return { passed: scored.filter(({ outcome }) => outcome === 'pass').length, trials: scored.length }
}

const rateOf = ({ passed, trials }: CaseCounts): number => (trials === 0 ? 0 : passed / trials)

const direction = (moved: number): CaseChange => (moved > 0 ? 'improved' : 'regressed')

function discoveries(counted: readonly Counted[], side: 'below' | 'above') {
  const tests = counted.map(({ candidate, baseline, evidence }) =>
    evidence === 'fixed' || candidate.trials === 0 || baseline.trials === 0
      ? { p: 1, smallest: 1 }
      : fisherTest({ candidate: asCounts(candidate), baseline: asCounts(baseline) }, side),
  )
  const found = taroneBenjaminiHochberg(tests, TESTABLE, FALSE_DISCOVERIES)
  return tests.map(({ p }, index) => ({ p, discovered: found[index] === 'discovered' }))
}

const asCounts = ({ passed, trials }: CaseCounts) => ({ passes: passed, trials })

/** On the same recordings every difference is the agent's own. */
function seenChange(counted: Counted): CaseChange {
  const { candidate, baseline } = counted
  const moved = rateOf(candidate) - rateOf(baseline)
  const scored = candidate.trials > 0 && baseline.trials > 0
  return scored && moved !== 0 ? direction(moved) : restingChange(counted)
}

/** Where nothing is shown to have moved. */
function restingChange({ baseline, candidate }: Counted): CaseChange {
  const flaky = (counts: CaseCounts): boolean => counts.passed > 0 && counts.passed < counts.trials
  if (flaky(baseline) || flaky(candidate)) return 'flaky'
  const [before, now] = [rateOf(baseline), rateOf(candidate)]
  if (baseline.trials === 0 || candidate.trials === 0 || before !== now) return 'underpowered'
  return now === 1 ? 'stable_pass' : 'stable_fail'
}

/** Of cases that may have got worse by chance, what a reader looks at. */
const MOST_UNSHOWN = 20

/** The cases to explain, by id: all that regressed, and of those whose rate merely went down the worst. */
export function worseCases({ cases }: Pick<Comparison, 'cases'>): readonly string[] {
  const dropOf = ({ baseline, candidate }: CaseComparison): number => rateOf(baseline) - rateOf(candidate)
  const down = cases.filter((each) => each.candidate.trials > 0 && dropOf(each) > 0)
  const regressed = down.filter(({ change }) => change === 'regressed')
  const others = down
    .filter(({ change }) => change !== 'regressed')
    .sort((a, b) => dropOf(b) - dropOf(a))
    .slice(0, MOST_UNSHOWN)
  return [...regressed, ...others].map(({ id }) => id)
}
