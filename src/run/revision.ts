import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { basename, dirname, join, relative, sep } from 'node:path'
import { promisify } from 'node:util'
import { messageOf, PawlError } from '../errors.ts'

/** A folder as it was in a commit. */
export interface Revision {
  /** Names of the files in it, in order. */
  list(): Promise<readonly string[]>
  /** The text of one of these files. */
  read(name: string): Promise<string>
}

const run = promisify(execFile)
const MAX_BYTES = 1024 * 1024 * 1024

/**
 * Asks git for a folder, whether it is still there or not. Throws `usage` outside a repository and for a commit that
 * there is not.
 */
export async function openRevision(folder: string, rev: string): Promise<Revision> {
  const cwd = existing(folder)
  const git = async (...args: readonly string[]): Promise<string> =>
    (await run('git', args, { cwd, maxBuffer: MAX_BYTES })).stdout
  const prefix = await git('rev-parse', '--show-prefix').catch((error: unknown) => {
    throw new PawlError(
      'usage',
      `${folder} is not in a git repository that can be read: ${reasonIn(error)}`,
      {
        hint: 'Recordings are compared with what git has of them: commit them first.',
        cause: error,
      },
    )
  })
  const commit = await git('rev-parse', '--verify', '--end-of-options', `${rev}^{commit}`).catch(
    (error: unknown) => {
      throw new PawlError('usage', `git has no commit ${JSON.stringify(rev)} here: ${reasonIn(error)}`, {
        hint: 'Name a commit, a branch or a tag: --against origin/main',
        cause: error,
      })
    },
  )
  const path = join(prefix.trimEnd(), relative(cwd, folder)).split(sep).join('/').replace(/\/$/, '')
  const inside = path === '.' || path === '' ? '' : `${path}/`
  return {
    async list() {
      const only = inside === '' ? [] : ['--', inside]
      const names = await git('ls-tree', '--full-tree', '-z', '--name-only', commit.trim(), ...only)
      return names
        .split('\0')
        .filter(Boolean)
        .map((name) => basename(name))
        .sort()
    },
    read: (name) => git('show', `${commit.trim()}:${inside}${name}`),
  }
}

/** The folder itself, or the nearest above it that is still there. */
const existing = (folder: string): string => (existsSync(folder) ? folder : existing(dirname(folder)))

/** What git said, or why it could not be started. */
function reasonIn(error: unknown): string {
  const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : ''
  return said === '' ? messageOf(error) : (said.split('\n')[0] ?? said)
}
