import { resolve } from 'node:path'
import { type Diagnostic, PawlError } from '../errors.ts'
import { priceTable } from '../model/prices.ts'
import { own } from '../trajectory/index.ts'
import { readAgentRef } from './agent-ref.ts'
import { createCollector } from './diagnostics.ts'
import { locator, pricesOf, recordingsDirOf } from './load.ts'
import { readSettings } from './settings.ts'
import { readSource } from './source.ts'
import type { AgentRef } from './types.ts'
import { mistakeAt, parseYaml } from './yaml.ts'

/** What a suite says of its agent. */
export interface SuiteAgent {
  /** `null` where a diagnostic is an error. */
  readonly agent: AgentRef | null
  /** Absolute path of the folder with its recordings. */
  readonly recordingsDir: string
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * Reads the agent that a suite names, and nothing else of it: other mistakes in it are none here.
 * @param display how diagnostics call the file
 * @throws PawlError `suite-unreadable` when the file itself cannot be read
 */
export function loadSuiteAgent(path: string, display: string): SuiteAgent {
  const absolute = resolve(path)
  const reading = readSource(absolute, display)
  if (!reading.ok) {
    throw new PawlError('suite-unreadable', `cannot read the suite ${display}: ${reading.reason}`, {
      cause: reading.cause,
    })
  }
  const collector = createCollector()
  const yaml = parseYaml(reading.source)
  if (!yaml.ok) {
    collector.add(reading.source, yaml.mistakes)
    return { agent: null, recordingsDir: recordingsDirOf({}, absolute), diagnostics: collector.list() }
  }
  const { file } = yaml
  const { settings, problems } = readSettings(file)
  const prices = priceTable(pricesOf(settings.prices ?? {}))
  const written = own(file.value, 'agent')
  const found = readAgentRef(settings.agent, written, prices, locator(absolute, display))
  const about = [...problems.filter(({ path: [key] }) => key === 'agent'), ...found.problems]
  collector.add(
    file.source,
    about.map((problem) => mistakeAt(file, problem)),
  )
  if (found.file) collector.add(found.file.source, found.file.mistakes)
  return {
    agent: collector.hasErrors ? null : found.ref,
    recordingsDir: recordingsDirOf(settings, absolute),
    diagnostics: collector.list(),
  }
}
