// Imports go one way. `npm run check` runs this file; imports.test.ts shows that it sees what it forbids.
// (Biome's noRestrictedImports can only list what is forbidden, so a new folder would be free of rules, and it does
// not see `import('…').Type`.)
import { globSync, readFileSync } from 'node:fs'
import { join, posix, sep } from 'node:path'

/** The house from the ground up. A room may import the floors below its own, and of its own floor only itself. */
const FLOORS: readonly (readonly string[])[] = [
  ['trajectory', 'stats', 'errors'],
  ['secrets'],
  ['model'],
  ['agent', 'expect'],
  ['suite'],
  ['target'],
  ['run', 'gate', 'attack'],
  ['report'],
  ['cli', 'index', 'vitest'],
]

/** The only file outside src that the program reads. */
const OUTSIDE = ['../package.json']

export interface SourceFile {
  /** Relative to src, with slashes. */
  readonly path: string
  readonly text: string
}

/** One line for each import that goes against the way, as `file:line:column why`. */
export function forbiddenImports(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) =>
    importsIn(file).flatMap(({ target, line, column }) => {
      const why = objection(roomOf(file.path), target)
      return why === null ? [] : [`src/${file.path}:${line}:${column} ${why}`]
    }),
  )
}

interface Import {
  /** Relative to src. */
  readonly target: string
  readonly line: number
  readonly column: number
}

/** Static imports, re-exports, side effects, `import()` of values and types, `require`: whatever names a path. */
const STATEMENT = /\b(?:from|import|require)\s*\(?\s*(['"`])(\.{1,2}\/[^'"`\n]*)\1/g

function importsIn({ path, text }: SourceFile): Import[] {
  return [...text.matchAll(STATEMENT)].map(({ index, 2: specifier = '' }) => {
    const before = text.slice(0, index).split('\n')
    const target = posix.join(posix.dirname(path), specifier)
    return { target, line: before.length, column: (before.at(-1) ?? '').length + 1 }
  })
}

/** `gate` of `gate/bounds.ts`, `errors` of `errors.ts`. */
const roomOf = (path: string): string => path.split('/')[0]?.replace(/\.ts$/, '') ?? ''

const floorOf = (room: string): number => FLOORS.findIndex((rooms) => rooms.includes(room))

function objection(room: string, target: string): string | null {
  if (target.startsWith('../')) {
    return OUTSIDE.includes(target) ? null : `${room} imports ${target}, which is not part of the program`
  }
  const other = roomOf(target)
  if (other === room) return floorOf(room) >= 0 ? null : unknown(room)
  if (floorOf(room) < 0) return unknown(room)
  if (floorOf(other) < 0) return unknown(other)
  if (floorOf(other) < floorOf(room)) return null
  return `${room} may not import ${other}: ${below(room)}`
}

const unknown = (room: string): string =>
  `${room} is on no floor: add it to FLOORS in test/project/imports.ts`

function below(room: string): string {
  const rooms = FLOORS.slice(0, floorOf(room)).flat()
  return rooms.length === 0 ? 'it imports nothing of ours' : `below it are ${rooms.join(', ')}`
}

export function sourceFiles(root: string): SourceFile[] {
  return globSync('**/*.ts', { cwd: root })
    .sort()
    .map((path) => ({ path: path.split(sep).join('/'), text: readFileSync(join(root, path), 'utf8') }))
}

if (import.meta.main) {
  const files = sourceFiles(join(import.meta.dirname, '../../src'))
  const found = forbiddenImports(files)
  for (const line of found) console.error(line)
  console.log(`import rules: ${files.length} files, ${found.length} imports against the way`)
  process.exitCode = found.length > 0 || files.length === 0 ? 1 : 0
}
