import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { AgentRef, CommandAgent, HttpAgent } from '../../src/suite/index.ts'
import { codesOf, loaded, withCases } from './files.ts'

const HELLO = '  - { id: hello, input: Hello, expect: [ contains: hi ] }\n'
const withAgent = (agent: string, head = ''): string =>
  withCases(HELLO, head).replace('./agent.yaml', () => agent)

const FILES = {
  'desk.py': '',
  'lib/b.py': '',
  'lib/a.py': '',
  'lib/deep/c.py': '',
  'lib/readme.md': '',
  'books/emma.txt': '',
  'server.mjs': '',
}

interface Read<T> {
  readonly agent: T
  readonly folder: string
}

async function read<K extends AgentRef['kind']>(
  kind: K,
  text: string,
): Promise<Read<Extract<AgentRef, { kind: K }>>> {
  const suite = await loaded(text, FILES)
  const is = (agent: AgentRef): agent is Extract<AgentRef, { kind: K }> => agent.kind === kind
  if (!is(suite.agent)) throw new Error(`it is a ${suite.agent.kind}`)
  return { agent: suite.agent, folder: dirname(suite.path) }
}

const command = (agent: string, head = ''): Promise<Read<CommandAgent>> =>
  read('command', withAgent(agent, head))
const http = (keys: string): Promise<Read<HttpAgent>> => read('http', withAgent(`{ http: ${keys} }`))

describe('an agent that is a command', () => {
  test('has defaults for all but the command', async () => {
    const { agent, folder } = await command('{ command: [ python3, ./desk.py, desk.py ] }')
    expect(agent).toEqual({
      kind: 'command',
      argv: ['python3', join(folder, 'desk.py'), 'desk.py'],
      workspace: null,
      cwd: folder,
      home: 'inherit',
      env: {},
      passEnv: [],
      input: 'stdin',
      output: { kind: 'text' },
      io: 'once',
      tools: null,
      sources: [],
    })
  })

  test('takes all its keys', async () => {
    const { agent, folder } = await command(
      `
  command: [ ./desk.py, "--ask=\${input}", ../, "./\${workspace}/x" ]
  workspace: ./books
  input: argument
  output: { json: "reply[0].text" }
  env: { NOTES: "\${home}/notes", EMPTY: "" }
  pass_env: [ AWS_PROFILE ]
  home: private
  tools: mcp
  sources: [ ./lib/*.py, "./lib/**/c.py", lib/a.py ]`,
      'tools: { find_book: [ { return: B4 } ] }\n',
    )
    expect(agent).toEqual({
      kind: 'command',
      argv: [join(folder, 'desk.py'), '--ask=${input}', dirname(folder), './${workspace}/x'],
      workspace: join(folder, 'books'),
      cwd: folder,
      home: 'private',
      env: { NOTES: '${home}/notes', EMPTY: '' },
      passEnv: ['AWS_PROFILE'],
      input: 'argument',
      output: { kind: 'json', path: 'reply[0].text' },
      io: 'once',
      tools: 'mcp',
      sources: ['lib/a.py', 'lib/b.py', 'lib/deep/c.py'].map((name) => join(folder, name)),
    })
  })

  test.each([
    ['{ command: [ a, "${input}" ] }', 'argument'],
    ['{ command: [ a, "$${input}" ] }', 'stdin'],
    ['{ command: [ a ], io: jsonl }', 'stdin'],
  ])('%s gets the message by %s', async (agent, input) => {
    expect((await command(agent)).agent.input).toBe(input)
  })

  test('works in a folder of its own choice', async () => {
    const { agent, folder } = await command('{ command: [ a ], cwd: ./lib }')
    expect(agent.cwd).toBe(join(folder, 'lib'))
  })

  test('its variables are no columns of a table', async () => {
    const text = withAgent('{ command: [ a, "${input}" ] }').replace(
      HELLO,
      '  - { id: "b-${title}", each: ./b.csv, input: "${title}?", expect: [ contains: "${title}" ] }\n',
    )
    const suite = await loaded(text, { 'b.csv': 'title\nEmma\n' })
    expect(suite.agent).toMatchObject({ argv: ['a', '${input}'] })
    expect(suite.cases.map(({ id }) => id)).toEqual(['b-Emma'])
  })

  test('what is wrong in its form does not keep mocks from being checked, nor blames them', async () => {
    expect(await codesOf(withAgent('{ command: [ a ], tools: mpc }', 'tools: { find: [ {} ] }\n'))).toEqual([
      '2:33 unknown-value',
      '3:18 missing-key',
    ])
  })
})

