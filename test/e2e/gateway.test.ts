import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { message, toolUse } from '../model/build.ts'
import { sendMessage, serve } from '../model/server.ts'
import { commandIn, type Environment, folder, MAIN, pawl, type Started, start, write } from './cli.ts'

vi.setConfig({ testTimeout: 60_000 })

/** A loop over fetch that knows of the provider's address and key alone, and prints the answer. */
const AGENT = `const messages = [{ role: 'user', content: 'Where is A-1?' }]
const system = process.argv[2] ?? 'be kind'
for (;;) {
  const reply = await fetch(process.env.ANTHROPIC_BASE_URL + '/v1/messages', {
    method: 'POST',
    headers: { 'x-api-key': process.env.ANTHROPIC_API_KEY, 'anthropic-version': '2023-06-01' },
    body: JSON.stringify({ model: 'claude-haiku-4-5', max_tokens: 100, system, messages }),
  })
  const body = await reply.json()
  if (!reply.ok) {
    console.log(reply.status, body.error.type)
    if (reply.status === 529) continue
    process.exit(7)
  }
  const uses = body.content.filter(({ type }) => type === 'tool_use')
  if (uses.length === 0) {
    console.log(body.content[0].text)
    break
  }
  messages.push({ role: 'assistant', content: body.content })
  messages.push({
    role: 'user',
    content: uses.map(({ id }) => ({ type: 'tool_result', tool_use_id: id, content: 'delivered' })),
  })
}
`

const SUITE = `suite: orders
agent: { command: [node, ./agent.mjs] }
cases:
  - id: order
    input: Where is A-1?
    expect: [calls: { list: [find] }]
    script:
      - { call: { find: { id: A-1 } }, usage: { input: 200, output: 20 }, latency: 20s }
      - { text: It was delivered., usage: { input: 300, output: 10 }, latency: 10s }
  - { id: silent, input: hi, expect: [contains: hi], script: [] }
`

const FILES = { 'agent.mjs': AGENT, 'x.eval.yaml': SUITE }
const ORDER = ['gateway', 'x.eval.yaml', '--case', 'order']
const PROGRAM = ['--', 'node', 'agent.mjs']

/** Plays the provider: looks the order up, then says where it is. */
async function provider(said = 'It was delivered.') {
  const { url, received } = await serve((response, request) => {
    const first = !request.text.includes('tool_result')
    const usage = { input_tokens: 200, output_tokens: 20 }
    const answer = first ? [toolUse('find', { id: 'A-1' })] : said
    const more = { stop_reason: first ? 'tool_use' : 'end_turn', usage, model: 'claude-haiku-4-5' }
    sendMessage(response, message(answer, more), request)
  })
  const env = { ANTHROPIC_BASE_URL: url, ANTHROPIC_API_KEY: 'real-key' }
  return { env, received }
}

const RECORD = [...ORDER, '--responses', 'record']
const REPLAY = [...ORDER, '--responses', 'replay']
const RECORDING = 'recordings/orders/order.json'

async function recorded() {
  const dir = folder(FILES)
  const model = await provider()
  const first = await pawl(dir, [...RECORD, ...PROGRAM], model.env)
  return { dir, model, first }
}

