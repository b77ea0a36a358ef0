import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseExpectation } from '../../src/expect/index.ts'
import { fingerprintOf } from '../../src/run/fingerprint.ts'
import { readRun, scoreRun } from '../../src/run/index.ts'
import { loadSuite, type Suite } from '../../src/suite/index.ts'
import { toolUse } from '../model/build.ts'
import { folderWith } from '../suite/files.ts'
import { returns } from '../target/build.ts'
import { asking, caseOf, referenceAgent, reply, run, runOne, script, suiteOf } from './build.ts'

const AGENT = 'tools: [{ name: count }, { name: peek }]'

const COUNT = {
  ...returns({ $read: 'counts.{{name}}' }),
  effects: { set: { 'counts.{{name}}': '{{to}}' }, append: {}, delete: [] },
}

const expectState = (item: object) => {
  const parsed = parseExpectation(item)
  if (!parsed.ok) throw new Error(parsed.issues.map(({ message }) => message).join())
  const { name, spec, grading } = parsed
  return { name, spec, grading, turn: null, line: 1, column: 1 }
}

describe('the state of a trial', () => {
  it('is on the trajectory, with what each call changed', async () => {
    const replies = script(
      reply([toolUse('count', { name: 'a', to: 1 }), toolUse('count', { name: 'a', to: 2 })]),
      reply('Two.'),
    )
    const { trajectory } = await runOne(
      referenceAgent(AGENT),
      { script: replies, state: { counts: { b: 9 } } },
      { suite: { state: { counts: { a: 0 } }, tools: { count: [COUNT] } } },
    )
    expect(trajectory.events.at(-1)).toMatchObject({ type: 'state', state: { counts: { a: 2, b: 9 } } })
    const changed = trajectory.events.flatMap((event) => (event.type === 'tool_call' ? [event.changes] : []))
    expect(changed).toEqual([
      [{ path: ['counts', 'a'], before: 0, after: 1 }],
      [{ path: ['counts', 'a'], before: 1, after: 2 }],
    ])
  })

  it('is told of an agent that failed, too', async () => {
    const { trajectory } = await runOne(
      referenceAgent(`${AGENT}\nmax_iterations: 1`),
      { script: script(reply([toolUse('count', { name: 'a', to: 1 })])) },
      { suite: { state: {}, tools: { count: [COUNT] } } },
    )
    expect(trajectory.end.kind).toBe('agent_failure')
    expect(trajectory.events.at(-1)).toMatchObject({ type: 'state', state: { counts: { a: 1 } } })
  })

  it('is not there in a suite without one', async () => {
    const { trajectory } = await runOne(referenceAgent(AGENT), { script: script(reply('Hi.')) })
    expect(trajectory.events.map(({ type }) => type)).not.toContain('state')
  })

  it('belongs to one trial, however many run at once, and is judged from the journal alone', async () => {
    const cases = ['a', 'b', 'c'].map((id, index) =>
      caseOf(id, {
        script: script(reply([toolUse('count', { name: id, to: index })]), reply('Done.')),
        expect: [expectState({ state: { counts: { [id]: index } }, only_changes: [] })],
      }),
    )
    const suite = suiteOf(cases, {
      agent: referenceAgent(AGENT),
      trials: 20,
      state: { counts: {} },
      tools: { count: [COUNT] },
    })
    const { results, dir } = await run(suite, { concurrency: 8 })
    expect(results.map(({ outcome }) => outcome)).toEqual(Array(60).fill('pass'))
    const again = await scoreRun(suite, readRun(dir), asking())
    expect(again.results.map(({ outcome }) => outcome)).toEqual(Array(60).fill('pass'))
  })
})

const SUITE = `suite: counting
agent: ./agent.yaml
tools: ./tools.mjs
cases:
  - id: one
    input: Count.
    expect: [ state: { counts.a: 1 } ]
    script: [ { call: { find_book: { name: a } } }, { text: One. } ]
`
const TOOLS = `import { start } from './start.mjs'
export default {
  state: { counts: { a: start } },
  tools: { find_book({ name }, { state }) { return ++state.counts[name] } },
}`

async function loaded(start: string): Promise<Suite> {
  const folder = folderWith({
    'x.eval.yaml': SUITE,
    'tools.mjs': TOOLS,
    'start.mjs': `export const start = ${start}`,
  })
  const { suite, diagnostics } = await loadSuite(join(folder, 'x.eval.yaml'))
  if (suite === null) throw new Error(diagnostics.map(({ message }) => message).join('\n'))
  return suite
}

describe('a module of tools', () => {
  it('answers the agent and makes the state', async () => {
    const { results } = await run(await loaded('0'))
    expect(results).toMatchObject([{ outcome: 'pass' }])
    expect((await run(await loaded('1'))).results).toMatchObject([{ outcome: 'fail' }])
  })

  it('is part of the identity of the suite and of what recordings are made from, with all its files', async () => {
    const [suite, same, other] = [await loaded('0'), await loaded('0'), await loaded('1')]
    expect(dirname(suite.path)).not.toBe(dirname(same.path))
    const stampOf = (each: Suite) => [each.hash, fingerprintOf(each, {})({ case: 'one' }).tools]
    expect(stampOf(suite)).toEqual(stampOf(same))
    for (const [index, part] of stampOf(suite).entries()) expect(stampOf(other)[index]).not.toBe(part)
  })

  it('is refused before anything runs where it exports no tools', async () => {
    const suite = await loaded('0')
    const broken = { ...suite, toolModule: { path: join(dirname(suite.path), 'start.mjs'), parts: {} } }
    await expect(run(broken)).rejects.toMatchObject({ code: 'tools-unloadable' })
  })
})
