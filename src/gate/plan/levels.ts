import type { CheckedAssertion } from '../check.ts'
import { findMetric } from '../metrics.ts'
import { levelOf } from '../question.ts'
import { selects } from '../select.ts'
import { areFixed, type PlannedCase } from './planned.ts'

/** An assertion with the cases that it is about. */
export interface PlannedAssertion {
  readonly checked: CheckedAssertion
  readonly cases: readonly PlannedCase[]
  /** Chance of a false verdict that its confidence allows on each side. */
  readonly alpha: number
  /** The level that a fail is tested at: of a fail of all that can turn the build red together, an even part. */
  readonly failLevel: number
  /** How many share it. */
  readonly sharing: number
}

/**
 * The assertions that trials drawn anew decide, without those about nothing but fixed scripts. Holm's procedure, by
 * which the gate splits the level, gives the first refusal an even part and later ones more: the even part is planned
 * with.
 */
export function plannedAssertions(
  assertions: readonly CheckedAssertion[],
  cases: readonly PlannedCase[],
  hasBaseline: boolean,
): readonly PlannedAssertion[] {
  const drawn = assertions
    .map((checked) => ({
      checked,
      cases: cases.filter((each) => selects(checked.assertion.selector, each.case)),
    }))
    .filter((each) => each.cases.length > 0 && !areFixed(each.cases))
  const sharing = Math.max(1, drawn.filter(({ checked }) => canRefuse(checked, hasBaseline)).length)
  return drawn.map((each) => {
    const alpha = levelOf(each.checked.assertion.confidence)
    return { ...each, alpha, failLevel: alpha / sharing, sharing }
  })
}

const canRefuse = ({ assertion: { claim, metric } }: CheckedAssertion, hasBaseline: boolean): boolean =>
  claim.kind === 'absolute' ? metric.family !== 'cost_per_success' : hasBaseline && comparable(metric.family)

const comparable = (family: string): boolean => findMetric(family)?.comparer != null
