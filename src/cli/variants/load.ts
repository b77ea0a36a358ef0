import { existsSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import { type Diagnostic, PawlError } from '../../errors.ts'
import { shellQuote } from '../../report/replay.ts'
import { inFileName } from '../../run/index.ts'
import { formatDiagnostic, loadSuiteAgent, type ResponseMode, type Suite } from '../../suite/index.ts'
import type { Io } from '../io.ts'
import { type LoadedSuites, requireSuites } from '../suites.ts'
import type { NamedAgent } from './agent-files.ts'
import type { ChosenVariant, SuiteVariants } from './types.ts'

export interface LoadedVariants {
  readonly all: readonly SuiteVariants[]
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * The suites with their own agent or, where agents are named, with each of these: checked against each as against its
 * own. Throws what `requireSuites` does.
 * @param responses of the command line; `null` leaves it to the suite
 */
export async function loadVariants(
  paths: readonly string[],
  agents: readonly NamedAgent[],
  responses: ResponseMode | null,
  io: Io,
): Promise<LoadedVariants> {
  if (agents.length === 0) {
    const { suites, diagnostics } = await requireSuites(paths, io.cwd)
    return { all: suites.map(ownAgent), diagnostics }
  }
  const loaded: (LoadedSuites & { readonly named: NamedAgent })[] = []
  for (const named of agents) loaded.push({ named, ...(await loadWith(named, paths, io.cwd)) })
  const suites = loaded[0]?.suites ?? []
  const all = suites.map((suite, index) => ({
    suite,
    variants: loaded.flatMap(({ named, suites: same }) => {
      const variant = same[index]
      return variant ? [variantOf(variant, named, responses ?? variant.responses, io)] : []
    }),
  }))
  return { all, diagnostics: distinct(loaded.flatMap(({ diagnostics }) => diagnostics)) }
}

const ownAgent = (suite: Suite): SuiteVariants => ({
  suite,
  variants: [{ label: suite.name, suite, chosenBy: null }],
})

/** A mistake may be the suite's in the one agent's company alone. */
async function loadWith(
  { file, agent }: NamedAgent,
  paths: readonly string[],
  cwd: string,
): Promise<LoadedSuites> {
  try {
    return await requireSuites(paths, cwd, agent)
  } catch (error) {
    if (!(error instanceof PawlError) || error.code !== 'suite-invalid') throw error
    const { code, message, diagnostics } = error
    throw new PawlError(code, `with --agent ${file}: ${message}`, { diagnostics, cause: error })
  }
}

function variantOf(suite: Suite, { file, label }: NamedAgent, mode: ResponseMode, io: Io): ChosenVariant {
  const isOwn = isDeepStrictEqual(loadSuiteAgent(suite.path, suite.displayPath).agent, suite.agent)
  const choice = { option: 'agent', value: file } as const
  if (isOwn) return { label, suite, chosenBy: choice }
  const recordingsDir = recordingsOf(suite, label, mode)
  const words = [io.command, 'run', shellQuote(suite.displayPath), '--agent', shellQuote(file)]
  return {
    label,
    suite: { ...suite, recordingsDir },
    recording: `${words.join(' ')} --responses record`,
    chosenBy: choice,
  }
}

/** An agent that is not the suite's has recordings of its own beside the suite's, once it has any. */
function recordingsOf({ recordingsDir }: Suite, label: string, mode: ResponseMode): string {
  const own = `${recordingsDir}@${inFileName(label)}`
  return mode === 'record' || existsSync(own) ? own : recordingsDir
}

/** What is wrong with a suite whatever the agent is told once. */
const distinct = (diagnostics: readonly Diagnostic[]): readonly Diagnostic[] => [
  ...new Map(diagnostics.map((each) => [formatDiagnostic(each), each])).values(),
]
