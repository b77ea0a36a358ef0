import { readFileSync, statSync } from 'node:fs'
import { dirname, relative, resolve } from 'node:path'
import { hashOf } from '../model/recording/blocks.ts'

/** Static imports, re-exports, `import()` and `require` of files beside it: whatever names a path. */
const IMPORT = /\b(?:from|import|require)\s*\(?\s*(['"`])(\.{1,2}\/[^'"`\n]*)\1/g

/**
 * The files that a module agent is made of, each with the start of its hash: the entry and what it imports of its
 * own, at any depth. Packages are not among them; their lock file says what they are.
 */
export function moduleParts(entry: string): Record<string, string> {
  const found = new Map<string, string>()
  const waiting = [entry]
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (found.has(path) || !isFile(path)) continue
    const text = readFileSync(path, 'utf8')
    found.set(path, hashOf(text).slice(0, 16))
    for (const { 2: specifier = '' } of text.matchAll(IMPORT)) waiting.push(resolve(dirname(path), specifier))
  }
  const named = [...found].map(([path, hash]): [string, string] => [
    relative(dirname(entry), path).replaceAll('\\', '/'),
    hash,
  ])
  return Object.fromEntries(named.sort(([a], [b]) => (a < b ? -1 : 1)))
}

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false
