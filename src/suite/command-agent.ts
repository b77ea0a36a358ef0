import { type JsonObject, own } from '../trajectory/index.ts'
import { type Locate, type Resolved, resolveArgv, resolveFolder, resolveSources } from './agent-paths.ts'
import { type CommandFile, commandSchema, type Loose } from './agent-schema.ts'
import { checkNames } from './agent-variables.ts'
import { lenient } from './lenient.ts'
import type { Problem } from './problem.ts'
import { variable, variablesIn } from './template.ts'
import type { CommandAgent } from './types.ts'

/** An agent that is a program. Of a form with mistakes, what is right is checked; paths begin at `agent:`. */
export function readCommand(written: JsonObject, locate: Locate): Resolved<CommandAgent> {
  const file = lenient(commandSchema, written)
  const { command = [], env = {}, io = 'once', output = { kind: 'text' }, home = 'inherit' } = file
  const argv = resolveArgv(own(written, 'command') ?? null, ['command'], locate)
  const workspace = resolveFolder(file.workspace, { what: 'the workspace', at: ['workspace'] }, locate)
  const cwd = resolveFolder(file.cwd, { what: 'the folder', at: ['cwd'] }, locate)
  const sources = resolveSources(file.sources ?? [], ['sources'], locate)
  const value: CommandAgent = {
    kind: 'command',
    argv: argv.value,
    workspace: workspace.value,
    cwd: cwd.value ?? locate('.').path,
    home,
    env,
    passEnv: file.pass_env ?? [],
    input: file.input ?? (inputAt(command) === -1 ? 'stdin' : 'argument'),
    output,
    io,
    tools: file.tools ?? null,
    sources: sources.value,
  }
  const parts = [argv, workspace, cwd, sources]
  return { value, problems: [...parts.flatMap(({ problems }) => problems), ...checkCommand(file, written)] }
}

const checkCommand = (file: Loose<CommandFile>, written: JsonObject): Problem[] => [
  ...checkVariables(written),
  ...checkInput(file),
  ...checkLines(file),
  ...(file.workspace === undefined || file.cwd === undefined ? [] : [twoFolders]),
]

const twoFolders: Problem = {
  code: 'conflicting-keys',
  path: ['cwd'],
  point: 'key',
  message: 'an agent works in "cwd" or in a copy of "workspace", not in both',
}

/** Which argument holds the message; -1: none. */
const inputAt = (command: readonly string[]): number =>
  command.findIndex((each) => variablesIn(each).includes('input'))

/** What every trial has: a home, a folder for temporary files, its addresses at the gateway, its name there. */
const ALWAYS = ['home', 'tmp', 'gateway', 'mcp', 'trial']

function checkVariables(written: JsonObject): Problem[] {
  const names = [...(own(written, 'workspace') === undefined ? [] : ['workspace']), ...ALWAYS]
  const problems = [
    ...checkNames(own(written, 'command') ?? null, ['input', ...names], ['command']),
    ...checkNames(own(written, 'env') ?? null, names, ['env']),
  ]
  return problems.map((problem) =>
    isAbout(problem, 'workspace')
      ? { ...problem, hint: 'give the agent a folder:  workspace: ./workspace' }
      : problem,
  )
}

const isAbout = ({ point }: Problem, name: string): boolean =>
  typeof point === 'object' && point.text === variable(name)

function checkInput({ command, input, io }: Loose<CommandFile>): Problem[] {
  if (command === undefined || input === undefined || (io === 'jsonl' && input === 'argument')) return []
  const index = inputAt(command)
  const written = variable('input')
  if (input === 'argument' && index === -1) {
    const message = `no argument takes the message: expected ${written} in "command"`
    return [{ code: 'invalid-value', path: ['input'], message, hint: `command: [ …, "${written}" ]` }]
  }
  if (input === 'argument' || index === -1) return []
  const message = `the message comes on stdin or as the argument ${written}, not both ways`
  return [{ code: 'conflicting-keys', path: ['input'], message, hint: 'leave one of them out' }]
}

/** A program that is started once for several turns hears and answers in lines alone. */
function checkLines({ command = [], io, input, output }: Loose<CommandFile>): Problem[] {
  if (io !== 'jsonl') return []
  const code = 'conflicting-keys'
  const problems: Problem[] = []
  const index = inputAt(command)
  if (index !== -1 && input !== 'stdin') {
    const written = variable('input')
    const message = `with "io: jsonl" the messages come on stdin, line by line, not as ${written}`
    problems.push({ code, path: ['command', index], point: { text: written }, message })
  } else if (input === 'argument') {
    const message = 'with "io: jsonl" the messages come on stdin, line by line'
    problems.push({ code, path: ['input'], message })
  }
  if (output?.kind === 'json') {
    const message = 'with "io: jsonl" the answer is the "output" of each line, so there is no path to it'
    problems.push({ code, path: ['output'], point: 'key', message })
  }
  return problems
}
