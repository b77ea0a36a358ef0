import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import manifest from '../../package.json' with { type: 'json' }

const EXACT = /^\d+\.\d+\.\d+$/

it('every package is pinned, and none comes along when pawl is installed', () => {
  expect(Object.entries(manifest.devDependencies).filter(([, version]) => !EXACT.test(version))).toEqual([])
  expect(manifest).not.toHaveProperty('dependencies')
  // Whose tests have vitest bring it themselves.
  expect(manifest.peerDependencies).toEqual({ vitest: '>=5' })
  expect(manifest.peerDependenciesMeta).toEqual({ vitest: { optional: true } })
})

it('the lock file names no registry: whoever installs uses their own', () => {
  const lock = readFileSync(join(import.meta.dirname, '../../package-lock.json'), 'utf8')
  expect(lock).toContain('"integrity"')
  expect(lock).not.toContain('"resolved"')
})

it('only these packages run a script when they are installed', () => {
  expect(Object.keys(manifest.allowScripts).sort()).toEqual(['esbuild', 'node'])
})