describe('an agent that is a service', () => {
  test('has defaults for all but its address', async () => {
    const { agent } = await http('{ url: "http://127.0.0.1:8080/chat" }')
    expect(agent).toEqual({
      kind: 'http',
      url: 'http://127.0.0.1:8080/chat',
      method: 'POST',
      headers: {},
      body: { input: '${input}' },
      response: null,
      trialHeader: null,
      turns: false,
      gatewayPort: null,
      start: null,
      sources: [],
    })
  })

  test('takes all its keys', async () => {
    const { agent, folder } = await http(`{
    url: "https://desk.example/chat",
    method: PUT,
    headers: { x-team: evals },
    body: { messages: [ { text: "\${input}" } ], session: "\${conversation}" },
    response: reply.text,
    trial_header: x-request-id,
    gateway_port: 8123,
    start: {
      command: [ node, ./server.mjs ], cwd: ./lib, env: { PORT: "80" }, pass_env: [ PATH ],
      ready: "http://127.0.0.1/ok", timeout: 3s
    },
    sources: [ ./*.mjs ] }`)
    expect(agent).toEqual({
      kind: 'http',
      url: 'https://desk.example/chat',
      method: 'PUT',
      headers: { 'x-team': 'evals' },
      body: { messages: [{ text: '${input}' }], session: '${conversation}' },
      response: 'reply.text',
      trialHeader: 'x-request-id',
      turns: true,
      gatewayPort: 8123,
      start: {
        argv: ['node', join(folder, 'server.mjs')],
        cwd: join(folder, 'lib'),
        env: { PORT: '80' },
        passEnv: ['PATH'],
        ready: 'http://127.0.0.1/ok',
        timeoutMs: 3000,
      },
      sources: [join(folder, 'server.mjs')],
    })
  })

  test.each([
    ['{ url: "http://a/${conversation}" }', true],
    ['{ url: "http://a", headers: { x: "${conversation}" } }', true],
    ['{ url: "http://a", headers: { x: "$${conversation} ${trial}" } }', false],
  ])('%s takes several messages: %s', async (keys, turns) => {
    expect((await http(keys)).agent.turns).toBe(turns)
  })

  test('a short start is the command alone, and is ready once the service answers', async () => {
    const { agent, folder } = await http('{ url: "http://a/chat", start: [ node, ./server.mjs ] }')
    expect(agent.start).toEqual({
      argv: ['node', join(folder, 'server.mjs')],
      cwd: folder,
      env: {},
      passEnv: [],
      ready: 'http://a/chat',
      timeoutMs: 10_000,
    })
  })

  test('a GET has its message in the address and no body; it is asked for without one until ready', async () => {
    const keys = '{ url: "http://a:1/chat?q=${input}", method: GET, start: [ node ] }'
    const { agent } = await http(keys)
    expect(agent).toMatchObject({ method: 'GET', body: null, start: { ready: 'http://a:1/' } })
  })
})

describe('mocked tools', () => {
  const TOOLS = 'tools: { find_book: [ { return: B4 } ] }\n'

  test.each([
    ['{ command: [ a ] }', ['3:1 tools-unreachable']],
    ['{ command: [ a ], tools: mcp }', []],
    ['{ http: { url: "http://a" } }', ['3:1 tools-unreachable']],
    ['{ module: ./desk.ts }', []],
  ])('of %s', async (agent, codes) => {
    expect(await codesOf(withAgent(agent, TOOLS), { 'desk.ts': '' })).toEqual(codes)
  })

  test('none are none', async () => {
    expect(await codesOf(withAgent('{ command: [ a ] }', 'tools: {}\n'))).toEqual([])
  })
})

test.each([
  ['./agent.ts', 'write  agent: { module: ./agent.ts }'],
  ['./agent.py', 'write  agent: { command: [ python3, ./agent.py ] }'],
])('%s is no config', async (agent) => {
  expect(await codesOf(withAgent(agent))).toEqual(['2:8 invalid-value'])
})
