import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { expectSameAgain } from './check.ts'
import { readCities } from './plays.ts'
import { moved, needPython, PYTHON, record, runIn, toolCalls } from './suite.ts'

beforeAll(needPython)

const AGENT = join(import.meta.dirname, 'python', 'agent.py')

const yamlOf = (mode: string) => `suite: python
agent:
  command: [${PYTHON}, ${AGENT}, ${mode}]
  workspace: ./workspace
cases:
  - id: cities
    input: How warm is it?
    expect: [{ contains: schön ✓ }]
`

describe.each(['once', 'stream'])('an agent in Python without packages, %s', (mode) => {
  it('is recorded once and replayed anywhere, the same each time', async () => {
    const recorded = await record(yamlOf(mode), readCities)
    expect(recorded.result.outcome).toBe('pass')
    expect(toolCalls(recorded.trajectory).map(({ status }) => status)).toEqual(['ok', 'ok', 'ok', 'ok'])
    await expectSameAgain(`python ${mode}`, recorded)
  }, 60_000)

  it('misses its recording once its system prompt changed, and the miss names the path', async () => {
    const other = moved((await record(yamlOf(mode), readCities)).world)
    const file = join(other.folder, 'suite.eval.yaml')
    const changed = '  env: { SYSTEM: "You read files of the folder {}. The user lives in {}." }\n'
    writeFileSync(file, readFileSync(file, 'utf8').replace('cases:', `${changed}cases:`))
    const { trajectories } = await runIn(other, { responses: 'replay' })
    expect(trajectories[0]?.end).toMatchObject({
      kind: 'error',
      code: 'recording-miss',
      message: expect.stringMatching(
        /model call 1 .*first difference at \.system: recorded .*"You read the files of the folder <CWD>.*now .*You read files/s,
      ),
    })
  }, 30_000)
})
