// The README's table of expectations, from the registry. `npm run docs` writes it; readme.test.ts holds it to that.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { registry } from '../../src/expect/index.ts'
import { jsonSchemaOf } from '../../src/expect/issue.ts'

const README = join(import.meta.dirname, '../../README.md')
const SECTION = /(?<=^<!-- expectations -->\n).*?(?=^<!-- end of expectations -->$)/ms

interface Schema {
  readonly description?: string
  readonly type?: string | readonly string[]
  readonly const?: unknown
  readonly $ref?: string
  readonly anyOf?: readonly Schema[]
  readonly properties?: Readonly<Record<string, Schema>>
}

export function expectationsTable(): string {
  const rows = [...registry].map(([name, { schema }]) => {
    const { description = '', properties = {} } = jsonSchemaOf(schema) as Schema
    const { [name]: value = {}, ...options } = properties
    const forms = code(`${name}: ${formsOf(value).join(' | ')}`)
    return `| ${forms} | ${inCell(description)} | ${Object.keys(options).map(code).join(', ')} |\n`
  })
  return `| expectation | holds when | beside it |\n|---|---|---|\n${rows.join('')}`
}

/** The table as the README has it. */
export const tableInReadme = (): string | undefined => SECTION.exec(readFileSync(README, 'utf8'))?.[0]

/** The ways to write a value, each once. */
function formsOf({ type, const: only, $ref, anyOf, properties }: Schema): string[] {
  if ($ref !== undefined) return ['expectation']
  if (only !== undefined) return [String(only)]
  if (anyOf !== undefined) return [...new Set(anyOf.flatMap(formsOf))]
  if (properties !== undefined) return [`{ ${Object.keys(properties).join(', ')} }`]
  const types = type === undefined ? [] : [type].flat()
  return types.length === 0 ? ['…'] : types.map((each) => FORMS[each] ?? each)
}

const FORMS: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'number',
  array: '[…]',
  object: '{ … }',
}

const code = (text: string): string => `\`${inCell(text)}\``

const inCell = (text: string): string => text.replaceAll('|', '\\|')

if (process.argv[1] === import.meta.filename) {
  writeFileSync(README, readFileSync(README, 'utf8').replace(SECTION, expectationsTable))
}
