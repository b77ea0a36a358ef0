import { constants } from 'node:fs'
import { chmod, cp, lstat, mkdir, mkdtemp, readdir, readlink, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { messageOf, PawlError } from '../errors.ts'

/** Folders of one trial, which nobody else uses. */
export interface Workspace {
  /** A copy of the suite's workspace; `null` where it has none. */
  readonly cwd: string | null
  /** Empty at first; `null` where the agent has the user's own. */
  readonly home: string | null
  /** For temporary files. */
  readonly tmp: string
  remove(): Promise<void>
}

export interface WorkspaceOptions {
  /** The folder to copy. */
  readonly source: string | null
  readonly privateHome: boolean
}

/** Throws `suite-unreadable` for a folder that cannot be copied whole. */
export async function openWorkspace({ source, privateHome }: WorkspaceOptions): Promise<Workspace> {
  // The real path: agents ask the system where they are, and the harness looks for the answer in what they send.
  const root = await realpath(await mkdtemp(join(tmpdir(), 'pawl-')))
  const cwd = source === null ? null : join(root, 'workspace')
  const home = privateHome ? join(root, 'home') : null
  const tmp = join(root, 'tmp')
  try {
    await mkdir(tmp)
    if (home !== null) await mkdir(home)
    if (source !== null && cwd !== null) await copy(source, cwd)
  } catch (error) {
    await remove(root)
    throw error
  }
  return { cwd, home, tmp, remove: () => remove(root) }
}

async function copy(source: string, to: string): Promise<void> {
  try {
    const from = await realpath(source)
    await cp(from, to, {
      recursive: true,
      verbatimSymlinks: true,
      // Costs nothing where the file system shares blocks.
      mode: constants.COPYFILE_FICLONE,
      filter: async (path) => {
        await refuseEscape(from, path)
        return true
      },
    })
  } catch (error) {
    if (error instanceof PawlError) throw error
    throw new PawlError('suite-unreadable', `the workspace ${source} cannot be copied: ${messageOf(error)}`, {
      hint: 'Set workspace to a folder of files that each trial may change.',
      cause: error,
    })
  }
}

/** A link that leads out of the copy would let one trial change what the next one sees. */
async function refuseEscape(root: string, path: string): Promise<void> {
  if (!(await lstat(path)).isSymbolicLink()) return
  const link = await readlink(path)
  const target = resolve(dirname(path), link)
  if (!isAbsolute(link) && (target === root || target.startsWith(`${root}${sep}`))) return
  throw new PawlError(
    'suite-unreadable',
    `the workspace ${root} holds the link ${relative(root, path)} to ${link}, which leads out of a copy`,
    {
      hint: 'Put what it names into the workspace, with a relative link to it if need be; trials may change all they see there.',
    },
  )
}

/** Never throws: a folder that cannot be removed changes nothing in what a trial showed. */
async function remove(root: string): Promise<void> {
  const options = { recursive: true, force: true, maxRetries: 3 }
  try {
    await rm(root, options)
  } catch {
    // Package managers leave folders without write permission.
    await unlock(root)
      .then(() => rm(root, options))
      .catch(() => {})
  }
}

async function unlock(folder: string): Promise<void> {
  await chmod(folder, 0o700)
  const entries = await readdir(folder, { withFileTypes: true })
  await Promise.all(
    entries.filter((entry) => entry.isDirectory()).map(({ name }) => unlock(join(folder, name))),
  )
}
