import { isJsonObject, type Json, type JsonObject, own } from '../trajectory/index.ts'
import { type Locate, type Resolved, resolveArgv, resolveFolder, resolveSources } from './agent-paths.ts'
import { type HttpFile, httpSchema, type Loose, startSchema } from './agent-schema.ts'
import { checkNames } from './agent-variables.ts'
import { lenient } from './lenient.ts'
import { type Path, type Problem, under } from './problem.ts'
import { textsIn, variable, variablesIn, withoutVariables } from './template.ts'
import type { HttpAgent } from './types.ts'

const DEFAULT_BODY: Json = { input: variable('input') }

/** An agent that is a service. Of a form with mistakes, what is right is checked; paths begin at `agent:`. */
export function readHttp(written: JsonObject, locate: Locate): Resolved<HttpAgent> {
  const file = lenient(httpSchema, written)
  const { url = '', method = 'POST', headers = {} } = file
  const body = method === 'GET' ? null : (file.body ?? DEFAULT_BODY)
  const sources = resolveSources(file.sources ?? [], ['sources'], locate)
  const start = readStart(own(written, 'start'), url, locate)
  const value: HttpAgent = {
    kind: 'http',
    url,
    method,
    headers,
    body,
    response: file.response ?? null,
    trialHeader: file.trial_header ?? null,
    turns: holds([url, headers, body], 'conversation'),
    gatewayPort: file.gateway_port ?? null,
    start: start?.value ?? null,
    sources: sources.value,
  }
  const problems = [
    ...checkTexts(written),
    ...checkMessage(file),
    ...(start?.problems ?? []),
    ...sources.problems,
  ]
  return { value, problems: under(['http'], problems) }
}

const holds = (value: Json, name: string): boolean =>
  textsIn(value).some(({ text }) => variablesIn(text).includes(name))

const checkTexts = (written: JsonObject): Problem[] =>
  ['url', 'headers', 'body'].flatMap((key) =>
    checkNames(own(written, key) ?? null, ['input', 'trial', 'conversation'], [key]),
  )

/** The user's message must be somewhere in the request. */
function checkMessage({ url, method, body }: Loose<HttpFile>): Problem[] {
  const input = variable('input')
  const message = `the service never gets the message: expected ${input} in it`
  if (method !== 'GET') {
    if (body === undefined || holds(body, 'input')) return []
    return [{ code: 'invalid-value', path: ['body'], message, hint: `body: { message: "${input}" }` }]
  }
  const problems: Problem[] = []
  if (body !== undefined) {
    const conflict = 'a GET has no body'
    const hint = `put the message into the url, or write  method: POST`
    problems.push({ code: 'conflicting-keys', path: ['body'], point: 'key', message: conflict, hint })
  }
  if (url !== undefined && !holds(url, 'input')) {
    problems.push({ code: 'invalid-value', path: ['url'], message, hint: `for example  ?message=${input}` })
  }
  return problems
}

type Start = NonNullable<HttpAgent['start']>

/** How the service is started: a list is the command alone. Paths begin at the service. */
function readStart(written: Json | undefined, url: string, locate: Locate): Resolved<Start> | null {
  if (Array.isArray(written)) return readStartKeys({ command: written }, ['start'], url, locate)
  if (written === undefined || !isJsonObject(written)) return null
  return readStartKeys(written, ['start', 'command'], url, locate)
}

function readStartKeys(written: JsonObject, at: Path, url: string, locate: Locate): Resolved<Start> {
  const start = lenient(startSchema, written)
  const command = own(written, 'command') ?? null
  const argv = resolveArgv(command, at, locate)
  const cwd = resolveFolder(start.cwd, { what: 'the folder', at: ['start', 'cwd'] }, locate)
  const value: Start = {
    argv: argv.value,
    cwd: cwd.value ?? locate('.').path,
    env: start.env ?? {},
    passEnv: start.pass_env ?? [],
    ready: start.ready ?? readyAddress(url),
    timeoutMs: start.timeout ?? 0,
  }
  const names = [
    ...checkNames(command, [], at),
    ...checkNames(own(written, 'env') ?? null, [], ['start', 'env']),
    ...checkNames(own(written, 'ready') ?? null, [], ['start', 'ready']),
  ]
  return { value, problems: [...argv.problems, ...cwd.problems, ...names] }
}

/** Before there is a message only the service itself can be asked for, not the address of one. */
const readyAddress = (url: string): string =>
  variablesIn(url).length === 0 ? url : new URL('/', withoutVariables(url, '1')).href
