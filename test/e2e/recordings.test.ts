import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { message, toolUse } from '../model/build.ts'
import { refusingAddress, sendJson, sendMessage, serve } from '../model/server.ts'
import { commandIn, folder, pawl, write } from './cli.ts'

vi.setConfig({ testTimeout: 60_000 })

const AGENT = (system: string): string => `model: claude-sonnet-4-6
system: ${system}
stream: false
max_retries: 0
tools: [{ name: find, description: Finds an order. }]
`

const CASES = `  - { id: hello, input: hello, expect: [contains: hello] }
  - { id: order, input: "where is A-1?", expect: [calls: { list: [find] }] }
`

const SUITE = (cases: string): string => `suite: orders
agent: ./agent.yaml
trials: 2
tools: { find: [{ return: { status: delivered } }] }
cases:
${cases}`

const FILES = { 'agent.yaml': AGENT('be kind'), 'x.eval.yaml': SUITE(CASES) }

/** An agent whose prompt is in a file that nothing names. */
const READS_A_FILE = `import { readFileSync } from 'node:fs'
export default async ({ input, fetch, baseUrl }) => {
  const system = readFileSync(new URL('./prompt.txt', import.meta.url), 'utf8')
  const messages = [{ role: 'user', content: input }]
  const body = JSON.stringify({ model: 'claude-sonnet-4-6', max_tokens: 99, system, messages })
  const response = await fetch(baseUrl + '/v1/messages', { method: 'POST', body })
  return (await response.json()).content[0].text
}
`

const MODULE_SUITE = `suite: orders
agent: { module: ./agent.mjs }
responses: replay
cases:
  - { id: hello, input: hello, expect: [contains: hello] }
`

/** Plays the provider: looks the order up first where it is asked for one, then says hello in words of the day. */
async function provider() {
  let said = 'hello'
  const server = await serve((response, request) => {
    const asksFirst = request.text.includes('where is') && !request.text.includes('tool_result')
    const answer = asksFirst ? [toolUse('find', { id: 'A-1' })] : said
    const more = {
      stop_reason: asksFirst ? 'tool_use' : 'end_turn',
      usage: { input_tokens: 1000, output_tokens: 100 },
    }
    sendMessage(response, message(answer, more), request)
  })
  const env = { ANTHROPIC_BASE_URL: server.url, ANTHROPIC_API_KEY: 'test-key' }
  const say = (text: string) => {
    said = text
  }
  return { env, say, asked: () => server.received.length }
}

/** The message before the trials; what the provider's package says after it is its own. */
const announced = ({ stderr }: { readonly stderr: string }): string =>
  stderr.split('\n').find((line) => line.startsWith('x.eval.yaml:')) ?? ''

const recordingOf = (dir: string, id: string) =>
  JSON.parse(readFileSync(join(dir, `recordings/orders/${id}.json`), 'utf8'))

/** A file of recordings as if it were of another case. */
const ofCase = (text: string, id: string): string => text.replace(/"case": ".*"/, `"case": "${id}"`)

async function recorded() {
  const dir = folder(FILES)
  const model = await provider()
  const first = await pawl(dir, ['record', 'x.eval.yaml'], model.env)
  return { dir, model, first }
}

