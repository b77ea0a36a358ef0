import { demandWhole } from './demand.ts'
import { binomialCdf } from './distributions.ts'

/**
 * McNemar's test in its exact form (McNemar 1947; Mosteller 1952): of the cases in which one of two agents
 * passed alone, either is as likely to be the one, if they are equally good. Two-sided p; 1 without any.
 * @throws RangeError for counts that are none
 */
export function mcnemar(onlyFirst: number, onlySecond: number): number {
  demandWhole(onlyFirst, 'cases that only the first passed', 0)
  demandWhole(onlySecond, 'cases that only the second passed', 0)
  const fewer = Math.min(onlyFirst, onlySecond)
  return Math.min(1, 2 * binomialCdf(fewer, onlyFirst + onlySecond, 0.5))
}
