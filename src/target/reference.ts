import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { parse } from 'yaml'
import { type AgentConfig, agentConfigSchema, createReferenceAgent } from '../agent/index.ts'
import { messageOf, PawlError } from '../errors.ts'
import { createVirtualClock } from '../model/clock.ts'
import { hashOf } from '../model/recording/blocks.ts'
import type { Fetch } from '../model/wire.ts'
import type { Json } from '../trajectory/index.ts'
import { createToolBox } from './tools.ts'
import type { Target } from './types.ts'

export interface ReferenceTargetOptions {
  readonly fetch: Fetch
  readonly apiKey: string | null
  readonly baseUrl: string
}

/** The agent that pawl brings, from its YAML file. */
export function referenceTarget(path: string, options: ReferenceTargetOptions): Target {
  const config = readConfig(path)
  const agent = createReferenceAgent(config, options)
  return {
    capabilities: { turns: true, mockedTools: true, observedTools: true, correlated: true },
    fingerprint: hashOf(config as Json).slice(0, 16),
    parts: partsOf(config),
    label: `${basename(path)} (${config.model})`,
    model: config.model,
    playedTime: () => createVirtualClock(),
    async open(trial) {
      const { recorder, clock, random, signal } = trial
      const conversation = agent.open({ tools: createToolBox(trial), recorder, clock, random, signal })
      return { send: conversation.send, close: async () => {} }
    },
    close: async () => {},
  }
}

/** The settings of a reference agent's file, each as a short hash. */
export const referenceParts = (path: string): Record<string, string> => partsOf(readConfig(path))

const partsOf = (config: AgentConfig): Record<string, string> =>
  Object.fromEntries(Object.entries(config).map(([key, value]) => [key, hashOf(value as Json).slice(0, 16)]))

/** The model that a reference agent's file names. */
export const referenceModel = (path: string): string => readConfig(path).model

/** The loader has checked the file already, with positions; this guards against a change in between. */
function readConfig(path: string) {
  try {
    return agentConfigSchema.parse(parse(readFileSync(path, 'utf8')))
  } catch (error) {
    throw new PawlError('suite-unreadable', `the agent ${path} cannot be read: ${messageOf(error)}`, {
      cause: error,
    })
  }
}
