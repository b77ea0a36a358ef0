import type * as z from 'zod'
import { isJsonObject, type Json, type JsonObject, own } from '../../trajectory/index.ts'
import { field, nameValue, type Report } from '../field.ts'
import { shorten } from '../show.ts'
import { type AllowedHost, parseAllowedHost } from './hosts.ts'
import { type FilePath, parsePath } from './paths.ts'

/** `null` where nothing is said of hosts, of paths, or of tools. */
export interface WithinSpec {
  readonly hosts: readonly AllowedHost[] | null
  readonly paths: readonly FilePath[] | null
  readonly tools: readonly string[] | null
  readonly text: string
}

export const WITHIN =
  'Every host and file path in the arguments of tools is one of these, or within one of them.'

const LISTS = ['hosts', 'paths', 'tools']

const texts = (description: string) => ({
  type: 'array',
  items: { type: 'string', minLength: 1 },
  description,
})

const jsonSchema = {
  type: 'object',
  properties: {
    hosts: texts('Such as shop.com, *.shop.com, shop.com:8080, shop.com:*; [] for none.'),
    paths: texts(
      'Folders such as /work or ./data; a relative path begins in the working directory; [] for none.',
    ),
    tools: { ...texts('The tools whose arguments are looked at; absent: all.'), minItems: 1 },
  },
  additionalProperties: false,
  description: WITHIN,
}

export function withinField(): z.ZodType<WithinSpec> {
  return field(jsonSchema, (value, report) => {
    if (!isJsonObject(value)) {
      const message = `expected { hosts: [...], paths: [...] }, found ${nameValue(value)}`
      return report({ code: 'wrong-type', message })
    }
    for (const key of Object.keys(value)) {
      if (LISTS.includes(key)) continue
      const message = `stays_within has no option ${JSON.stringify(key)}; it takes ${LISTS.join(', ')}`
      report({ code: 'unknown-key', message, path: [key], candidates: LISTS })
    }
    const [hosts, paths, tools] = ['hosts', 'paths', 'tools'].map((key) => listAt(value, key, report))
    if (hosts === null && paths === null) {
      return report({ code: 'cannot-fail', message: 'nothing is said of hosts or of paths' })
    }
    if (tools?.length === 0)
      report({ code: 'cannot-fail', message: 'the list of tools is empty', path: ['tools'] })
    return {
      hosts: hosts?.flatMap((text, index) => hostAt(text, index, report)) ?? null,
      paths: paths ? withWorkingDirectory(paths.flatMap((text, index) => pathAt(text, index, report))) : null,
      tools: tools ?? null,
      text: [...(hosts ?? []), ...(paths ?? [])].map((each) => shorten(each, 40)).join(', ') || 'nothing',
    }
  })
}

/** What is relative is inside, unless the suite says what of it is: an agent works where it should. */
const withWorkingDirectory = (paths: readonly FilePath[]): readonly FilePath[] =>
  paths.length === 0 || paths.some(({ root }) => root === '.') ? paths : [...paths, { root: '.', steps: [] }]

function listAt(value: JsonObject, key: string, report: Report): readonly string[] | null {
  const list = own(value, key)
  if (list === undefined) return null
  const isTexts = Array.isArray(list) && list.every((each: Json) => typeof each === 'string' && each !== '')
  if (isTexts) return list as readonly string[]
  report({ code: 'wrong-type', message: `expected a list of texts, found ${nameValue(list)}`, path: [key] })
  return []
}

function hostAt(text: string, index: number, report: Report): readonly AllowedHost[] {
  const host = parseAllowedHost(text)
  if (host !== null) return [host]
  const message = `expected a host such as shop.com, *.shop.com or shop.com:8080, found ${nameValue(text)}`
  report({ code: 'invalid-value', message, path: ['hosts', index] })
  return []
}

function pathAt(text: string, index: number, report: Report): readonly FilePath[] {
  const path = parsePath(text)
  if (path?.root === '/' && path.steps.length === 0) {
    report({ code: 'cannot-fail', message: 'every absolute path is within /', path: ['paths', index] })
  }
  if (path !== null && !path.steps.slice(1).includes('..')) return [path]
  const message = `expected a folder such as /work or ./data, found ${nameValue(text)}`
  report({ code: 'invalid-value', message, path: ['paths', index] })
  return []
}
