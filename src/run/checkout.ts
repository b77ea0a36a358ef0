import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative, sep } from 'node:path'
import { PawlError } from '../errors.ts'
import { type Repository, reasonIn } from './git.ts'

/** All files of a repository as they were in a commit, in a folder of their own outside of it. */
export interface Checkout {
  /** The start of the commit's hash, as git shortens it. */
  readonly commit: string
  /** Where they are: the repository's root as it was. */
  readonly root: string
  /** Where a path of the repository is in it; a path outside of the repository is where it is. */
  readonly placed: (path: string) => string
  /** Takes the folder away. */
  remove(): void
}

/**
 * Checks a commit out beside the repository, which stays as it is: no work tree of git's own, so that nothing is left
 * in it whatever becomes of this process. The folder goes when it is removed or the process exits. Packages are those
 * that are installed today. Throws `usage` for a commit that there is not, `output-unwritable`.
 */
export async function checkOut(repository: Repository, rev: string): Promise<Checkout> {
  const hash = await repository.commit(rev)
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'pawl-against-')))
  const take = () => rmSync(folder, { recursive: true, force: true })
  process.once('exit', take)
  const remove = () => {
    process.off('exit', take)
    take()
  }
  const root = join(folder, 'tree')
  try {
    const { git } = repository
    mkdirSync(root)
    const env = { ...process.env, GIT_INDEX_FILE: join(folder, 'index') }
    await git(['read-tree', hash], env)
    await git(['checkout-index', '--all', '--quiet', `--prefix=${root}/`], env)
    await linkPackages(repository, hash, root)
    const commit = (await git(['rev-parse', '--short', hash])).trim()
    return { commit, root, placed: placedIn(repository.root, root), remove }
  } catch (error) {
    remove()
    if (error instanceof PawlError) throw error
    throw new PawlError('output-unwritable', `${rev} cannot be checked out: ${reasonIn(error)}`, {
      hint: `It needs as much space in ${tmpdir()} as the repository's files take.`,
      cause: error,
    })
  }
}

/** Where packages are installed in the repository, whose files have them too; git knows nothing of them. */
async function linkPackages({ root, git }: Repository, hash: string, to: string): Promise<void> {
  const files = await git(['ls-tree', '-r', '-z', '--name-only', hash])
  const manifests = files.split('\0').filter((path) => path === MANIFEST || path.endsWith(`/${MANIFEST}`))
  for (const folder of new Set(['.', ...manifests.map((path) => dirname(path))])) {
    const link = join(to, folder, PACKAGES)
    const installed = folder === '.' ? nearestPackages(root) : join(root, folder, PACKAGES)
    if (installed !== null && existsSync(installed) && !existsSync(link))
      symlinkSync(installed, link, 'junction')
  }
}

const MANIFEST = 'package.json'
const PACKAGES = 'node_modules'

/** As Node looks for them: in the folder, or in the nearest above it that has any. */
function nearestPackages(folder: string): string | null {
  const here = join(folder, PACKAGES)
  if (existsSync(here)) return here
  const above = dirname(folder)
  return above === folder ? null : nearestPackages(above)
}

const placedIn =
  (from: string, to: string) =>
  (path: string): string => {
    const inside = relative(from, existsSync(path) ? realpathSync(path) : path)
    const isOutside = inside === '..' || inside.startsWith(`..${sep}`) || /^([A-Za-z]:|[\\/])/.test(inside)
    return isOutside ? path : join(to, inside)
  }