describe('pawl gateway with a program behind --', () => {
  it('plays the case to it, at once, and says beside its output what it asked for', async () => {
    const { code, stdout, stderr } = await pawl(folder(FILES), [...ORDER, ...PROGRAM])
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'It was delivered.\n' })
    expect(stderr.split('\n')).toEqual([
      'orders · order, trial 0 · script',
      '1  messages  claude-haiku-4-5  200  find({id: "A-1"})  220 tokens  $0.0003  20.00 s',
      '2  messages  claude-haiku-4-5  200  end_turn  310 tokens  $0.00035  10.00 s',
      '',
      '2 model calls, 1 tool call, 530 tokens, $0.00065, 30.00 s',
      '',
    ])
  })

  it('takes the time that was scripted with --real-time', async () => {
    const files = { ...FILES, 'x.eval.yaml': SUITE.replace('20s', '200ms').replace('10s', '300ms') }
    const began = performance.now()
    const { code } = await pawl(folder(files), [...ORDER, '--real-time', ...PROGRAM])
    expect(code).toBe(0)
    expect(performance.now() - began).toBeGreaterThan(500)
  })

  it('hands over its exit code, its arguments as they are, and standard input', async () => {
    const dir = folder(FILES)
    const code =
      'process.stdin.pipe(process.stdout); process.stdout.write(process.argv.slice(1).join(" ")); process.exitCode = 5'
    const args = [MAIN, ...ORDER, '--', 'node', '-e', code, '--', '--help', '$HOME']
    const { process: child, done } = start(process.execPath, args, dir, {}, { stdin: 'pipe' })
    child.stdin?.end(' given')
    expect(await done).toMatchObject({ code: 5, stdout: '--help $HOME given' })
  })

  it('provokes faults', async () => {
    const { code, stdout, stderr } = await pawl(folder(FILES), [
      ...ORDER,
      '--fault',
      'overloaded@1',
      ...PROGRAM,
    ])
    expect({ code, stdout }).toEqual({ code: 0, stdout: '529 overloaded_error\nIt was delivered.\n' })
    expect(stderr).toContain('1  messages  claude-haiku-4-5  529 overloaded_error (provoked: overloaded)')
    expect(stderr).toContain('3 model calls (2 answered), 1 tool call')
  })

  it('is exit 3 where there was nothing to play, whatever the program made of it', async () => {
    const args = ['gateway', 'x.eval.yaml', '--case', 'silent', ...PROGRAM]
    const { code, stdout, stderr } = await pawl(folder(FILES), args)
    expect({ code, stdout }).toEqual({ code: 3, stdout: '409 invalid_request_error\n' })
    expect(stderr).toMatch(
      /\n1 .* 409 script-exhausted\nerror \[script-exhausted\] the script of case silent/,
    )
  })

  it('answers its MCP client with the mocked tools of the suite', async () => {
    const tools = 'tools: { find: [{ return: { status: delivered } }] }\n'
    const suite = SUITE.replace(' }\ncases:', `, tools: mcp }\n${tools}cases:`)
    const call = `const sent = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'find', arguments: {} } }
const reply = await fetch(process.env.PAWL_MCP_URL, { method: 'POST', body: JSON.stringify(sent) })
console.log((await reply.json()).result.content[0].text)`
    const dir = folder({ 'x.eval.yaml': suite, 'agent.mjs': call })
    const { stdout, stderr } = await pawl(dir, [...ORDER, ...PROGRAM])
    expect(stdout).toBe('{"status":"delivered"}\n')
    expect(stderr).toContain('0 model calls, 1 tool call')
  })

  it.each([
    ['SIGINT', 5],
    ['SIGTERM', 128 + 15],
  ] as const)('leaves %s from the keyboard to it, and ends with it', async (signal, code) => {
    const stay = `process.on('SIGINT', () => process.exit(5)); console.log('ready'); setInterval(() => {}, 1000)`
    const args = [MAIN, ...ORDER, '--', 'node', '-e', stay]
    const {
      process: child,
      output,
      done,
    } = start(process.execPath, args, folder(FILES), {}, { detached: true })
    await vi.waitFor(() => expect(output.stdout).toBe('ready\n'), 20_000)
    // A terminal tells the whole group; what ends a service tells its first process alone.
    process.kill(signal === 'SIGINT' ? -(child.pid ?? 0) : (child.pid ?? 0), signal)
    const finished = await done
    expect(finished.code).toBe(code)
    expect(finished.stderr).toContain('0 model calls, 0 tool calls\n')
  })
})

describe('pawl gateway that records', () => {
  it('stores what the model said, as a run does, and replays it without a key', async () => {
    const { dir, model, first } = await recorded()
    expect(first).toMatchObject({ code: 0, stdout: 'It was delivered.\n' })
    expect(first.stderr).toContain(`recorded into ${RECORDING}\n`)
    expect(model.received.map(({ headers }) => headers['x-api-key'])).toEqual(['real-key', 'real-key'])
    const replay = await pawl(dir, [...REPLAY, ...PROGRAM])
    expect(replay).toMatchObject({ code: 0, stdout: 'It was delivered.\n' })
    expect(replay.stderr).toContain('2 model calls, 1 tool call, 440 tokens, $0.0006')
    expect(await pawl(dir, ['run', 'x.eval.yaml', '--case', 'order', '--responses', 'replay'])).toMatchObject(
      {
        code: 0,
      },
    )
    expect(model.received).toHaveLength(2)
  })

  it('says at a miss which call was nearest, where it differs, and what records it again', async () => {
    const { dir } = await recorded()
    const { code, stderr } = await pawl(dir, [...REPLAY, ...PROGRAM, 'be brief'])
    expect(code).toBe(3)
    const [, miss, hint] = /409 recording-miss\n(error .*)\n(.*)\n/.exec(stderr) ?? []
    expect(miss).toBe(
      `error [recording-miss] the agent's model call 1 is not in the recording of case order: nearest is recorded call 1, first difference at .system: recorded "be kind", now "be brief"`,
    )
    expect(hint).toBe(
      `  If the change is meant, record again: ${commandIn(dir)} record x.eval.yaml --case order`,
    )
  })

  it('leaves a recording as it is where nobody called, and keeps those of other trials', async () => {
    const { dir, model } = await recorded()
    const before = readFileSync(join(dir, RECORDING), 'utf8')
    await pawl(dir, [...RECORD, '--', 'true'], model.env)
    expect(readFileSync(join(dir, RECORDING), 'utf8')).toBe(before)
    await pawl(dir, [...RECORD, '--trial', '2', ...PROGRAM], model.env)
    const { recordings } = JSON.parse(readFileSync(join(dir, RECORDING), 'utf8'))
    expect(recordings.map(({ trial }: { trial: number }) => trial)).toEqual([0, 2])
  })

  it('writes no key into a recording, and says so with exit 3', async () => {
    const dir = folder(FILES)
    const { env } = await provider(`sk-ant-api03-${'a1B2'.repeat(24)}`)
    const { code, stderr } = await pawl(dir, [...RECORD, ...PROGRAM], env)
    expect(code).toBe(3)
    expect(stderr).toContain('error [recording-secret]')
    expect(existsSync(join(dir, RECORDING))).toBe(false)
  })
})

