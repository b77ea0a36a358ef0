import { describe, expect, it, onTestFinished } from 'vitest'
import type { MadeWith } from '../../src/model/recording/format.ts'
import { fingerprintOf } from '../../src/run/fingerprint.ts'
import { type RecordingState, trialStates } from '../../src/run/staleness.ts'
import type { AgentRef, MockRule } from '../../src/suite/index.ts'
import { agentParts, createHost, openTarget } from '../../src/target/index.ts'
import { UPSTREAMS } from '../model/build.ts'
import { recording } from '../model/recording/build.ts'
import { file } from '../target/build.ts'
import { ASKING, caseOf, contains, moduleAgent, referenceAgent, suiteOf } from './build.ts'

const NOW: MadeWith = { suite: 's', case: 'c', tools: 't', agent: { model: 'm', system: 'p', tools: 'x' } }

const states = (made: readonly (MadeWith | null)[], trials = [0], agent: AgentRef['kind'] = 'reference') =>
  trialStates(
    made.map((each, trial) => recording([], { trial, made: each })),
    trials,
    NOW,
    agent,
  ).map(({ state }) => state)

const reasons = (
  over: Partial<MadeWith>,
  agent: AgentRef['kind'] = 'reference',
): RecordingState | undefined => states([{ ...NOW, ...over }], [0], agent)[0]

const stale = (...words: string[]): RecordingState => ({ kind: 'stale', reasons: words })

describe('the recording of a planned trial', () => {
  it('is valid when it was made from what a run would stamp now, and missing when there is none', () => {
    expect(states([NOW], [0, 1])).toEqual([{ kind: 'valid' }, { kind: 'missing' }])
  })

  it('is found by the number of its trial, wherever it stands', () => {
    const held = trialStates([recording([], { trial: 3, made: NOW })], [0, 3], NOW, 'reference')
    expect(held.map(({ state }) => state.kind)).toEqual(['missing', 'valid'])
  })

  it('of the first format is stale, for nobody knows what it was made from', () => {
    expect(states([null])).toEqual([stale('it does not say what it was made from')])
  })
})

describe('what changed is said in words', () => {
  it.each([
    [{ agent: { ...NOW.agent, system: 'other' } }, ['the system prompt changed']],
    [{ agent: { ...NOW.agent, model: 'other' } }, ['the model changed']],
    [{ agent: { ...NOW.agent, tools: 'other' } }, ['the tools of the agent changed']],
    [{ agent: { ...NOW.agent, max_tokens: '1' } }, ["the agent's max_tokens changed"]],
    [{ agent: { model: 'm', tools: 'x' } }, ['the system prompt changed']],
    [{ case: 'other' }, ["the case's turns or tools changed"]],
    [{ tools: 'other' }, ['the mocked tools changed']],
    [{ suite: 'old' }, ['it was made for the suite old']],
    [{ agent: { 'agent.mjs': '1' } }, ['the agent is another one']],
    [
      { agent: { ...NOW.agent, model: 'o' }, case: 'o' },
      ['the model changed', "the case's turns or tools changed"],
    ],
  ])('%j', (over, words) => expect(reasons(over)).toEqual(stale(...words)))

  it('by the names of files where the agent is code', () => {
    const before = { ...NOW.agent, model: 'o', 'lib/x.py': '1' }
    expect(reasons({ agent: before }, 'module')).toEqual(stale('lib/x.py is gone', 'model changed'))
    expect(reasons({ agent: { ...NOW.agent, command: 'o' } }, 'command')).toEqual(
      stale("the agent's command changed"),
    )
    expect(reasons({ agent: { model: 'm', tools: 'x' } }, 'module')).toEqual(stale('system is new'))
  })
})

describe('what a run stamps', () => {
  const rule: MockRule = { when: null, answer: { kind: 'return', value: 1 }, latencyMs: 0 }
  const made = (item = {}, suite = {}) =>
    fingerprintOf(suiteOf([caseOf('a', item)], suite), {})({ case: 'a' })

  it('changes with the turns and the tools, not with what is expected', () => {
    expect(made({ expect: [contains('x')] })).toEqual(made())
    expect(made({ turns: [{ user: 'other' }] }).case).not.toBe(made().case)
    expect(made({ tools: { find: [rule] } }).case).not.toBe(made().case)
    expect(made({}, { tools: { find: [rule] } }).tools).not.toBe(made().tools)
  })

  it.each<[string, () => AgentRef]>([
    ['reference', () => referenceAgent('system: be kind')],
    ['module', () => moduleAgent(ASKING)],
    ['command', () => commandAgent()],
  ])('of a %s agent is known without opening it', async (_, agent) => {
    const suite = suiteOf([caseOf('a')], { agent: agent() })
    const host = createHost({ upstreams: UPSTREAMS, network: false })
    onTestFinished(host.close)
    const target = await openTarget(suite, { host, context: host.join(), env: {} })
    await target.close()
    expect(await agentParts(suite)).toEqual(target.parts)
    expect(Object.keys(target.parts)).not.toEqual([])
  })
})

function commandAgent(): AgentRef {
  const path = file('agent.py', 'print("hello")')
  return {
    ...{ kind: 'command', argv: ['python3', path], workspace: null, cwd: '/', home: 'inherit', env: {} },
    ...{ passEnv: [], input: 'stdin', output: { kind: 'text' }, io: 'once', tools: null, sources: [] },
  }
}
