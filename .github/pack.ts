// Packs what `npm run build` made into pawl-<version>.tgz, in the folder of the first argument or here. The manifest
// in it has no scripts and no packages of ours: whoever installs it builds nothing, and npm has nothing to ask about.
import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const OURS = new Set(['scripts', 'devDependencies', 'knip', 'allowScripts'])

const stage = mkdtempSync(join(tmpdir(), 'pawl-package-'))
try {
  for (const path of ['dist', 'README.md', 'LICENSE']) cpSync(path, join(stage, path), { recursive: true })
  const manifest: Record<string, unknown> = JSON.parse(readFileSync('package.json', 'utf8'))
  const shipped = Object.fromEntries(Object.entries(manifest).filter(([key]) => !OURS.has(key)))
  writeFileSync(join(stage, 'package.json'), `${JSON.stringify(shipped, null, 2)}\n`)
  const into = resolve(process.argv[2] ?? '.')
  execFileSync('npm', ['pack', '--silent', '--pack-destination', into], { cwd: stage, stdio: 'inherit' })
} finally {
  rmSync(stage, { recursive: true })
}
