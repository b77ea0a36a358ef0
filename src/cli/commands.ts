import { nearest } from '../suite/suggest.ts'
import type { Command } from './command.ts'
import { usage } from './options.ts'

interface Entry {
  readonly about: string
  /** A command is loaded when it is called: none pays for what another needs. */
  readonly load: () => Promise<Command>
}

/** Every command by name, in the order of the help; a new one is a file and an entry here. */
export const commands: ReadonlyMap<string, Entry> = new Map(
  Object.entries({
    init: {
      about: 'Write a first suite and agent to start from.',
      load: async () => (await import('./init.ts')).initCommand,
    },
    run: {
      about: 'Run suites against their agents and fail when they do not hold.',
      load: async () => (await import('./run.ts')).runCommand,
    },
    record: {
      about: 'Ask the model for trials without a valid recording, and store its answers.',
      load: async () => (await import('./record.ts')).recordCommand,
    },
    recordings: {
      about: 'Show recordings, what is stale of them, and how they changed.',
      load: async () => (await import('./recordings.ts')).recordingsCommand,
    },
    gateway: {
      about: 'Play a case to an agent that you start by hand, or show its calls of the live model.',
      load: async () => (await import('./gateway.ts')).gatewayCommand,
    },
    lint: {
      about: 'Check suites and their agents without running them.',
      load: async () => (await import('./lint.ts')).lintCommand,
    },
    plan: {
      about: 'Say how many trials a suite takes to find a drop, and what they cost.',
      load: async () => (await import('./plan.ts')).planCommand,
    },
    import: {
      about: 'Make a run of transcripts that were made elsewhere, to score or replay them.',
      load: async () => (await import('./import.ts')).importCommand,
    },
    score: {
      about: 'Judge a finished or imported run with a suite, without running anything.',
      load: async () => (await import('./score.ts')).scoreCommand,
    },
    baseline: {
      about: 'Keep what accepted runs came to, for later runs to be held against.',
      load: async () => (await import('./baseline.ts')).baselineCommand,
    },
    compare: {
      about: 'Show what changed from one run to another: verdict, cases, and where their ways part.',
      load: async () => (await import('./compare.ts')).compareCommand,
    },
    trend: {
      about: 'Show what became of success, cost and latency over stored runs.',
      load: async () => (await import('./trend.ts')).trendCommand,
    },
    aa: {
      about: 'Hold runs against themselves: how often the gate alarms although nothing changed.',
      load: async () => (await import('./aa.ts')).aaCommand,
    },
    judge: {
      about: 'Hold a judge against the labels of people: agreement, kappa, confusion.',
      load: async () => (await import('./judge.ts')).judgeCommand,
    },
    schema: {
      about: 'Print the JSON Schema of suites (for editors) or of summary.json.',
      load: async () => (await import('./schema.ts')).schemaCommand,
    },
  }),
)

/** Throws `usage` for a name that is none. */
export function findCommand(name: string): Promise<Command> {
  const entry = commands.get(name)
  if (entry) return entry.load()
  const near = nearest(name, commands.keys())
  throw usage(
    `pawl has no command ${name}`,
    near === null ? `The commands are ${[...commands.keys()].join(', ')}.` : `Did you mean ${near}?`,
  )
}
