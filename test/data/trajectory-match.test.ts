// Hand-written cases of LangChain's agentevals with its verdicts. Its modes are ours: strict is order: exact; unordered is
// order: any_order with extra: deny; superset is order: any_order; subset is any_order with extra: deny, missing: allow.
// Its greedy choice of calls and its rule for empty lists are wrong, but none of these 62 lines comes upon them: there is
// no line on which the verdicts differ.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { trajectoryOf, transcriptSchema } from '../../src/model/transcript.ts'
import { isJsonObject, type Json, type JsonObject, type Trajectory } from '../../src/trajectory/index.ts'
import { find } from '../expect/build.ts'
import { absent, DATA } from './airline.ts'

interface Case {
  readonly test: string
  readonly opts: {
    readonly trajectoryMatchMode?: string
    readonly toolArgsMatchMode?: string
    readonly toolArgsMatchOverrides?: Readonly<Record<string, string | readonly string[]>>
  }
  readonly outputs: readonly JsonObject[]
  readonly reference_outputs: readonly JsonObject[]
  readonly score: boolean
}

const MODES: Readonly<Record<string, JsonObject>> = {
  strict: { order: 'exact' },
  unordered: { order: 'any_order', extra: 'deny' },
  superset: { order: 'any_order' },
  subset: { order: 'any_order', extra: 'deny', missing: 'allow' },
}

/** Their argument modes as ours; those that compare parts of the arguments make patterns of the reference. */
const ARGS: Readonly<Record<string, string>> = {
  exact: 'exact',
  ignore: 'ignore',
  superset: 'partial',
  subset: 'exact',
}

function itemOf({ opts, reference_outputs: messages }: Case): JsonObject {
  const { trajectoryMatchMode: mode = 'strict', toolArgsMatchMode: args = 'exact' } = opts
  const overrides = opts.toolArgsMatchOverrides ?? {}
  const like = messages.map((message) => withPatterns(message, args, overrides))
  const partial = Object.keys(overrides).length > 0
  return { trajectory: { like, ...MODES[mode], args: partial ? 'partial' : (ARGS[args] ?? args) } }
}

function withPatterns(
  message: JsonObject,
  mode: string,
  overrides: NonNullable<Case['opts']['toolArgsMatchOverrides']>,
): JsonObject {
  const calls = message['tool_calls']
  if (!Array.isArray(calls)) return message
  const changed = calls.map((call: JsonObject) => {
    const { name, arguments: text } = call['function'] as {
      readonly name: string
      readonly arguments: string
    }
    const args = patternOf(JSON.parse(text) as JsonObject, mode, overrides[name])
    return { ...call, function: { name, arguments: JSON.stringify(args) } }
  })
  return { ...message, tool_calls: changed }
}

function patternOf(
  args: JsonObject,
  mode: string,
  override: string | readonly string[] | undefined,
): JsonObject {
  if (typeof override === 'string') return lookupPolicy(args)
  if (override !== undefined) return Object.assign({}, ...override.map((path) => only(args, path.split('.'))))
  if (mode !== 'subset') return args
  return Object.fromEntries(Object.entries(args).map(([key, value]) => [key, { $optional: value }]))
}

/** The one function there is: where the reference asks of an upgrade the call has to, anything else will do. */
function lookupPolicy({ query }: JsonObject): JsonObject {
  return typeof query === 'string' && query.includes('upgrade') ? { query: { $contains: 'upgrade' } } : {}
}

/** The field at a path alone; inside of an argument the others are free only where none is given. */
function only(args: JsonObject, [key = '', ...rest]: readonly string[]): JsonObject {
  const value = args[key] as Json
  if (rest.length === 0 || !isJsonObject(value)) return { [key]: value }
  return { [key]: { ...freed(value), ...only(value, rest) } }
}

const freed = (value: JsonObject): JsonObject =>
  Object.fromEntries(Object.keys(value).map((key) => [key, { $optional: { $any: true } }]))

/** Their messages may lack ids, and some lack results. */
const trialOf = ({ outputs }: Case): Trajectory =>
  trajectoryOf(
    transcriptSchema.parse({ case: 'c', messages: outputs.filter(({ role }) => role !== 'tool') }),
    { model: null, isToolError: () => false },
  )

describe.skipIf(absent('trajectory-match'))(
  'the cases of agentevals (skipped where ../shared/data/trajectory-match is absent)',
  () => {
    const cases = absent('trajectory-match')
      ? []
      : readFileSync(join(DATA, 'trajectory-match/cases.jsonl'), 'utf8')
          .trim()
          .split('\n')
          .map((line, index) => [index + 1, JSON.parse(line) as Case] as const)

    test('are 62', () => {
      expect(cases).toHaveLength(62)
    })

    test.each(cases)('line %i has the same verdict', (_, each) => {
      const { holds, unknown } = find(itemOf(each), trialOf(each))
      expect(unknown).toBeUndefined()
      expect(holds).toBe(each.score)
    })
  },
)
