import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { commandIn, type Environment, folder, journalLines, pawl, runFolders, serve } from './cli.ts'

vi.setConfig({ testTimeout: 60_000 })

/** Asks the model once, through whatever the trial gives it. */
const ASKS = `export default async (trial) => {
  const response = await trial.fetch(trial.baseUrl + '/v1/messages', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': 'none', 'anthropic-version': '2023-06-01' },
    body: JSON.stringify({
      model: 'claude-haiku-4-5', max_tokens: 64, messages: [{ role: 'user', content: trial.input }],
    }),
    signal: trial.signal,
  })
  if (!response.ok) throw new Error('the model answered ' + response.status)
  return (await response.json()).content.map((block) => block.text).join('')
}`

const GREETS = `export default async () => 'Hello!'`

const suite = (agent: string, more = ''): string => `suite: ${agent}
agent: { module: ./${agent}.mjs }
responses: script
${more}
cases:
  - id: one
    input: hi
    expect: [contains: Hello]
`

/** One suite with one agent, run. */
async function outcomeOf(agent: string, more = '', args: readonly string[] = [], env: Environment = {}) {
  const dir = folder({ 'agent.mjs': agent, 'a.eval.yaml': suite('agent', more) })
  return { dir, ...(await pawl(dir, ['run', 'a.eval.yaml', ...args], env)) }
}

const message = (text: string) => ({
  id: 'msg_1',
  type: 'message',
  role: 'assistant',
  model: 'claude-haiku-4-5',
  content: [{ type: 'text', text }],
  stop_reason: 'end_turn',
  usage: { input_tokens: 10, output_tokens: 5 },
})

/** A provider that gives every request this answer. */
const provider = (status: number, body: unknown, type = 'application/json') =>
  serve((request, response) => {
    request.resume().on('end', () => {
      response.writeHead(status, { 'content-type': type })
      response.end(typeof body === 'string' ? body : JSON.stringify(body))
    })
  })

const LIVE = ['--responses', 'live']

describe('an agent', () => {
  it('that answers wrong fails the gate: expected, found, where, and how to see it again', async () => {
    const { code, stdout, stderr } = await outcomeOf(`export default async () => 'Goodbye!'`)
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' })
    expect(stdout).toMatch(/^ {2}✖ success_rate >= 100% +0\.0 % /m)
    expect(stdout).toContain('contains "Hello"  a.eval.yaml:8:14')
    expect(stdout).toContain('does not contain "Hello"; it is "Goodbye!"')
    expect(stdout).toMatch(/^ +\S.* run a\.eval\.yaml --case one --trial 0 --seed 1$/m)
    expect(stdout).toMatch(/^FAIL {2}exit 1: the gate fails · agent · /m)
  })

  it('that crashes has failed', async () => {
    const { code, stdout } = await outcomeOf(`export default async () => { throw new Error('kaput') }`)
    expect(code).toBe(1)
    expect(stdout).toContain('the agent failed: kaput')
  })

  it.each([
    ['a rejected promise', `Promise.reject(new Error('left behind'))`],
    ['a timer that throws', `setTimeout(() => { throw new Error('left behind') })`],
  ])('that leaves %s behind takes no other trial with it, and is not green', async (_, stray) => {
    const agent = `import { setImmediate } from 'node:timers/promises'
      export default async () => { ${stray}; for (let i = 0; i < 50; i++) await setImmediate(); return 'Hello!' }`
    const { code, stdout, stderr, dir } = await outcomeOf(agent, 'trials: 3')
    expect([1, 3]).toContain(code)
    expect(stdout + stderr).toContain('left behind')
    expect(journalLines(dir)).toHaveLength(3)
  })

  it('that ends the process does not make the run green', async () => {
    const { code, stdout, stderr } = await outcomeOf('export default async () => process.exit(0)')
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' })
    expect(stderr).toMatch(/the process was ended before the run was/)
  })

  it('that prints does not print into the reports', async () => {
    const agent = `export default async () => { console.log('noise'); process.stdout.write('noise'); return 'Hello!' }`
    const { code, stdout, stderr } = await outcomeOf(agent, '', ['--reporter', 'json'])
    expect({ code, stderr }).toEqual({ code: 0, stderr: 'noise\nnoise' })
    expect(JSON.parse(stdout)).toMatchObject({ decision: 'pass' })
  })

  it('that never ends has failed when its time is over', async () => {
    const agent = `export default () => new Promise(() => setInterval(() => {}, 1000))`
    const { code, stdout } = await outcomeOf(agent, 'timeout: 200ms', LIVE, {
      ANTHROPIC_BASE_URL: await provider(200, message('Hello!')),
    })
    expect(code).toBe(1)
    expect(stdout).toContain('not done after 200 ms')
  })

  it.each([
    ['throws on import', `throw new Error('boom')`, 'cannot be imported: boom'],
    ['has a syntax error', `export default async (`, 'cannot be imported: '],
    ['exports no agent', `export const x = 1`, 'exports neither a default function nor `open`'],
  ])('that %s is a wrong suite', async (_, agent, reason) => {
    const { code, stdout, stderr, dir } = await outcomeOf(agent)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(/^error \[agent-unloadable\] the agent .*agent\.mjs /m)
    expect(stderr).toContain(reason)
    expect(stderr).not.toMatch(/^ +at /m)
    expect(existsSync(join(dir, '.pawl'))).toBe(false)
  })
})

