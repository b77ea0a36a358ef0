import { createHash } from 'node:crypto'
import { createReadStream, type Dirent } from 'node:fs'
import { lstat, readdir, readlink, realpath, stat } from 'node:fs/promises'
import { basename, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { hashOf } from '../model/recording/blocks.ts'
import type { Json } from '../trajectory/index.ts'

/** What an agent is made of, by name, each as a short hash. */
export type Parts = Readonly<Record<string, string>>

export interface Made {
  /** What the suite says of it, without paths of this machine. */
  readonly settings: Readonly<Record<string, Json>>
  /** Files and folders whose content it is. */
  readonly files: readonly string[]
  /** Paths within it are named relative to it, others by their last part. */
  readonly base: string
}

const HASH_LENGTH = 16
const short = (hash: string): string => hash.slice(0, HASH_LENGTH)

export async function partsOf({ settings, files, base }: Made): Promise<Parts> {
  const parts: Record<string, string> = {}
  for (const [name, value] of Object.entries(settings)) parts[name] = short(hashOf(value))
  for (const file of [...new Set(files)].sort()) {
    const name = placeless(file, base)
    const content = await contentOf(await realpath(file).catch(() => file))
    parts[name] = short(hashOf(Object.hasOwn(parts, name) ? [parts[name] ?? null, content] : content))
  }
  return parts
}

export const fingerprintOf = (parts: Parts): string => short(hashOf(parts))

/** The files among the words of a command, as absolute paths. */
export async function filesNamedIn(argv: readonly string[], cwd: string): Promise<string[]> {
  const paths = argv.map((word) => resolve(cwd, word))
  const kinds = await Promise.all(
    paths.map(async (path) => (await stat(path).catch(() => null))?.isFile() === true),
  )
  return paths.filter((_, index) => kinds[index])
}

/** A command as another machine has it, too. */
export const placelessCommand = (argv: readonly string[], base: string): string[] =>
  argv.map((word) => (isAbsolute(word) ? placeless(word, base) : word))

function placeless(path: string, base: string): string {
  const inside = relative(base, path).split(sep).join('/')
  return inside.startsWith('../') || inside === '' ? basename(path) : inside
}

const statOf = (path: string) => lstat(path).catch(() => null)

/** A file's hash, a link's target, the contents of a folder by name; `null` for what is not there. */
async function contentOf(path: string): Promise<Json> {
  const stat = await statOf(path)
  if (stat?.isSymbolicLink()) return { link: await readlink(path) }
  if (stat?.isFile()) return await hashFile(path)
  if (!stat?.isDirectory()) return null
  const entries = await readdir(path, { withFileTypes: true })
  const contents = await Promise.all(
    entries.filter(isContent).map(async ({ name }) => [name, await contentOf(join(path, name))] as const),
  )
  return Object.fromEntries(contents)
}

/** Python writes these while it runs. */
const isContent = ({ name }: Dirent): boolean => name !== '__pycache__'

async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const piece of createReadStream(path)) hash.update(piece)
  return hash.digest('hex')
}
