import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Trajectory } from '../../src/trajectory/index.ts'
import { expectSameAgain } from './check.ts'
import { readCities } from './plays.ts'
import { INSTALL_MS, installed, modelCalls, record, runIn, toolCalls } from './suite.ts'

let folder = ''
beforeAll(() => {
  folder = installed('anthropic')
}, INSTALL_MS)

const yamlOf = (mode: string) => `suite: anthropic
agent:
  command: [node, ${join(folder, 'agent.mjs')}, ${mode}]
  workspace: ./workspace
cases:
  - id: cities
    input: How warm is it?
    expect: [{ contains: schön ✓ }]
`

describe.each(['create', 'stream', 'runner', 'runner-stream'])('the Anthropic SDK, %s', (mode) => {
  it('is recorded once and replayed anywhere, the same each time', async () => {
    const recorded = await record(yamlOf(mode), readCities)
    expect(recorded.result.outcome).toBe('pass')
    expect(toolCalls(recorded.trajectory).map(({ result }) => result)).toHaveLength(4)
    const threads = recorded.requests.filter(({ thread }) => thread !== undefined)
    expect(threads).toHaveLength(mode.startsWith('runner') ? 4 : 0)
    await expectSameAgain(`anthropic ${mode}`, recorded)
  }, 120_000)
})

/** What does not depend on where the agent runs and how its tools are seen. */
const seenIn = (trajectory: Trajectory) => ({
  end: trajectory.end,
  tools: toolCalls(trajectory).map(({ name, input, result, status }) => ({ name, input, result, status })),
  calls: modelCalls(trajectory).map(({ request, response, usage }) => ({ request, response, usage })),
  said: trajectory.events
    .filter(({ type }) => type === 'reply' || type === 'final_output')
    .map(({ atMs: _, ...event }) => event),
})

const MOCKS = `tools:
  read_file:
    - { when: { path: ./oslo.txt }, return: Oslo has 4 °C }
    - { when: { path: ./rome.txt }, return: Rome has 18 °C }
`

const casesOf = (mode: string) => `cases:
  - id: cities
    input: "[${mode}] How warm is it?"
    expect: [{ contains: schön ✓ }]
`

const asCommand = (mode: string) => `suite: anthropic
agent:
  command: [node, ${join(folder, 'agent.mjs')}, ${mode}]
  workspace: ./workspace
  env: { FOLDER: . }
${casesOf(mode)}`

const asModule = (mode: string) => `suite: anthropic
agent: { module: ${join(folder, 'module.mjs')} }
${MOCKS}${casesOf(mode)}`

describe.each(['create', 'stream', 'runner', 'runner-stream'])(
  'one agent as a program and as a module, %s',
  (mode) => {
    it('does the same', async () => {
      const program = await record(asCommand(mode), readCities)
      const inside = await record(asModule(mode), readCities)
      expect(seenIn(inside.trajectory)).toEqual(seenIn(program.trajectory))
      expect(seenIn(program.trajectory).tools).toHaveLength(4)
    }, 60_000)

    it('replays the recording of the other', async () => {
      const program = await record(asCommand(mode), readCities)
      writeFileSync(join(program.world.folder, 'suite.eval.yaml'), asModule(mode))
      const ran = await runIn(program.world, { responses: 'replay' })
      expect(ran.trajectories.map(seenIn)).toEqual([seenIn(program.trajectory)])
    }, 60_000)
  },
)
