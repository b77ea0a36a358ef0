import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { promisify } from 'node:util'
import { messageOf, PawlError } from '../errors.ts'

/** The repository that a folder stands in, whether the folder is still there or not. */
export interface Repository {
  /** Absolute, its real path. */
  readonly root: string
  /** The folder from there, with `/`; empty for the root itself. */
  readonly inside: string
  /** Runs git in the root; gives what it prints. */
  git(args: readonly string[], env?: NodeJS.ProcessEnv): Promise<string>
  /** The hash of a commit. Throws `usage` for one that there is not. */
  commit(rev: string): Promise<string>
}

const run = promisify(execFile)
const MAX_BYTES = 1024 * 1024 * 1024

/**
 * Throws `usage` outside a repository.
 * @param hint what to do about it
 */
export async function openRepository(folder: string, hint: string): Promise<Repository> {
  const cwd = existing(folder)
  const say = async (args: readonly string[], from: string, env?: NodeJS.ProcessEnv): Promise<string> =>
    (await run('git', args, { cwd: from, maxBuffer: MAX_BYTES, ...(env ? { env } : {}) })).stdout
  const places = await say(['rev-parse', '--show-toplevel', '--show-prefix'], cwd).catch((error: unknown) => {
    const message = `${folder} is not in a git repository that can be read: ${reasonIn(error)}`
    throw new PawlError('usage', message, { hint, cause: error })
  })
  const [root = '', prefix = ''] = places.split(/\r?\n/)
  const path = join(prefix, relative(cwd, folder)).split(sep).join('/').replace(/\/$/, '')
  return {
    root,
    inside: path === '.' ? '' : path,
    git: (args, env) => say(args, root, env),
    async commit(rev) {
      const asked = ['rev-parse', '--verify', '--end-of-options', `${rev}^{commit}`]
      const hash = await say(asked, root).catch((error: unknown) => {
        const message = `git has no commit ${JSON.stringify(rev)} here: ${reasonIn(error)}`
        throw new PawlError('usage', message, {
          hint: 'Name a commit, a branch or a tag: --against origin/main',
          cause: error,
        })
      })
      return hash.trim()
    },
  }
}

/** The folder itself, or the nearest above it that is still there. */
const existing = (folder: string): string => (existsSync(folder) ? folder : existing(dirname(folder)))

/** What git said, or why it could not be started. */
export function reasonIn(error: unknown): string {
  const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : ''
  return said === '' ? messageOf(error) : (said.split('\n')[0] ?? said)
}
