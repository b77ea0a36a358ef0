import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

/** Where a folder's files came from. */
export interface Commit {
  readonly commit: string
  /** `null` for a commit that was checked out by itself. */
  readonly branch: string | null
}

type Environment = Readonly<Record<string, string | undefined>>

/**
 * The commit that is checked out in the repository of a folder, read from git's own files: to start git would take
 * longer than a lean run. Without a repository, that of the CI job; `null` where there is neither.
 */
export function commitOf(folder: string, env: Environment): Commit | null {
  const head = headOf(folder)
  const job = env['GITHUB_SHA'] || null
  if (head === null) return job === null ? null : { commit: job, branch: jobBranch(env) }
  // A CI job checks out commits: its branch is that of the job, if it is the job's commit.
  return head.branch === null && head.commit === job ? { ...head, branch: jobBranch(env) } : head
}

/** A pull request's own branch; but a `pull_request_target` job checks out the branch that it goes to. */
function jobBranch(env: Environment): string | null {
  if (env['GITHUB_REF_TYPE'] === 'tag') return null
  const head = env['GITHUB_EVENT_NAME'] === 'pull_request_target' ? '' : env['GITHUB_HEAD_REF']
  return head || env['GITHUB_REF_NAME'] || null
}

const HASH = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/

function headOf(folder: string): Commit | null {
  const git = gitFolder(folder)
  if (git === null) return null
  const head = textOf(join(git, 'HEAD'))
  const ref = /^ref: (refs\/\S+)$/.exec(head)?.[1]
  const commit = ref === undefined ? head : hashOfRef(git, ref)
  if (!HASH.test(commit)) return null
  return { commit, branch: ref?.startsWith(BRANCHES) ? ref.slice(BRANCHES.length) : null }
}

const BRANCHES = 'refs/heads/'

/** Of the nearest repository above; that of a further worktree stands where the file `.git` says (gitrepository-layout). */
function gitFolder(folder: string): string | null {
  for (let here = resolve(folder); ; here = dirname(here)) {
    const git = join(here, '.git')
    if (existsSync(git)) {
      if (statSync(git).isDirectory()) return git
      const [, elsewhere] = /^gitdir: (.+)$/.exec(textOf(git)) ?? []
      return elsewhere === undefined ? null : resolve(here, elsewhere)
    }
    if (dirname(here) === here) return null
  }
}

/** The refs of all worktrees are with the main one. */
function hashOfRef(git: string, ref: string): string {
  const common = resolve(git, textOf(join(git, 'commondir')))
  const loose = textOf(join(common, ref))
  if (loose !== '') return loose
  const packed = textOf(join(common, 'packed-refs')).split('\n')
  return packed.find((line) => line.endsWith(` ${ref}`))?.split(' ')[0] ?? ''
}

/** Empty where it cannot be read. */
function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch {
    return ''
  }
}