/** A gateway by hand, and what it has printed by now. */
async function byHand(dir: string, args: readonly string[], env: Environment = {}) {
  const started = start(process.execPath, [MAIN, ...args], dir, env, { stdin: 'pipe' })
  onTestFinished(() => void started.process.kill('SIGKILL'))
  await said(started, 'Ctrl-C ends it.')
  const address = /ANTHROPIC_BASE_URL=(\S+)/.exec(started.output.stdout)?.[1] ?? ''
  return { ...started, address }
}

const said = (started: Started, text: string) =>
  vi.waitFor(() => expect(started.output.stdout).toContain(text), { timeout: 20_000 })

const ask = async (address: string, content = 'Where is A-1?') => {
  const body = JSON.stringify({
    model: 'claude-haiku-4-5',
    max_tokens: 9,
    messages: [{ role: 'user', content }],
  })
  const headers = { 'x-api-key': 'pawl', 'anthropic-version': '2023-06-01' }
  const reply = await fetch(`${address}/v1/messages`, { method: 'POST', headers, body })
  return { status: reply.status, text: await reply.text() }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

describe('pawl gateway by hand', () => {
  it('prints first what to paste, and answers at a fixed address until Ctrl-C, which is exit 0', async () => {
    const port = await freePort()
    const gateway = await byHand(folder(FILES), [...ORDER, '--port', String(port)])
    const origin = `http://127.0.0.1:${port}`
    expect(gateway.output.stdout.split('\n').slice(0, 8)).toEqual([
      `export ANTHROPIC_BASE_URL=${origin}`,
      `export OPENAI_BASE_URL=${origin}/v1`,
      'export ANTHROPIC_API_KEY=pawl',
      'export OPENAI_API_KEY=pawl',
      `export PAWL_GATEWAY=${origin}`,
      '',
      'orders · order, trial 0 · script',
      'Enter begins the trial afresh, Ctrl-C ends it.',
    ])
    expect((await ask(gateway.address)).text).toContain('"find"')
    await said(gateway, '1  messages  claude-haiku-4-5  200  find({id: "A-1"})')
    gateway.process.kill('SIGINT')
    const { code, stdout } = await gateway.done
    expect(code).toBe(0)
    expect(stdout).toMatch(/\n1 model call, 1 tool call, 220 tokens, \$0\.0003, 20\.00 s\n$/)
  })

  it('begins the trial afresh on Enter, at the same address', async () => {
    const gateway = await byHand(folder(FILES), ORDER)
    for (const time of [1, 2, 3]) {
      expect((await ask(gateway.address)).text).toContain('"find"')
      expect((await ask(gateway.address)).text).toContain('It was delivered.')
      gateway.process.stdin?.write('\n')
      await vi.waitFor(() =>
        expect(gateway.output.stdout.split('The trial begins afresh.')).toHaveLength(time + 1),
      )
    }
    gateway.process.stdin?.end()
    expect((await ask(gateway.address)).status).toBe(200)
    gateway.process.kill('SIGINT')
    const { code, stdout } = await gateway.done
    expect(code).toBe(0)
    expect(stdout.match(/^2 model calls, 1 tool call, 530 tokens/gm)).toHaveLength(3)
  })

  it('is exit 3 after a miss, also one before the trial began afresh', async () => {
    const { dir } = await recorded()
    const gateway = await byHand(dir, REPLAY)
    expect((await ask(gateway.address)).status).toBe(409)
    await said(gateway, `record again: ${commandIn(dir)} record x.eval.yaml --case order`)
    gateway.process.stdin?.write('\n')
    await said(gateway, 'The trial begins afresh.')
    gateway.process.kill('SIGINT')
    expect((await gateway.done).code).toBe(3)
  })

  it('passes calls on to the live model, at an address that nobody guesses', async () => {
    const model = await provider('hello')
    const gateway = await byHand(folder(), ['gateway'], model.env)
    const { origin } = new URL(gateway.address)
    expect(gateway.address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/t\/live-0-[0-9a-f]{24}$/)
    expect(await ask(gateway.address)).toMatchObject({ status: 200 })
    expect((await ask(origin)).status).toBe(404)
    expect(model.received.map(({ path, headers }) => [path, headers['x-api-key']])).toEqual([
      ['/v1/messages', 'real-key'],
    ])
    await said(gateway, '1  messages  claude-haiku-4-5  200  find({id: "A-1"})  220 tokens  $0.0003')
    expect(gateway.output.stdout).not.toContain('real-key')
    gateway.process.kill('SIGINT')
    expect((await gateway.done).code).toBe(0)
  })

  it('stops asking the live model at --max-cost, also after the trial began afresh', async () => {
    const model = await provider('hello')
    const gateway = await byHand(folder(), ['gateway', '--max-cost', '$0.0001'], model.env)
    expect((await ask(gateway.address)).status).toBe(200)
    gateway.process.stdin?.write('\n')
    await said(gateway, 'The trial begins afresh.')
    expect(await ask(gateway.address)).toMatchObject({
      status: 409,
      text: expect.stringContaining('--max-cost'),
    })
    gateway.process.kill('SIGINT')
    expect((await gateway.done).code).toBe(3)
    expect(model.received).toHaveLength(1)
  })

  it('says in the midst of a call that is cut off what it knows, and records nothing of it', async () => {
    const { dir } = await recorded()
    const before = readFileSync(join(dir, RECORDING), 'utf8')
    const arrived = Promise.withResolvers<void>()
    const silent = await serve(() => arrived.resolve())
    const gateway = await byHand(dir, RECORD, { ANTHROPIC_BASE_URL: silent.url, ANTHROPIC_API_KEY: 'k' })
    const asked = ask(gateway.address).catch((error: unknown) => error)
    await arrived.promise
    gateway.process.kill('SIGINT')
    expect((await gateway.done).stdout).toContain('1 model call (0 answered)')
    expect(await asked).toBeInstanceOf(TypeError)
    expect(readFileSync(join(dir, RECORDING), 'utf8')).toBe(before)
  })
})

describe('pawl gateway says what is wrong', () => {
  it.each([
    [['x.eval.yaml'], 2, 'expected --case ID: x.eval.yaml has 2 cases', 'The cases are order, silent.'],
    [['x.eval.yaml', '--case', 'oder'], 2, 'x.eval.yaml has no case oder', 'Did you mean order?'],
    [
      ['x.eval.yaml', '--case', 'zzzzzz'],
      2,
      'x.eval.yaml has no case zzzzzz',
      'The cases are order, silent.',
    ],
    [['--case', 'order'], 2, '--case needs a suite', 'pawl gateway evals/hello.eval.yaml --case order'],
    [['--responses', 'replay'], 2, '--responses replay needs a suite and a case', 'pawl gateway'],
    [['--port', '70000'], 2, '--port needs a port of at most 65535, found 70000', ''],
    [
      [...RECORD.slice(1), '--fault', 'reset'],
      2,
      '--fault does not go with --responses record',
      'holds what',
    ],
    [[...ORDER.slice(1), '--'], 2, 'expected a program after --', ''],
    [[...ORDER.slice(1), '--', 'no-such-program'], 2, 'no-such-program cannot be started', 'Install no-such'],
    [[], 3, 'expected a key in ANTHROPIC_API_KEY or OPENAI_API_KEY', 'Set it'],
    [['nowhere.eval.yaml'], 2, 'there is no nowhere.eval.yaml', 'Name a suite file'],
  ])('%j', async (args, code, what, hint) => {
    const dir = folder(FILES)
    const finished = await pawl(dir, ['gateway', ...args])
    expect(finished.code).toBe(code)
    expect(finished.stderr).toContain(what)
    expect(finished.stderr.replaceAll(commandIn(dir), 'pawl')).toContain(hint)
  })

  it('where its port is taken', async () => {
    const { url } = await serve(() => {})
    const { code, stderr } = await pawl(folder(FILES), [...ORDER, '--port', new URL(url).port])
    expect(code).toBe(3)
    expect(stderr).toContain('error [gateway-unavailable]')
    expect(stderr).toContain('another program does')
  })

  it('and needs no --case where the suite has one', async () => {
    const dir = folder(FILES)
    write(dir, 'x.eval.yaml', SUITE.replace(/ {2}- \{ id: silent.*\n/, ''))
    expect(await pawl(dir, ['gateway', 'x.eval.yaml', ...PROGRAM])).toMatchObject({ code: 0 })
  })
})