describe('pawl record', () => {
  it('records what is missing, and the replay needs no server and no key', async () => {
    const { dir, model, first } = await recorded()
    expect(first.code).toBe(0)
    expect(announced(first)).toBe('x.eval.yaml: 4 of 4 recordings are missing; an unknown number of calls')
    expect(model.asked()).toBe(6)
    const replay = await pawl(dir, ['run', 'x.eval.yaml'], { ANTHROPIC_BASE_URL: await refusingAddress() })
    expect(replay.code).toBe(0)
    expect(replay.stdout).toContain('replay')
    expect(await pawl(dir, ['run', 'x.eval.yaml'])).toMatchObject({ code: 0 })
  })

  it('tells a miss after a provoked fault from one that recording again would mend', async () => {
    const { dir } = await recorded()
    const run = await pawl(dir, ['run', 'x.eval.yaml', '--case', 'order', '--fault', 'unknown_tool@1'])
    expect(run.code).toBe(3)
    const words = run.stdout.replace(/\n +(│ )?/g, ' ')
    expect(words).toContain(
      "the fault unknown_tool at call 1 changed the reply, and what the agent sent next is in no recording: the agent's model call 2 is not in the recording",
    )
    expect(words).toContain('Provoke this fault with --responses script or live')
    expect(words).not.toContain('record again')
    const survived = await pawl(dir, [
      'run',
      'x.eval.yaml',
      '--case',
      'hello',
      '--fault',
      'oversized_reply@1',
    ])
    expect(survived.stdout).not.toContain('in no recording')
  })

  it('asks nobody where all is valid, and needs no key to say so', async () => {
    const { dir, model } = await recorded()
    const again = await pawl(dir, ['record', 'x.eval.yaml'])
    expect(again).toEqual({ code: 0, stdout: 'all 4 recordings are valid; nothing was asked\n', stderr: '' })
    const all = await pawl(dir, ['record', 'x.eval.yaml', '--all', '--case', 'hello'], model.env)
    expect(announced(all)).toBe('x.eval.yaml: all 2 are recorded again; 2 calls, about $0.009')
    expect(all.code).toBe(0)
    expect(model.asked()).toBe(8)
    expect(recordingOf(dir, 'hello').recordings[0].earlierAttempts).toBe(1)
  })

  it('says before it asks why recordings are stale, how many, and what they will cost', async () => {
    const { dir, model } = await recorded()
    write(dir, 'agent.yaml', AGENT('be brief'))
    const one = await pawl(dir, ['record', 'x.eval.yaml', '--case', 'order'], model.env)
    expect(announced(one)).toBe(
      'x.eval.yaml: the system prompt changed; 2 of 2 recordings are stale; 4 calls, about $0.018',
    )
    expect(model.asked()).toBe(10)
    const rest = await pawl(dir, ['record', 'x.eval.yaml'], model.env)
    expect(announced(rest)).toBe(
      'x.eval.yaml: the system prompt changed; 2 of 4 recordings are stale; 2 calls, about $0.009',
    )
    expect(model.asked()).toBe(12)
    expect(rest.stdout).toContain('1 case × 2 trials')
    expect(await pawl(dir, ['run', 'x.eval.yaml'])).toMatchObject({ code: 0 })
  })

  it('asks only for the trials that are missing, and leaves the others as they are', async () => {
    const { dir, model } = await recorded()
    const before = recordingOf(dir, 'hello').recordings
    const more = await pawl(dir, ['record', 'x.eval.yaml', '--trials', '3'], model.env)
    expect(more).toMatchObject({ code: 0 })
    expect(announced(more)).toBe('x.eval.yaml: 2 of 6 recordings are missing; 3 calls, about $0.0135')
    expect(more.stdout).toMatch(
      /\n {2}judged on what was recorded now alone; the whole suite: .* run x\.eval\.yaml\nRECORDED {2}exit 0: recorded 2 trials · /,
    )
    expect(model.asked()).toBe(9)
    const after = recordingOf(dir, 'hello').recordings
    expect(after.map(({ trial }: { trial: number }) => trial)).toEqual([0, 1, 2])
    expect(after.slice(0, 2)).toEqual(before)
  })

  it('is judged by what the recorded trials can answer', async () => {
    const { dir, model } = await recorded()
    const asserting = SUITE(CASES).replace('cases:', 'assert: [pass@2 >= 50%, success_rate >= 90%]\ncases:')
    write(dir, 'x.eval.yaml', asserting)
    const { code, stdout } = await pawl(dir, ['record', 'x.eval.yaml', '--trials', '3'], model.env)
    expect(stdout).toContain('not evaluated, for too few trials were recorded: pass@2 >= 50%')
    expect(code).toBe(0)
  })

  it('stops at --max-cost with exit 3, keeps what was paid for, and goes on where it stopped', async () => {
    const dir = folder(FILES)
    const model = await provider()
    const args = ['record', 'x.eval.yaml', '--concurrency', '1']
    const stopped = await pawl(dir, [...args, '--max-cost', '$0.01'], model.env)
    expect(stopped.code).toBe(3)
    expect(stopped.stdout).toContain('--max-cost is $0.01')
    expect(model.asked()).toBe(3)
    const rest = await pawl(dir, args, model.env)
    expect(rest).toMatchObject({ code: 0 })
    expect(announced(rest)).toMatch(/^x\.eval\.yaml: [23] of 4 recordings are missing; \d calls, about /)
    expect(await pawl(dir, ['run', 'x.eval.yaml'])).toMatchObject({ code: 0 })
  })

  it('holds --max-cost over all suites of the command', async () => {
    const dir = folder({ ...FILES, 'y.eval.yaml': SUITE(CASES).replace('suite: orders', 'suite: others') })
    const model = await provider()
    const suites = ['x.eval.yaml', 'y.eval.yaml']
    const stopped = await pawl(
      dir,
      ['record', ...suites, '--concurrency', '1', '--max-cost', '$0.03'],
      model.env,
    )
    expect(stopped.code).toBe(3)
    // Six calls of the first suite for $0.027, one of the second.
    expect(model.asked()).toBe(7)
  })

  it('asks again where the agent asks something else, whatever it was changed by', async () => {
    const dir = folder({ 'agent.mjs': READS_A_FILE, 'prompt.txt': 'be kind', 'x.eval.yaml': MODULE_SUITE })
    const model = await provider()
    await pawl(dir, ['record', 'x.eval.yaml'], model.env)
    write(dir, 'prompt.txt', 'be brief')
    const missed = await pawl(dir, ['run', 'x.eval.yaml'])
    expect(missed.code).toBe(3)
    expect(missed.stdout).not.toContain('stale')
    const again = await pawl(dir, ['record', 'x.eval.yaml'], model.env)
    expect(again.code).toBe(0)
    expect(again.stderr).toMatch(
      /^hello#0: .* first difference at \.system: recorded "be kind", now "be brief"/,
    )
    expect(announced(again)).toBe(
      'x.eval.yaml: the agent asks the model something else now; 1 of 1 recording is stale; 1 call, about $0.0045',
    )
    expect(await pawl(dir, ['run', 'x.eval.yaml'])).toMatchObject({ code: 0 })
  })

  it('asks nobody where a changed agent still asks the same, and calls its recordings valid again', async () => {
    const dir = folder({ 'agent.mjs': READS_A_FILE, 'prompt.txt': 'be kind', 'x.eval.yaml': MODULE_SUITE })
    const model = await provider()
    await pawl(dir, ['record', 'x.eval.yaml'], model.env)
    write(dir, 'agent.mjs', `${READS_A_FILE}// A remark.\n`)
    expect(await pawl(dir, ['recordings', 'check', 'x.eval.yaml'])).toMatchObject({ code: 3 })
    const run = await pawl(dir, ['run', 'x.eval.yaml'])
    expect(run.code).toBe(0)
    expect(run.stdout.replace(/\n +/g, ' ')).toContain(
      `1 recording is stale (agent.mjs changed) and still answers every request: ${commandIn(dir)} record x.eval.yaml keeps it, free`,
    )
    expect(await pawl(dir, ['record', 'x.eval.yaml'])).toEqual({
      code: 0,
      stdout: 'the recording is valid; nothing was asked\n',
      stderr: 'x.eval.yaml: 1 stale recording still answers every request: kept\n',
    })
    expect(await pawl(dir, ['recordings', 'check', 'x.eval.yaml'])).toMatchObject({ code: 0 })
    expect(model.asked()).toBe(1)
  })

  it('plays each trial its own recording, also where one of another is gone', async () => {
    const { dir } = await recorded()
    const stored = recordingOf(dir, 'hello')
    write(
      dir,
      'recordings/orders/hello.json',
      JSON.stringify({ ...stored, recordings: [stored.recordings[1]] }),
    )
    const { stdout } = await pawl(dir, ['run', 'x.eval.yaml', '--case', 'hello', '--reporter', 'json'])
    expect(JSON.parse(stdout).cases[0]).toMatchObject({ passed: 2 })
    const shown = await pawl(dir, ['run', 'x.eval.yaml', '--case', 'hello'])
    expect(shown.stdout).toContain('trial 0 repeats it and does not count as a sample')
  })

  it('keeps good recordings where the provider refuses every call', async () => {
    const { dir, model } = await recorded()
    const before = recordingOf(dir, 'hello')
    const gone = await serve((response) =>
      sendJson(response, { type: 'error', error: { type: 'not_found_error', message: 'no such path' } }, 404),
    )
    const env = { ...model.env, ANTHROPIC_BASE_URL: gone.url }
    const { stdout } = await pawl(dir, ['record', 'x.eval.yaml', '--all', '--case', 'hello'], env)
    expect(stdout).toContain('2 of 2 trials were not recorded')
    expect(recordingOf(dir, 'hello')).toEqual(before)
  })

  it('asks nobody while a recording cannot be read', async () => {
    const { dir, model } = await recorded()
    write(dir, 'recordings/orders/hello.json', '{')
    const { code, stderr } = await pawl(dir, ['record', 'x.eval.yaml'], model.env)
    expect(code).toBe(3)
    expect(stderr).toMatch(/\[recording-corrupt\].*hello\.json cannot be read.*nothing was asked/)
    expect(model.asked()).toBe(6)
  })
})

