import { PawlError } from '../errors.ts'
import type { Measures } from '../model/measure.ts'
import type { Trajectory } from '../trajectory/index.ts'
import type { ParsedItem } from './item.ts'
import { judge } from './judge/judge.ts'
import type { JudgeSpec } from './judge/spec.ts'
import { once } from './once.ts'
import { items, registry } from './registry.ts'
import { neverCame, scenesOf } from './score.ts'
import type { Criteria, Finding, Findings, Means, Scene } from './types.ts'

/** True where scoring alone does not do: something has to be asked or run first. */
export const needsInvestigation = once(({ expect }: Criteria): boolean =>
  expect.some((item) => investigated(item).length > 0),
)

/** The judges of a case, those inside of other expectations too. */
export const judgesOf = once(({ expect }: Criteria): readonly JudgeSpec[] =>
  expect
    .flatMap(investigated)
    .filter(({ name }) => name === judge.name)
    .map(({ spec }) => spec as JudgeSpec),
)

/** Finds out all that the expectations of a trial do not see in its trajectory. Throws PawlError. */
export async function investigate(
  trajectory: Trajectory,
  criteria: Criteria,
  measures: Measures,
  means: Means,
): Promise<Findings> {
  const findings = new Map<unknown, Finding>()
  const sceneOf = scenesOf(trajectory, measures, findings)
  for (const expected of criteria.expect) {
    const scene = sceneOf(expected.turn)
    if (neverCame(scene)) continue
    for (const item of investigated(expected)) findings.set(item.spec, await findingOf(item, scene, means))
  }
  return findings
}

/** The item, and those that it is made of at any depth, as far as they look beyond the trajectory. */
function investigated(item: ParsedItem): readonly ParsedItem[] {
  const own = registry.get(item.name)?.investigate === undefined ? [] : [item]
  return [...own, ...items.parts(item).flatMap(investigated)]
}

async function findingOf({ name, spec }: ParsedItem, scene: Scene, means: Means): Promise<Finding> {
  const finding = await registry.get(name)?.investigate?.(spec, scene, means)
  if (finding === undefined) throw new PawlError('internal', `nothing investigates ${name}`)
  return finding
}