describe('a tool', () => {
  const TOOLS =
    'tools: { lookup: [{ when: { id: 1 }, return: found }, { when: { id: 2 }, error: "Hello, no such id" }] }'
  const call = (id: number) => `trial.tools.lookup({ id: ${id} })`

  it('that fails throws in the agent, which may go on', async () => {
    const agent = `export default (trial) => ${call(2)}.catch((error) => error.message)`
    expect(await outcomeOf(agent, TOOLS)).toMatchObject({ code: 0, stderr: '' })
  })

  it('that fails fails the agent that does not catch it', async () => {
    const { code, stdout } = await outcomeOf(`export default async (trial) => ${call(2)}`, TOOLS)
    expect(code).toBe(1)
    expect(stdout).toContain('the agent failed: Hello, no such id')
  })

  it('called in a way no rule knows makes the suite incomplete, not the agent wrong', async () => {
    const { code, stdout } = await outcomeOf(`export default async (trial) => ${call(3)}`, TOOLS)
    expect(code).toBe(3)
    expect(stdout).toContain('the agent called lookup({"id":3})')
    expect(stdout).toMatch(/^NOT EVALUATED {2}exit 3/m)
  })
})

describe('the model', () => {
  it('asked in a case without a script could not be evaluated', async () => {
    const { code, stdout } = await outcomeOf(ASKS)
    expect(code).toBe(3)
    expect(stdout).toContain('case one has no script')
  })

  it('asked live without a key says so before anything runs', async () => {
    const { code, stdout, stderr, dir } = await outcomeOf(ASKS, '', LIVE)
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' })
    expect(stderr).toContain('ANTHROPIC_API_KEY')
    expect(existsSync(join(dir, '.pawl'))).toBe(false)
  })

  it('answers live, is recorded, and replays without the network', async () => {
    const dir = folder({ 'agent.mjs': ASKS, 'a.eval.yaml': suite('agent') })
    const env = { ANTHROPIC_BASE_URL: await provider(200, message('Hello there!')) }
    expect(await pawl(dir, ['run', 'a.eval.yaml', ...LIVE], env)).toMatchObject({ code: 0, stderr: '' })
    const recorded = await pawl(dir, ['run', 'a.eval.yaml', '--responses', 'record'], env)
    expect(recorded).toMatchObject({ code: 0 })
    const file = readFileSync(join(dir, 'recordings/agent/one.json'), 'utf8')
    expect(file).toContain('Hello there!')
    const replayed = await pawl(dir, ['run', 'a.eval.yaml', '--responses', 'replay'], {
      ANTHROPIC_BASE_URL: 'http://127.0.0.1:9',
    })
    expect(replayed).toMatchObject({ code: 0, stderr: '' })
  })

  it.each([
    ['a page of a proxy', '<html>Bad gateway</html>', 'text/html', '<html>Bad gateway</html>'],
    ['an object that is no message', { hello: 1 }, 'application/json', '{"hello":1}'],
  ])('that answers with %s could not be evaluated', async (_, body, type, found) => {
    const { code, stdout } = await outcomeOf(ASKS, '', LIVE, {
      ANTHROPIC_BASE_URL: await provider(200, body, type),
    })
    expect(code).toBe(3)
    expect(stdout).toContain('model-reply-malformed')
    expect(stdout).toContain(found)
  })

  it('that is overloaded for ever is tried again, then could not be evaluated', async () => {
    let asked = 0
    const overloaded = { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } }
    const url = await serve((_, response) => {
      asked++
      response.writeHead(529, { 'content-type': 'application/json' }).end(JSON.stringify(overloaded))
    })
    const { code, stdout } = await outcomeOf(ASKS, '', LIVE, { ANTHROPIC_BASE_URL: url })
    expect({ code, asked }).toEqual({ code: 3, asked: 3 })
    expect(stdout).toContain('the provider failed (529 overloaded_error): Overloaded')
    expect(stdout).toContain('attempt 3')
  })
})

