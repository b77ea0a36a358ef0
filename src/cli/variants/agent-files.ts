import { statSync } from 'node:fs'
import { basename, extname, resolve } from 'node:path'
import { inFileName } from '../../run/index.ts'
import type { AgentFile } from '../../suite/index.ts'
import { nearbyFile } from '../../suite/nearby.ts'
import { usage } from '../options.ts'

/** An agent that the command line names. */
export interface NamedAgent {
  /** As the user wrote it. */
  readonly file: string
  /** What tells it from the others. */
  readonly label: string
  readonly agent: AgentFile
}

/** The files of `--agent`, each there and of a kind that can be one. Throws `usage`. */
export function readAgentFiles(files: readonly string[], cwd: string): readonly NamedAgent[] {
  const paths = files.map((file) => resolve(cwd, file))
  const twice = files.find((_, index) => paths.indexOf(paths[index] ?? '') < index)
  if (twice !== undefined) {
    throw usage(`--agent ${twice} is named twice`, 'To run an agent more often, set --trials.')
  }
  const labels = new Set<string>()
  return files.map((file) => {
    requireFile(file, cwd)
    const label = freeLabel(basename(file, extname(file)), labels)
    labels.add(placeOf(label))
    return { file, label, agent: agentIn(file) }
  })
}

const YAML = /\.ya?ml$/i
const MODULE = /\.[cm]?[jt]s$/i

function agentIn(file: string): AgentFile {
  if (/\.eval\.ya?ml$/i.test(file)) {
    throw usage(`--agent ${file} is a suite`, "Name an agent's file; a suite stands before the options.")
  }
  if (YAML.test(file)) return file
  if (MODULE.test(file)) return { module: file }
  throw usage(
    `--agent needs a reference agent's .yaml file or a module (.ts, .mts, .js, .mjs), found ${JSON.stringify(file)}`,
    "A program is a suite's own agent alone: { command: [python3, agent.py] }.",
  )
}

function requireFile(file: string, cwd: string): void {
  const path = resolve(cwd, file)
  const found = statSync(path, { throwIfNoEntry: false })
  if (found?.isFile()) return
  if (found) throw usage(`--agent ${file}: it is a folder`, "Name the agent's file in it.")
  throw usage(`--agent ${file}: there is no such file`, nearbyFile(path, file) ?? undefined)
}

/** Runs and recordings go by it: two that come to one name there are one. */
const placeOf = (label: string): string => inFileName(label).toLowerCase()

/** Files of one name stand in different folders. */
function freeLabel(name: string, taken: ReadonlySet<string>): string {
  let label = name
  for (let number = 2; taken.has(placeOf(label)); number++) label = `${name}-${number}`
  return label
}
