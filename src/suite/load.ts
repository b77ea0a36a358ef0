import { dirname, isAbsolute, join, resolve } from 'node:path'
import { PawlError } from '../errors.ts'
import { type Price, priceTable, ratesOf } from '../model/prices.ts'
import { type Json, own } from '../trajectory/index.ts'
import type { Locate } from './agent-paths.ts'
import { readAgentRef } from './agent-ref.ts'
import { readCases } from './cases.ts'
import { type Collector, createCollector } from './diagnostics.ts'
import { hashJson, hashSuite } from './hash.ts'
import { buildMocks, checkMocks, checkReach } from './mocks.ts'
import { namedTools } from './named-tools.ts'
import { under } from './problem.ts'
import type { SuiteFile } from './schema.ts'
import { readSettings, type Settings } from './settings.ts'
import { readSource } from './source.ts'
import { readTools, type ToolsReading } from './tool-module.ts'
import type { AssertionSource, Case, LoadResult, Suite } from './types.ts'
import { rootsOf } from './world-roots.ts'
import { mistakeAt, parseYaml, type YamlFile } from './yaml.ts'

export interface LoadOptions {
  /** The folder that a relative path begins at; the process's own when left out. */
  readonly cwd?: string
  /** Taken for the suite's own `agent:`. */
  readonly agent?: AgentFile
}

/** The file of a reference agent, or of a module; its path begins at `cwd`. */
export type AgentFile = string | { readonly module: string }

/**
 * Reads a suite and the files it names. All mistakes come at once, as diagnostics; a suite with warnings alone
 * is still a suite.
 * @throws PawlError `suite-unreadable` when the file itself cannot be read
 */
export async function loadSuite(path: string, options: LoadOptions = {}): Promise<LoadResult> {
  const { cwd = process.cwd(), agent } = options
  const absolute = resolve(cwd, path)
  const reading = readSource(absolute, path)
  if (!reading.ok) {
    throw new PawlError('suite-unreadable', `cannot read the suite ${path}: ${reading.reason}`, {
      cause: reading.cause,
    })
  }
  const collector = createCollector()
  const yaml = parseYaml(reading.source)
  collector.add(reading.source, yaml.ok ? yaml.file.mistakes : yaml.mistakes)
  const suite = yaml.ok
    ? await readSuite(yaml.file, absolute, collector, agent ? { agent, cwd } : null)
    : null
  const assert = yaml.ok ? assertionsOf(yaml.file) : []
  return {
    suite: collector.hasErrors ? null : suite,
    assertions: { path: absolute, displayPath: path, assert },
    diagnostics: collector.list(),
  }
}

async function readSuite(
  file: YamlFile,
  path: string,
  collector: Collector,
  other: Required<LoadOptions> | null,
): Promise<Suite | null> {
  const { settings, problems } = readSettings(file)
  const prices = pricesOf(settings.prices ?? {})
  const table = priceTable(prices)
  const locate = locator(path, file.source.display)
  const agent = other
    ? readAgentRef(other.agent, other.agent, table, locateIn(other.cwd))
    : readAgentRef(settings.agent, own(file.value, 'agent'), table, locate)
  const tools = readTools(settings.tools ?? {}, locate)
  const roots = rootsOf(file.value, tools.module !== null)
  const mocks = [
    ...tools.problems,
    ...checkMocks(tools.rules, agent.declared, roots),
    ...checkReach(settings.tools ?? {}, agent.ref),
  ]
  problems.push(...agent.problems, ...under(['tools'], mocks))
  collector.add(
    file.source,
    problems.map((problem) => mistakeAt(file, problem)),
  )
  const timeoutMs = settings.timeout ?? 0
  const cases = await readCases((settings.cases ?? []) as readonly Json[], {
    file,
    collector,
    prices: table,
    locate,
    declared: agent.declared,
    // A module has tools that nobody knows before it runs.
    named: tools.module === null ? namedTools(tools.rules, (settings.cases ?? []) as readonly Json[]) : null,
    agent: agent.ref,
    suiteMocks: settings.tools && tools.module === null ? Object.keys(tools.rules) : null,
    suiteTools: hashJson([buildMocks(tools.rules), tools.module?.parts ?? null] as unknown as Json),
    suiteState: settings.state ?? null,
    roots,
    suiteFaults: settings.faults ?? [],
    timeoutMs,
  })
  if (agent.file) collector.add(agent.file.source, agent.file.mistakes)
  if (collector.hasErrors || !isComplete(settings) || agent.ref === null) return null
  return buildSuite(settings, { file, path, prices, agent: agent.ref, tools, cases })
}