describe('a recording', () => {
  const REPLAY = ['--responses', 'replay']

  it('that is missing could not be evaluated, and what makes it is named', async () => {
    const { code, dir, stdout } = await outcomeOf(ASKS, '', REPLAY)
    expect(code).toBe(3)
    expect(stdout).toContain(`no recordings yet: ${commandIn(dir)} record a.eval.yaml\n`)
    expect(journalLines(dir)[0]).toContain('recordings/agent/one.json')
  })

  it('that is corrupt could not be evaluated, and the file is named', async () => {
    const dir = folder({
      'agent.mjs': ASKS,
      'a.eval.yaml': suite('agent'),
      'recordings/agent/one.json': '{ "format": 1, "rec',
    })
    const { code, stdout } = await pawl(dir, ['run', 'a.eval.yaml', ...REPLAY])
    expect(code).toBe(3)
    expect(stdout).toContain('recording-corrupt')
    expect(stdout).toContain('recordings/agent/one.json')
  })
})

describe('several suites', () => {
  it('lose nothing to one of them that cannot run', async () => {
    const dir = folder({
      'broken.mjs': `throw new Error('boom')`,
      'fine.mjs': GREETS,
      'wrong.mjs': `export default async () => 'Goodbye!'`,
      '1.eval.yaml': suite('broken'),
      '2.eval.yaml': suite('fine'),
      '3.eval.yaml': suite('wrong'),
    })
    const { code, stdout, stderr } = await pawl(dir, [
      'run',
      '.',
      '--reporter',
      'terminal',
      '--reporter',
      'json=all.json',
    ])
    expect(code).toBe(2)
    expect(stderr).toContain('broken.mjs cannot be imported: boom')
    expect(stdout).toMatch(/^PASS .* · fine · /m)
    expect(stdout).toMatch(/^FAIL .* · wrong · /m)
    expect(JSON.parse(readFileSync(join(dir, 'all.json'), 'utf8'))).toMatchObject([
      { suite: 'fine', decision: 'pass' },
      { suite: 'wrong', decision: 'fail' },
    ])
    expect(runFolders(dir)).toHaveLength(2)
  })

  it('all have to be right before any of them runs', async () => {
    const dir = folder({
      'fine.mjs': GREETS,
      '1.eval.yaml': suite('fine'),
      '2.eval.yaml': 'suite: half\n',
    })
    const { code, stdout, stderr } = await pawl(dir, ['run', '.'])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(/^2\.eval\.yaml:1:1 error /m)
    expect(existsSync(join(dir, '.pawl'))).toBe(false)
  })
})