describe('pawl recordings check', () => {
  it('is content, or says what is stale, missing, corrupt, old or of no use', async () => {
    const { dir } = await recorded()
    const check = () => pawl(dir, ['recordings', 'check', 'x.eval.yaml'])
    expect(await check()).toEqual({
      code: 0,
      stdout: 'x.eval.yaml: all 4 recordings are valid\n',
      stderr: '',
    })

    const path = 'recordings/orders/hello.json'
    const text = readFileSync(join(dir, path), 'utf8')
    write(dir, 'recordings/orders/gone.json', ofCase(text, 'gone'))
    write(dir, path, text.replace(/"recordedAt": "\d{4}/, '"recordedAt": "2020'))
    const warned = await check()
    expect(warned.code).toBe(0)
    expect(warned.stdout).toMatch(
      /^x\.eval\.yaml: all 4 recordings are valid\n {2}⚠ hello: recorded \d+ days ago, where \d+ are allowed\n {2}⚠ gone\.json is used by no case\n$/,
    )

    write(dir, path, '{')
    write(dir, 'agent.yaml', AGENT('be brief'))
    write(dir, 'x.eval.yaml', SUITE(`${CASES}  - { id: new, input: hi, expect: [contains: hello] }\n`))
    const { code, stdout } = await check()
    expect(code).toBe(3)
    expect(stdout).toMatch(/^x\.eval\.yaml\n {2}✖ hello: .*hello\.json cannot be read/)
    expect(stdout).toContain('  ✖ order: 2 of 2 stale: the system prompt changed\n  ✖ new: 2 of 2 missing\n')
    expect(stdout).toMatch(/record what is missing or stale: .* record x\.eval\.yaml\n$/)
  })
})

describe('pawl recordings list', () => {
  it('tells what a newer pawl wrote from what is broken', async () => {
    const { dir } = await recorded()
    const stored = recordingOf(dir, 'hello')
    write(dir, 'recordings/orders/hello.json', JSON.stringify({ ...stored, format: stored.format + 1 }))
    write(dir, 'recordings/orders/order.json', '{')
    const { stdout } = await pawl(dir, ['recordings', 'list', 'x.eval.yaml'])
    expect(stdout).toMatch(/^ +hello .* of a newer pawl$/m)
    expect(stdout).toMatch(/^ +order .* corrupt$/m)
    const record = await pawl(dir, ['record', 'x.eval.yaml', '--case', 'hello'])
    expect(record.stderr).toMatch(/\[recording-newer\] .*; nothing was asked\n {2}Update pawl\.\n$/)
  })

  it('is a table of what is recorded and whether it still holds', async () => {
    const { dir } = await recorded()
    write(dir, 'x.eval.yaml', SUITE(CASES.replace('input: hello', 'input: hello you')))
    const { code, stdout } = await pawl(dir, ['recordings', 'list', 'x.eval.yaml', '--trials', '3'])
    expect(code).toBe(0)
    const lines = stdout
      .replaceAll(/\d{4}-\d\d-\d\d/g, 'YYYY-MM-DD')
      .replaceAll(/\d\.\d kB/g, '9.9 kB')
      .split('\n')
    expect(lines).toEqual([
      'orders  x.eval.yaml',
      '  case   recordings  oldest      model                       calls  tokens    cost    size  state',
      '  hello      2 of 3  YYYY-MM-DD  claude-sonnet-4-5-20250929      2   2,200  $0.009  9.9 kB  2 stale, 1 missing',
      '  order      2 of 3  YYYY-MM-DD  claude-sonnet-4-5-20250929      4   4,400  $0.018  9.9 kB  1 missing',
      '',
    ])
  })
})

describe('pawl recordings prune', () => {
  it('removes what no planned trial uses, in this folder alone, and nothing with --dry-run', async () => {
    const { dir } = await recorded()
    const text = readFileSync(join(dir, 'recordings/orders/hello.json'), 'utf8')
    write(dir, 'recordings/orders/gone.json', ofCase(text, 'gone'))
    const theirs = ofCase(text, 'theirs').replaceAll('"suite": "orders"', '"suite": "theirs"')
    write(dir, 'recordings/orders/theirs.json', theirs)
    write(dir, 'recordings/orders/notes.json', '{}')
    write(dir, 'recordings/orders/notes.txt', 'mine')
    write(dir, 'recordings/other/gone.json', ofCase(text, 'gone'))
    write(dir, 'recordings/orders/hello.json.999999999.tmp', '{')
    write(dir, `recordings/orders/hello.json.${process.pid}.tmp`, '{')
    const args = ['recordings', 'prune', 'x.eval.yaml', '--trials', '1']
    const dry = await pawl(dir, [...args, '--dry-run'])
    expect(dry.stdout.split('\n')).toEqual([
      'x.eval.yaml',
      '  would remove recordings/orders/gone.json',
      '  would remove recordings/orders/hello.json.999999999.tmp',
      '  would remove trial 1 of recordings/orders/hello.json',
      '  would remove trial 1 of recordings/orders/order.json',
      '  left recordings/orders/notes.json: it cannot be read as recordings',
      '  left recordings/orders/theirs.json: it was made for the suite theirs',
      'recordings/other is of no suite here, made for orders: remove it if its suite is gone',
      '',
    ])
    expect(existsSync(join(dir, 'recordings/orders/gone.json'))).toBe(true)
    const wet = await pawl(dir, args)
    expect(wet).toMatchObject({ code: 0, stdout: dry.stdout.replaceAll('would remove', 'removed') })
    expect(existsSync(join(dir, 'recordings/orders/gone.json'))).toBe(false)
    for (const kept of [
      'orders/theirs.json',
      'orders/notes.json',
      'orders/notes.txt',
      'other/gone.json',
      `orders/hello.json.${process.pid}.tmp`,
    ]) {
      expect(existsSync(join(dir, 'recordings', kept))).toBe(true)
    }
    expect(recordingOf(dir, 'hello').recordings).toHaveLength(1)
    expect(await pawl(dir, ['run', 'x.eval.yaml', '--trials', '1'])).toMatchObject({ code: 0 })
  })
})

describe('pawl recordings diff', () => {
  const git = (dir: string, ...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], {
      cwd: dir,
      stdio: 'pipe',
    })

  it('says where the model answers otherwise than in the commit, and nothing of what only looks different', async () => {
    const { dir, model } = await recorded()
    git(dir, 'init', '-q')
    git(dir, 'add', '.')
    git(dir, 'commit', '-qm', 'recordings')
    const args = ['record', 'x.eval.yaml', '--all']
    await pawl(dir, args, model.env)
    const diff = () => pawl(dir, ['recordings', 'diff', 'x.eval.yaml'])
    expect(await diff()).toMatchObject({
      code: 0,
      stdout: 'x.eval.yaml: the model answers as it did since HEAD\n',
    })
    model.say('hello, \u001b[31mdear')
    await pawl(dir, [...args, '--case', 'order', '--trials', '1'], model.env)
    const hello = readFileSync(join(dir, 'recordings/orders/hello.json'), 'utf8')
    write(dir, 'recordings/orders/new.json', ofCase(hello, 'new'))
    write(dir, 'recordings/orders/odd.json', '{')
    expect((await diff()).stdout.split('\n')).toEqual([
      'x.eval.yaml: 2 cases changed since HEAD',
      '  new',
      '    trials 0, 1, new: 1 call, $0.0045',
      '  order',
      '    trial 0, call 2: 2 calls, $0.009',
      '      - says "hello"',
      '      + says "hello, \\u001b[31mdear"',
      expect.stringMatching(/^ {2}✖ the recording .*odd\.json cannot be read: /),
      '',
    ])
  })

  it('needs a repository, and a commit that is there', async () => {
    const { dir } = await recorded()
    const outside = await pawl(dir, ['recordings', 'diff', 'x.eval.yaml'], { GIT_CEILING_DIRECTORIES: '/' })
    expect(outside.code).toBe(2)
    expect(outside.stderr).toMatch(/\[usage\].*is not in a git repository/)
    git(dir, 'init', '-q')
    const none = await pawl(dir, ['recordings', 'diff', 'x.eval.yaml', '--against', '--output=x'])
    expect(none.code).toBe(2)
    expect(none.stderr).toContain('git has no commit "--output=x"')
    expect(existsSync(join(dir, 'x'))).toBe(false)
  })
})

it('pawl recordings without one of its four words is wrong usage', async () => {
  const { code, stderr } = await pawl(folder(), ['recordings', 'chek'])
  expect(code).toBe(2)
  expect(stderr).toMatch(
    /expected list, check, prune, diff after recordings, found "chek"\n {2}Did you mean check\?/,
  )
})
