import { basename } from 'node:path'
import { openRepository } from './git.ts'

/** A folder as it was in a commit. */
export interface Revision {
  /** Names of the files in it, in order. */
  list(): Promise<readonly string[]>
  /** The text of one of these files. */
  read(name: string): Promise<string>
}

/**
 * Asks git for a folder, whether it is still there or not. Throws `usage` outside a repository and for a commit that
 * there is not.
 */
export async function openRevision(folder: string, rev: string): Promise<Revision> {
  const hint = 'Recordings are compared with what git has of them: commit them first.'
  const { git, inside, commit } = await openRepository(folder, hint)
  const hash = await commit(rev)
  const prefix = inside === '' ? '' : `${inside}/`
  return {
    async list() {
      const only = prefix === '' ? [] : ['--', prefix]
      const names = await git(['ls-tree', '--full-tree', '-z', '--name-only', hash, ...only])
      return names
        .split('\0')
        .filter(Boolean)
        .map((name) => basename(name))
        .sort()
    },
    read: (name) => git(['show', `${hash}:${prefix}${name}`]),
  }
}
