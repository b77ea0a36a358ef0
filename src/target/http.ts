import { dirname } from 'node:path'
import { messageOf, PawlError } from '../errors.ts'
import { createPlayedClock } from '../model/clock.ts'
import type { Admission } from '../model/gateway.ts'
import type { HttpAgent } from '../suite/types.ts'
import { type Json, textAt, type UserContent } from '../trajectory/index.ts'
import { filesNamedIn, fingerprintOf, type Parts, partsOf, placelessCommand } from './identity.ts'
import { quoted } from './quoted.ts'
import { type HttpReply, type HttpRequest, send } from './request.ts'
import { type Service, startService } from './service.ts'
import type { OutsideOptions } from './stage.ts'
import { fillAll, fillJson, fillText, type Placeholders, plainText } from './template.ts'
import type { Session, Target, TrialEnvironment } from './types.ts'

/** A service that runs already, or that is started here for the run. Throws `agent-unloadable`. */
export async function httpTarget(agent: HttpAgent, options: OutsideOptions): Promise<Target> {
  const parts = await partsOfService(agent)
  const service = agent.start === null ? null : await startService(agent.start, options)
  const { open } = sessionsOf(agent, service, options)
  return {
    capabilities: {
      turns: agent.turns,
      mockedTools: false,
      observedTools: false,
      correlated: agent.trialHeader !== null,
    },
    fingerprint: fingerprintOf(parts),
    parts,
    label: labelOf(agent.url),
    model: null,
    playedTime: () => createPlayedClock({ expecting: options.gateway.expecting }),
    open,
    notes: () => service?.notes() ?? [],
    stderr: () => service?.said.text() ?? '',
    close: async () => {
      await service?.close()
    },
  }
}

const QUIET_MS = 1000
const MOST_RESTLESS_MS = 4000

/**
 * Where nothing names the trial, a call that comes late from one that was broken off would be taken for the next one's:
 * that one begins when no more come.
 */
function sessionsOf(
  agent: HttpAgent,
  service: Service | null,
  options: OutsideOptions,
): Pick<Target, 'open'> {
  let calm: Promise<boolean> = Promise.resolve(true)
  return {
    async open(trial) {
      if (!(await calm)) throw restless(agent)
      return openSession(agent, service, trial, options, () => {
        if (agent.trialHeader === null) calm = options.gateway.quiet(QUIET_MS, MOST_RESTLESS_MS)
      })
    },
  }
}

/** @param brokeOff told that the trial leaves while the service may still work on it */
function openSession(
  agent: HttpAgent,
  service: Service | null,
  trial: TrialEnvironment,
  { gateway }: OutsideOptions,
  brokeOff: () => void,
): Session {
  const admission = gateway.admit(trial.id, trial.wire, { header: agent.trialHeader })
  trial.source.know({ gateway: admission.baseUrl, trial: admission.key })
  let waiting = false
  const before = service?.said.length()
  return {
    ...(service ? { stderr: () => service.said.text(before) } : {}),
    async send(content) {
      const request = requestFor(agent, content, admission)
      waiting = true
      const reply = await answered({ ...request, signal: trial.signal }, service)
      waiting = false
      return { text: answerIn(reply, agent.response), stopReason: null }
    },
    async close() {
      admission.leave()
      if (waiting) brokeOff()
    },
  }
}

const restless = ({ url }: HttpAgent): PawlError =>
  new PawlError(
    'target-lacks',
    `the agent's service at ${new URL(url).host} still calls the model for a trial that is over, and nothing tells its calls from the next one's`,
    {
      hint: 'Name a header as trial_header that the service sends on with its model calls, or let it stop when its client leaves.',
    },
  )

function requestFor(agent: HttpAgent, content: UserContent, { key, baseUrl }: Admission): HttpRequest {
  const named: Placeholders = { trial: key, conversation: key, gateway: baseUrl }
  const headers = fillAll(agent.headers, named)
  if (agent.trialHeader !== null) headers[agent.trialHeader] = key
  const inText = { ...named, input: plainText(content) }
  const url = fillText(agent.url, inText, encodeURIComponent)
  if (agent.method === 'GET') return { url, method: 'GET', headers, body: null }
  const typed = Object.keys(headers).some((name) => name.toLowerCase() === 'content-type')
  return {
    url,
    method: agent.method,
    headers: typed ? headers : { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify(fillJson(agent.body, { ...named, input: content }, inText)),
  }
}

async function answered(request: HttpRequest, service: Service | null): Promise<HttpReply> {
  await service?.ready()
  try {
    return await send(request)
  } catch (error) {
    request.signal?.throwIfAborted()
    const ended = (await service?.ended()) ?? null
    if (!service && neverReached(error)) throw unreachable(request.url, error)
    // It had ended in another trial, and that was not known yet.
    if (service && ended !== null && neverReached(error)) return await answered(request, service)
    const how = ended === null ? messageOf(error) : `it ended with ${ended}`
    throw new Error(`the agent's service broke off: ${how}`, { cause: error })
  }
}

/** The agent was not there to do anything, so it did nothing wrong. */
const neverReached = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'].includes(String(error.code))

function unreachable(url: string, cause: unknown): PawlError {
  const { origin } = new URL(url)
  const why = messageOf(cause) || 'connection refused'
  return new PawlError('agent-unloadable', `the agent's service at ${origin} cannot be reached: ${why}`, {
    hint: 'Start the service first, or let pawl start it with `start:`.',
    cause,
  })
}

function answerIn({ status, text }: HttpReply, path: string | null): string {
  if (status < 200 || status > 299) throw new Error(`the agent's service answered ${status}: ${quoted(text)}`)
  if (path === null) return text
  return textAt(parse(text), path, "the answer of the agent's service")
}

function parse(text: string): Json {
  try {
    return JSON.parse(text) as Json
  } catch {
    throw new Error(`expected the agent's service to answer JSON, found ${quoted(text)}`)
  }
}

/** The request and, of a service that is started here, its command and files, each as a short hash. */
export async function partsOfService({ start, sources, ...agent }: HttpAgent): Promise<Parts> {
  const { url, method, headers, body, response, trialHeader } = agent
  const request = { path: new URL(url).pathname, method, headers, body, response, trialHeader }
  if (start === null)
    return await partsOf({ settings: { request }, files: sources, base: dirname(sources[0] ?? '.') })
  const { argv, cwd, env, passEnv } = start
  const settings = { request, command: placelessCommand(argv, cwd), env, passEnv: [...passEnv].sort() }
  return await partsOf({ settings, files: [...(await filesNamedIn(argv, cwd)), ...sources], base: cwd })
}

const MAX_LABEL = 60

function labelOf(url: string): string {
  const { host, pathname } = new URL(url)
  return `${host}${pathname}`.slice(0, MAX_LABEL)
}
