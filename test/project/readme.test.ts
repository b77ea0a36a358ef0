import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { registry } from '../../src/expect/index.ts'
import { METRICS } from '../../src/gate/metrics.ts'
import { PRICES_AS_OF } from '../../src/model/prices.ts'
import { reporters } from '../../src/report/index.ts'
import { loadSuite, suiteJsonSchema } from '../../src/suite/index.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const readme = readFileSync(join(ROOT, 'README.md'), 'utf8')
const dir = mkdtempSync(join(tmpdir(), 'pawl-readme-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

test('the suite in the README loads without a mistake', async () => {
  const [, yaml = ''] = /```yaml\n(suite: [\s\S]*?)```/.exec(readme) ?? []
  cpSync(join(ROOT, 'evals/agents'), join(dir, 'agents'), { recursive: true })
  writeFileSync(join(dir, 'x.eval.yaml'), yaml)
  const { suite, diagnostics } = await loadSuite('x.eval.yaml', { cwd: dir })
  expect(diagnostics).toEqual([])
  expect(suite?.cases.map(({ id }) => id)).toEqual(['refund-in-window'])
})

test('the README names every expectation, metric and reporter, and the date of the prices', () => {
  const missing = [...registry.keys(), ...reporters.keys()].filter((name) => !readme.includes(name))
  expect(missing).toEqual([])
  const families = readme.replace(/p50\|p95\|p99_(\w+)/g, 'p50_$1 p95_$1 p99_$1')
  const measured = METRICS.map(({ name }) => name).filter((name) => !/attack/.test(name))
  expect(measured.filter((name) => !families.includes(name))).toEqual([])
  expect(readme).toContain(PRICES_AS_OF)
})

test('the schema that the shipped suites name is the one that pawl schema prints', () => {
  const stored: unknown = JSON.parse(readFileSync(join(ROOT, 'evals/suite.schema.json'), 'utf8'))
  expect(stored).toEqual(suiteJsonSchema())
})
