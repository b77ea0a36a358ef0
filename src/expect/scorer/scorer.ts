import * as z from 'zod'
import type { JsonObject } from '../../trajectory/index.ts'
import { field, nameValue } from '../field.ts'
import { foundBefore } from '../found.ts'
import type { Expectation, Finding, Means, Mention, Scene } from '../types.ts'
import { parseDuration } from '../units.ts'
import { findingOf } from './result.ts'
import type { ScorerInput } from './signature.ts'

export interface ScorerSpec {
  /** As the suite has it: beside the suite. */
  readonly path: string
  /** 0..1 */
  readonly threshold: number
  readonly timeoutMs: number
}

const DESCRIPTION =
  'A module of your own scores the trial from 0 to 1: `export default (trial) => 0.5`, TypeScript or JavaScript.'
const DEFAULT_TIMEOUT_MS = 5000
const LONGEST_MS = 600_000

const MODULE = /\.[cm]?[jt]s$/

const pathField = field<string>({ type: 'string', description: DESCRIPTION }, (value, report) => {
  if (typeof value !== 'string')
    return report({ code: 'wrong-type', message: `expected the path of a module, found ${nameValue(value)}` })
  if (MODULE.test(value)) return value
  const message = `expected a module that ends in .ts, .mts, .js or .mjs, found ${nameValue(value)}`
  return report({ code: 'invalid-value', message })
})

const thresholdField = field<number>(
  {
    type: 'number',
    exclusiveMinimum: 0,
    maximum: 1,
    default: 1,
    description: 'The least score with which it holds.',
  },
  (value, report) => {
    if (typeof value !== 'number')
      return report({ code: 'wrong-type', message: `expected a number, found ${nameValue(value)}` })
    if (value <= 0) {
      const message = `every score is at least ${value}, so nothing can fail`
      return report({ code: 'cannot-fail', message })
    }
    if (value <= 1) return value
    return report({ code: 'cannot-hold', message: `a score is at most 1, found ${value}` })
  },
)

const timeoutField = field<number>(
  {
    type: 'string',
    pattern: '^\\d+(\\.\\d+)? ?(ms|s|m)$',
    default: '5s',
    description: 'How long it may take.',
  },
  (value, report) => {
    const ms = typeof value === 'string' ? parseDuration(value.trim()) : null
    if (ms !== null && ms > 0 && ms <= LONGEST_MS) return ms
    const message = `expected a duration such as 500ms or 5s, at most 10m, found ${nameValue(value)}`
    return report({ code: ms === null ? 'wrong-type' : 'invalid-value', message })
  },
)

export const scorer: Expectation<ScorerSpec> = {
  name: 'scorer',
  schema: z
    .strictObject({
      scorer: pathField,
      threshold: thresholdField.optional(),
      timeout: timeoutField.optional(),
    })
    .meta({ description: DESCRIPTION })
    .transform(({ scorer: path, threshold = 1, timeout: timeoutMs = DEFAULT_TIMEOUT_MS }) => ({
      path,
      threshold,
      timeoutMs,
    })),
  mentions,
  describe: ({ path, threshold }) => `scorer ${path}${threshold === 1 ? '' : ` (at least ${threshold})`}`,
  threshold: ({ threshold }) => threshold,
  investigate,
  score: (spec, scene) => foundBefore(scene, spec, 'nobody ran this scorer'),
}

function mentions({ scorer: path }: JsonObject): readonly Mention[] {
  if (typeof path !== 'string' || !MODULE.test(path)) return []
  return [{ kind: 'module', module: path, path: ['scorer'], point: 'value' }]
}

async function investigate({ path, timeoutMs }: ScorerSpec, scene: Scene, means: Means): Promise<Finding> {
  return findingOf(await means.run(path, inputOf(scene), timeoutMs), { path, scene })
}

function inputOf(scene: Scene): ScorerInput {
  const { trajectory, turn, final, messages, calls, measures } = scene
  const { case: id, trial } = trajectory
  return { case: id, trial, turn, output: final?.text ?? null, messages, calls, measures, trajectory }
}
