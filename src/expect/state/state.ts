import * as z from 'zod'
import { isJsonObject, type Json, type JsonObject, parseSteps, type Steps } from '../../trajectory/index.ts'
import { addProblem, field, nameValue, type Report } from '../field.ts'
import { checkPattern } from '../match/check.ts'
import type { Expectation, Mention } from '../types.ts'
import { describeState, type StatePath, type StateSpec, scoreState } from './score.ts'

const DESCRIPTION = 'What the world of the mocked tools is after the trial: paths, each with its pattern.'
const ABSENT_PATHS = 'Paths at which there is nothing after the trial.'
const ONLY = 'Nothing but these paths, and those of "state" and "absent", may have changed; [] for no others.'

export const state: Expectation<StateSpec> = {
  name: 'state',
  schema: z
    .strictObject({
      state: pathsField(),
      absent: listField(ABSENT_PATHS).optional(),
      only_changes: listField(ONLY).optional(),
    })
    .meta({ description: DESCRIPTION })
    .transform(({ state: paths, absent = [], only_changes: only }, context): StateSpec => {
      if (paths.length + absent.length === 0 && only === undefined) {
        const message = 'nothing is expected of the state'
        addProblem(context, { code: 'cannot-fail', message, path: ['state'] })
      }
      return { paths, absent, onlyChanges: only ?? null }
    }),
  mentions: (item) => [
    ...mentionsIn(item),
    ...mentionsOfList(item, 'absent'),
    ...mentionsOfList(item, 'only_changes'),
  ],
  describe: describeState,
  score: scoreState,
}

function mentionsIn({ state: paths = null }: JsonObject): Mention[] {
  if (!isJsonObject(paths)) return []
  const named = Object.keys(paths).map((path): Mention => {
    const root = parseSteps(path)?.[0] ?? null
    return { kind: 'world', root, path: ['state', path], point: 'key' }
  })
  return named.length > 0 ? named : [{ kind: 'world', root: null, path: ['state'], point: 'key' }]
}

function mentionsOfList(item: JsonObject, key: string): Mention[] {
  const list = item[key] ?? null
  if (!Array.isArray(list)) return []
  return list.map((path: Json, index) => {
    const root = parseSteps(String(path))?.[0] ?? null
    return { kind: 'world', root, path: [key, index], point: 'value' }
  })
}

function pathsField(): z.ZodType<readonly StatePath[]> {
  return field({ type: 'object', description: DESCRIPTION }, (value, report) => {
    if (!isJsonObject(value)) {
      const message = `expected paths into the state, each with its pattern, found ${nameValue(value)}`
      return report({ code: 'wrong-type', message })
    }
    return Object.entries(value).flatMap(([text, pattern]) => {
      const steps = stepsOf(text, [text], report)
      const issues = checkPattern(pattern)
      for (const issue of issues) report({ ...issue, path: [text, ...issue.path] })
      return steps === undefined || issues.length > 0 ? [] : [{ text, steps, pattern }]
    })
  })
}

function listField(description: string): z.ZodType<readonly Steps[]> {
  const schema = { type: 'array', items: { type: 'string' }, description }
  return field(schema, (value, report) => {
    if (!Array.isArray(value)) {
      const message = `expected a list of paths into the state, found ${nameValue(value)}`
      return report({ code: 'wrong-type', message })
    }
    return value.flatMap((item: unknown, index) => {
      if (typeof item !== 'string') {
        const message = `expected a path into the state, found ${nameValue(item)}`
        return report({ code: 'wrong-type', message, path: [index] }) ?? []
      }
      const steps = stepsOf(item, [index], report)
      return steps === undefined ? [] : [steps]
    })
  })
}

function stepsOf(text: string, path: readonly (string | number)[], report: Report): Steps | undefined {
  const steps = parseSteps(text)
  if (steps !== null) return steps
  const message = `expected a path such as orders.A-1001.items[0], found ${nameValue(text)}`
  return report({ code: 'invalid-value', message, path })
}
