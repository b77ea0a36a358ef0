import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { commitOf } from '../../src/run/commit.ts'
import { temporaryFolder } from '../model/recording/build.ts'

/** What git itself says, in a folder and with no settings of the developer's. */
function gitIn(dir: string): (...args: readonly string[]) => string {
  const env = {
    PATH: process.env['PATH'],
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_AUTHOR_NAME: 'Ada',
    GIT_AUTHOR_EMAIL: 'ada@example.com',
    GIT_COMMITTER_NAME: 'Ada',
    GIT_COMMITTER_EMAIL: 'ada@example.com',
  }
  return (...args) => execFileSync('git', args, { cwd: dir, env, encoding: 'utf8' }).trim()
}

/** A repository with one commit on `main`. */
function repository() {
  const dir = temporaryFolder()
  const git = gitIn(dir)
  git('init', '--quiet', '--initial-branch', 'main')
  git('commit', '--quiet', '--allow-empty', '--message', 'first')
  return { dir, git, head: git('rev-parse', 'HEAD') }
}

const JOB = { GITHUB_SHA: 'a'.repeat(40), GITHUB_REF_NAME: 'main' }

describe('the commit of a folder', () => {
  it('is that of the branch that is checked out, seen from any folder below', () => {
    const { dir, git, head } = repository()
    mkdirSync(join(dir, 'evals/deep'), { recursive: true })
    expect(commitOf(join(dir, 'evals/deep'), {})).toEqual({ commit: head, branch: 'main' })
    git('checkout', '--quiet', '-b', 'fix/a-b')
    git('commit', '--quiet', '--allow-empty', '--message', 'second')
    expect(commitOf(dir, JOB)).toEqual({ commit: git('rev-parse', 'HEAD'), branch: 'fix/a-b' })
  })

  it('is found where git has packed its refs', () => {
    const { dir, git, head } = repository()
    git('branch', 'other/main')
    git('pack-refs', '--all')
    expect(commitOf(dir, {})).toEqual({ commit: head, branch: 'main' })
  })

  it('is that of a further worktree in its folder', () => {
    const { git, head } = repository()
    const other = join(temporaryFolder(), 'other')
    git('worktree', 'add', '--quiet', '-b', 'side', other)
    expect(commitOf(other, {})).toEqual({ commit: head, branch: 'side' })
    git('pack-refs', '--all')
    expect(commitOf(other, {})).toEqual({ commit: head, branch: 'side' })
  })

  it('that is checked out by itself has no branch but that of the CI job it is checked out for', () => {
    const { dir, git, head } = repository()
    git('checkout', '--quiet', '--detach')
    expect(commitOf(dir, {})).toEqual({ commit: head, branch: null })
    expect(commitOf(dir, JOB)).toEqual({ commit: head, branch: null })
    const job = { GITHUB_SHA: head, GITHUB_REF_NAME: '7/merge', GITHUB_HEAD_REF: 'fix' }
    expect(commitOf(dir, job)).toEqual({ commit: head, branch: 'fix' })
    expect(commitOf(dir, { ...job, GITHUB_HEAD_REF: '' })).toEqual({ commit: head, branch: '7/merge' })
  })

  it('of a job for a pull request from elsewhere is on the branch that it goes to', () => {
    const job = { ...JOB, GITHUB_HEAD_REF: 'fix', GITHUB_EVENT_NAME: 'pull_request_target' }
    expect(commitOf(temporaryFolder(), job)).toEqual({ commit: JOB.GITHUB_SHA, branch: 'main' })
  })

  it('is that of the CI job where there is no repository, and a tag is no branch', () => {
    const dir = temporaryFolder()
    expect(commitOf(dir, JOB)).toEqual({ commit: JOB.GITHUB_SHA, branch: 'main' })
    expect(commitOf(dir, { ...JOB, GITHUB_REF_TYPE: 'tag' })).toEqual({
      commit: JOB.GITHUB_SHA,
      branch: null,
    })
    expect(commitOf(dir, {})).toBeNull()
  })

  it('is unknown before the first one, and where the repository is damaged', () => {
    const dir = temporaryFolder()
    gitIn(dir)('init', '--quiet')
    expect(commitOf(dir, {})).toBeNull()
    rmSync(join(dir, '.git'), { recursive: true })
    writeFileSync(join(dir, '.git'), 'nothing of git')
    expect(commitOf(dir, {})).toBeNull()
  })
})
