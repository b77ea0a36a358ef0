import * as z from 'zod'
import { headerName, json, timeLimit, valuePath, variableName, webAddress, word } from './fields.ts'
import { variable } from './template.ts'

/** The forms of a suite's `agent:`. What spans several keys is checked where the agent is built. */

const variables = (...names: readonly string[]): string => names.map(variable).join(', ')

const some = z.string().min(1)

const argv = z
  .array(z.string())
  .min(1)
  .refine(([program]) => program !== '', { path: [0], message: 'expected a program' })

const env = z
  .record(variableName, z.string())
  .default({})
  .meta({ description: 'Variables it gets beside PATH, HOME and the like.' })

const passEnv = z
  .array(variableName)
  .default([])
  .meta({ description: 'Names of variables that pass from our own environment.' })

const sources = z
  .array(some)
  .default([])
  .meta({ description: "Files that are the agent too, globs allowed: they make the agent's fingerprint." })

const output = z.union([
  word('text', '{ json: path }').transform(() => ({ kind: 'text' }) as const),
  z.strictObject({ json: valuePath }).transform(({ json: path }) => ({ kind: 'json', path }) as const),
])

export const commandSchema = z.strictObject({
  command: argv.meta({
    description: `Program and arguments; ./x stands beside the suite. May hold ${variables('input', 'workspace', 'home')}.`,
  }),
  workspace: some.optional().meta({ description: 'A folder; each trial works in a fresh copy of it.' }),
  cwd: some.optional().meta({ description: "Where it works; absent: in the suite's folder." }),
  input: z
    .enum(['stdin', 'argument'])
    .optional()
    .meta({
      description: `How the message comes; absent: argument where the command holds ${variables('input')}.`,
    }),
  output: output
    .prefault('text')
    .meta({ description: 'text: all it prints is the answer; { json: path }: the answer inside of it.' }),
  io: z.enum(['once', 'jsonl']).default('once').meta({
    description: 'jsonl: a line of JSON a turn, {"input": …} on stdin and {"output": …} on stdout.',
  }),
  env,
  pass_env: passEnv,
  home: z
    .enum(['inherit', 'private'])
    .default('inherit')
    .meta({ description: 'private: an empty home for each trial.' }),
  tools: z.enum(['mcp']).optional().meta({ description: "mcp: the suite's tools come as an MCP server." }),
  sources,
})

export const startSchema = z.strictObject({
  command: argv,
  cwd: some.optional(),
  env,
  pass_env: passEnv,
  ready: webAddress.optional().meta({ description: 'Answers once the service is ready; absent: its url.' }),
  timeout: timeLimit.prefault('10s').meta({ description: 'Until it must be ready, such as 10s.' }),
})

const start = z.union([argv.transform((command) => startSchema.parse({ command })), startSchema])

export const httpSchema = z.strictObject({
  url: webAddress,
  method: z.enum(['POST', 'PUT', 'GET']).default('POST'),
  headers: z.record(headerName, z.string()).default({}),
  body: json.optional().meta({
    description: `JSON that may hold ${variables('input', 'trial', 'conversation')}; absent: { input: "${variables('input')}" }.`,
  }),
  response: valuePath
    .optional()
    .meta({ description: 'Where the answer stands, such as reply.text; absent: the whole text.' }),
  trial_header: headerName
    .optional()
    .meta({ description: 'Names the trial; the service sends it on with its model calls.' }),
  gateway_port: z.int().min(1).max(65_535).optional().meta({
    description: 'Port of the gateway that the running service sends its model calls to.',
  }),
  start: start.optional().meta({ description: 'Starts the service for the run.' }),
  sources,
})

export const agentSchema = z
  .union([some, z.strictObject({ module: some }), commandSchema, z.strictObject({ http: httpSchema })])
  .meta({
    description:
      "The reference agent's file, or { module: ./agent.ts }, { command: [python3, ./agent.py] }, { http: { url } }.",
  })

export type CommandFile = z.output<typeof commandSchema>
export type HttpFile = z.output<typeof httpSchema>

/** What is right of a form; the rest is left out. */
export type Loose<T> = { readonly [K in keyof T]?: T[K] | undefined }
