import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { forbiddenImports, sourceFiles } from './imports.ts'

const SRC = join(import.meta.dirname, '../../src')

const inFile = (path: string, text: string) => forbiddenImports([{ path, text }])

describe('the import rules', () => {
  it('hold in src, and cover every folder of it', () => {
    const files = sourceFiles(SRC)
    expect(files.length).toBeGreaterThan(100)
    expect(forbiddenImports(files)).toEqual([])
    const rooms = new Set(files.map(({ path }) => path.split('/')[0]?.replace(/\.ts$/, '') ?? ''))
    for (const room of rooms) {
      expect(inFile(`${room}/planted.ts`, `import '../cli/main.ts'`).length, room).toBe(
        room === 'cli' ? 0 : 1,
      )
    }
  })

  it.each([
    ['trajectory', 'errors'],
    ['stats', 'trajectory'],
    ['errors', 'stats'],
    ['model', 'agent'],
    ['agent', 'expect'],
    ['expect', 'agent'],
    ['suite', 'target'],
    ['target', 'run'],
    ['run', 'gate'],
    ['gate', 'run'],
    ['attack', 'gate'],
    ['report', 'cli'],
    ['cli', 'index'],
    ['index', 'cli'],
  ])('let %s not import %s', (room, other) => {
    const [found] = inFile(`${room}/deep/planted.ts`, `\n  import { x } from '../../${other}/x.ts'\n`)
    expect(found).toContain(`src/${room}/deep/planted.ts:2:16 ${room} may not import ${other}`)
  })

  it.each([
    `import { x } from '../run/x.ts'`,
    `import x from "../run/x.ts"`,
    `import * as x from '../run/x.ts'`,
    `import type { X } from '../run/x.ts'`,
    `import { type X } from '../run/x.ts'`,
    `import {\n  a,\n  b,\n} from '../run/x.ts'`,
    `import '../run/x.ts'`,
    `export { x } from '../run/x.ts'`,
    `export * from '../run/x.ts'`,
    `const x = await import('../run/x.ts')`,
    `const x = await import(\n  '../run/x.ts'\n)`,
    'const x = import(`../run/x.ts`)',
    `type X = import('../run/x.ts').X`,
    `type X = typeof import('../run/x.ts')`,
    `const x = require('../run/x.ts')`,
    `import { x } from '../../src/run/x.ts'`,
    `import { x } from '../run/x.ts'`,
  ])('see %j', (statement) => {
    expect(inFile('gate/planted.ts', statement)).toHaveLength(1)
  })

  it('let a room import itself, the floors below, packages and the manifest', () => {
    const text = `
      import a from './own.ts'
      import b from '../errors.ts'
      import c from '../stats/index.ts'
      import d from '../../package.json' with { type: 'json' }
      import e from 'yaml'
      import f from 'node:fs'
      const g = await import('../suite/load.ts')
    `
    expect(inFile('gate/planted.ts', text)).toEqual([])
    expect(inFile('gate/deep/planted.ts', `import a from '../own.ts'`)).toEqual([])
  })

  it('let nothing be imported from outside src', () => {
    expect(inFile('gate/planted.ts', `import { x } from '../../test/gate/build.ts'`)).toEqual([
      'src/gate/planted.ts:1:14 gate imports ../test/gate/build.ts, which is not part of the program',
    ])
  })

  it('ask for a floor for every new folder', () => {
    expect(inFile('novel/a.ts', `import './b.ts'`)).toEqual([
      'src/novel/a.ts:1:1 novel is on no floor: add it to FLOORS in test/project/imports.ts',
    ])
    expect(inFile('cli/a.ts', `import '../novel/b.ts'`)).toHaveLength(1)
  })
})
