import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { CODES, formatDiagnostic, loadSuite } from '../../src/suite/index.ts'

const ROOT = join(import.meta.dirname, '../../fixtures/broken')

const folders = readdirSync(ROOT, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)

const diagnose = (folder: string) => loadSuite(`${folder}/suite.eval.yaml`, { cwd: ROOT })

describe('fixtures/broken', () => {
  test.each(folders)('%s has exactly the diagnostics it says', async (folder) => {
    const { suite, diagnostics } = await diagnose(folder)
    const expected = readFileSync(join(ROOT, folder, 'expected.txt'), 'utf8')
    expect(`${diagnostics.map(formatDiagnostic).join('\n\n')}\n`).toBe(expected)
    expect(suite === null).toBe(diagnostics.some(({ severity }) => severity === 'error'))
  })

  test('every code has a fixture, and every fixture a mistake', async () => {
    const all = await Promise.all(folders.map(diagnose))
    const seen = new Set(all.flatMap(({ diagnostics }) => diagnostics.map(({ code }) => code)))
    expect([...seen].sort()).toEqual(Object.keys(CODES).sort())
    for (const { diagnostics } of all) expect(diagnostics.length).toBeGreaterThan(0)
  })

  test('codes are kebab-case and say what they are about', () => {
    for (const [code, { about }] of Object.entries(CODES)) {
      expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/)
      expect(about).not.toBe('')
    }
  })
})
