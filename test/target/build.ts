import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { createRandom } from '../../src/model/random.ts'
import type { TrialSource } from '../../src/model/responder.ts'
import type { MockRule, MockTools } from '../../src/suite/index.ts'
import type { TrialEnvironment } from '../../src/target/index.ts'
import type { Json, JsonObject, ToolCall } from '../../src/trajectory/index.ts'
import { answered, type Wired, wired } from '../model/build.ts'

/** Writes a file into a folder that lasts as long as the test; gives its path. */
export function file(name: string, text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'pawl-target-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

/** A rule of a mocked tool as the loader gives it. */
export const returns = (value: Json, when: JsonObject | null = null, latencyMs = 0): MockRule => ({
  when,
  answer: { kind: 'return', value },
  latencyMs,
})

export const fails = (message: string, when: JsonObject | null = null): MockRule => ({
  when,
  answer: { kind: 'error', message },
  latencyMs: 0,
})

export interface World extends Wired {
  readonly environment: TrialEnvironment
  toolCalls(): ToolCall[]
}

/** A trial whose model always says hello. */
export function world(
  tools: MockTools = {},
  source: Partial<TrialSource> = {},
  more: Partial<TrialEnvironment> = {},
): World {
  const trial = wired(() => answered())
  const environment: TrialEnvironment = {
    id: 'refund#2',
    case: 'refund',
    trial: 2,
    tools,
    functions: {},
    world: null,
    source: {
      responder: { respond: () => answered() },
      provenance: { source: 'script', sample: 'script', evidence: 'fixed', recordedAt: null },
      know: () => {},
      playTool: () => null,
      answersTurn: () => true,
      leftOver: () => null,
      finish: () => {},
      ...source,
    },
    wire: trial.wire,
    recorder: trial.recorder,
    clock: trial.clock,
    random: createRandom(77),
    signal: new AbortController().signal,
    fault: trial.wire.fault,
    ...more,
  }
  return {
    ...trial,
    environment,
    toolCalls: () => trial.recorder.events.filter((event) => event.type === 'tool_call'),
  }
}
