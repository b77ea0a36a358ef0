import { isFloor } from '../compare.ts'
import type { Claim, Operator, Shift } from '../language.ts'
import type { Unit } from '../types.ts'

/** What a metric is held against: `factor` times the baseline's value, plus `points` in the metric's own unit. */
export interface Target {
  readonly operator: Operator
  readonly factor: number
  readonly points: number
  /**
   * `size`: only a difference that is surely beyond the bound fails. `any`: evidence of any regression fails, unless
   * what is left of it is surely within the margin.
   */
  readonly failsBy: 'size' | 'any'
}

/** Points of a share, and a part of any other value, that `no_worse_than` lets go where no margin is given. */
const DEFAULT_MARGIN: Readonly<Record<'share' | 'other', Shift>> = {
  share: { kind: 'points', by: 0.05 },
  other: { kind: 'relative', by: 0.1 },
}

/** The claim of an assertion about a baseline. */
export function targetOf(
  claim: Exclude<Claim, { kind: 'absolute' }>,
  unit: Unit,
  better: 'higher' | 'lower',
): Target {
  if (claim.kind === 'baseline') {
    return { operator: claim.operator, ...shifted(claim.shift), failsBy: 'size' }
  }
  const margin = claim.margin ?? DEFAULT_MARGIN[unit === 'share' ? 'share' : 'other']
  const operator = better === 'higher' ? '>=' : '<='
  const { factor, points } = shifted(margin)
  return isFloor(operator)
    ? { operator, factor: 2 - factor, points: -points, failsBy: 'any' }
    : { operator, factor, points, failsBy: 'any' }
}

function shifted(shift: Shift): { readonly factor: number; readonly points: number } {
  switch (shift.kind) {
    case 'none':
      return { factor: 1, points: 0 }
    case 'points':
      return { factor: 1, points: shift.by }
    case 'relative':
      return { factor: 1 + shift.by, points: 0 }
    case 'factor':
      return { factor: shift.by, points: 0 }
  }
}

/** The bound that the target makes of a baseline's value. */
export const boundAt = ({ factor, points }: Pick<Target, 'factor' | 'points'>, baseline: number): number =>
  factor * baseline + points
