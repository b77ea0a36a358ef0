import { existsSync } from 'node:fs'
import { basename, dirname, isAbsolute, join, relative, sep } from 'node:path'
import { PawlError } from '../../errors.ts'
import { shellQuote } from '../../report/replay.ts'
import { type Checkout, checkOut, openRepository } from '../../run/index.ts'
import { type AgentRef, loadSuiteAgent, type ResponseMode, type Suite } from '../../suite/index.ts'
import type { Io } from '../io.ts'
import { usage } from '../options.ts'
import type { ChosenVariant, SuiteVariants } from './types.ts'

const HINT = '--against runs the agent as it was in a commit: name suites that are in a repository.'

/** Agents of another time, in files of their own as long as they are needed. */
export interface Revisited {
  readonly all: readonly SuiteVariants[]
  /** Takes their files away. */
  remove(): void
}

/**
 * Puts before each suite's agent the same suite with the agent, and its recordings, that it had in a commit. Throws
 * `usage` where there is no repository, commit or suite in it; `suite-invalid` for an agent that had mistakes.
 */
export async function against(
  suites: readonly Suite[],
  rev: string,
  responses: ResponseMode | null,
  io: Io,
): Promise<Revisited> {
  const checkouts = new Map<string, Checkout>()
  const remove = () => {
    for (const checkout of checkouts.values()) checkout.remove()
  }
  try {
    const all: SuiteVariants[] = []
    for (const suite of suites) {
      requireUnrecorded(responses ?? suite.responses)
      const repository = await openRepository(dirname(suite.path), HINT)
      const checkout = checkouts.get(repository.root) ?? (await checkOut(repository, rev))
      checkouts.set(repository.root, checkout)
      const base = baseOf(suite, join(repository.inside, basename(suite.path)), checkout, rev, io)
      all.push({ suite, variants: [base, { label: 'working tree', suite, chosenBy: null }] })
    }
    return { all, remove }
  } catch (error) {
    remove()
    throw error
  }
}

function requireUnrecorded(mode: ResponseMode): void {
  if (mode !== 'record') return
  throw usage(
    '--against does not go with --responses record',
    'What the agent of a commit is told belongs to that commit. Run with --responses live, and record afterwards.',
  )
}

/** @param inside the suite's file from the root of the repository */
function baseOf(
  suite: Suite,
  inside: string,
  { commit, root, placed }: Checkout,
  rev: string,
  io: Io,
): ChosenVariant {
  const path = join(root, inside)
  const display = `${commit}:${inside.replaceAll('\\', '/')}`
  if (!existsSync(path)) {
    throw usage(
      `${suite.displayPath} was not there at ${rev} (${commit})`,
      'Name a commit that has it, or leave the suite out.',
    )
  }
  const { agent, recordingsDir, diagnostics } = loadSuiteAgent(path, display)
  if (agent === null) {
    const message = `the agent of ${suite.displayPath} cannot be loaded as it was at ${rev} (${commit}); nothing was run`
    throw new PawlError('suite-invalid', message, {
      hint: 'Name a commit at which it was right. Files that git does not have are not there.',
      diagnostics,
    })
  }
  requireKept(agent, root, suite, rev)
  return {
    label: commit,
    suite: { ...suite, agent, recordingsDir },
    recording: `git switch --detach ${commit} && ${io.command} record ${shellQuote(suite.displayPath)}`,
    placed,
    chosenBy: { option: 'against', value: rev },
    // As git names the file of a commit.
    told: (text) => text.replaceAll(`${root}${sep}`, `${commit}:`),
  }
}

/** An agent that git does not have is today's, and would be held against itself. */
function requireKept(agent: AgentRef, root: string, suite: Suite, rev: string): void {
  const problem = notKept(agent, root)
  if (problem === null) return
  throw usage(
    `--against ${rev}: the agent of ${suite.displayPath} ${problem}, so git does not have it as it was`,
    'Compare stored runs of the two instead.',
  )
}

function notKept(agent: AgentRef, root: string): string | null {
  switch (agent.kind) {
    case 'reference':
    case 'module': {
      const inside = relative(root, agent.path)
      return inside.startsWith('..') || isAbsolute(inside) ? 'is a file outside of the repository' : null
    }
    case 'http':
      return agent.start === null ? 'is a service that runs already' : null
    case 'command':
      return null
  }
}