/** True for settings without mistakes: nothing that must be there is missing. */
const isComplete = (settings: Settings): settings is SuiteFile =>
  settings.suite !== undefined && settings.agent !== undefined

interface Parts {
  readonly file: YamlFile
  readonly path: string
  readonly prices: Readonly<Record<string, Price>>
  readonly agent: Suite['agent']
  readonly tools: ToolsReading
  readonly cases: readonly Case[]
}

function buildSuite(settings: SuiteFile, { file, path, prices, agent, cases, ...read }: Parts): Suite {
  const name = settings.suite
  const tools = buildMocks(read.tools.rules)
  const toolModule = read.tools.module
  const state = settings.state ?? null
  const escalationTools = settings.escalation_tools ?? null
  const identity = {
    name,
    tools: tools as unknown as Json,
    toolModule: toolModule?.parts ?? null,
    state,
    prices: prices as unknown as Json,
    escalationTools,
    timeoutMs: settings.timeout,
    normalize: settings.normalize as unknown as Json,
    faults: settings.faults as unknown as Json,
    cases: Object.fromEntries(cases.map(({ id, hash }) => [id, hash])),
  }
  const { baseline } = settings
  return {
    name,
    path,
    displayPath: file.source.display,
    hash: hashSuite(identity),
    agent,
    responses: settings.responses ?? (cases.every(({ script }) => script !== null) ? 'script' : 'replay'),
    trials: settings.trials,
    timeoutMs: settings.timeout,
    tags: settings.tags,
    tools,
    toolModule,
    state,
    assert: assertionsOf(file),
    maxErrors: settings.max_errors,
    baseline: {
      path: baseline?.file === undefined ? null : resolve(dirname(path), baseline.file),
      requireSame: baseline?.require_same ?? [],
    },
    recordingsDir: recordingsDirOf(settings, path),
    normalize: settings.normalize,
    faults: settings.faults,
    maxRecordingAgeDays: settings.max_recording_age,
    prices,
    escalationTools,
    cases,
  }
}

/** @param path the suite's, absolute */
export const recordingsDirOf = ({ suite = '', recordings }: Settings, path: string): string =>
  resolve(dirname(path), recordings ?? join('recordings', suite))

const DEFAULT_ASSERTION = 'success_rate >= 100%'

/** Those that are text; what else stands in the list is a mistake that the schema tells. */
function assertionsOf(file: YamlFile): AssertionSource[] {
  const written = own(file.value, 'assert')
  if (written === undefined) {
    return [{ text: DEFAULT_ASSERTION, ...file.source.place(file.range(['suite'], 'key').start) }]
  }
  if (!Array.isArray(written)) return []
  return written.flatMap((item: Json, index): AssertionSource[] => {
    if (typeof item !== 'string' || item.trim() === '') return []
    const text = item.trim()
    const { start } = file.range(['assert', index], { text: text.split(/\s/)[0] ?? text })
    return [{ text, ...file.source.place(start) }]
  })
}

/** Files that the command line names are called as it calls them. */
const locateIn =
  (cwd: string): Locate =>
  (reference) => ({ path: resolve(cwd, reference), display: reference })

/** Rates that a suite leaves out follow from its input rate as the provider's own do. */
export function pricesOf(prices: SuiteFile['prices']): Record<string, Price> {
  return Object.fromEntries(
    Object.entries(prices).map(([model, price]) => {
      const usual = ratesOf(price.input, price.output)
      const rates = {
        ...usual,
        cacheRead: price.cache_read ?? usual.cacheRead,
        cacheWrite5m: price.cache_write_5m ?? usual.cacheWrite5m,
        cacheWrite1h: price.cache_write_1h ?? usual.cacheWrite1h,
      }
      return [model, { ...rates, longPrompt: null }]
    }),
  )
}

/** Files that a suite names stand beside it; messages call them as they call the suite. */
export function locator(path: string, display: string): Locate {
  return (reference) => ({
    path: resolve(dirname(path), reference),
    display: isAbsolute(reference) ? reference : join(dirname(display), reference).replaceAll('\\', '/'),
  })
}
