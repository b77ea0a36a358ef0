import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { message } from '../model/build.ts'
import { type Received, sendMessage, serve, startStream } from '../model/server.ts'
import { isAlive } from '../target/outside.ts'
import { type Environment, folder, journalLines, MAIN, pawl, runFolders, start } from './cli.ts'

vi.setConfig({ testTimeout: 30_000 })

const SECONDS = { timeout: 15_000, interval: 20 }

/**
 * Starts a grandchild that does not listen to SIGTERM, says both numbers, and asks the model for a stream. Told to
 * hang up it asks twice: the first time it leaves after the first piece. Told to leave it does so alone.
 */
const AGENT = `import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { text } from 'node:stream/consumers'

const input = await text(process.stdin)
const child = spawn('/bin/sh', ['-c', 'trap "" TERM; while :; do sleep 60; done'], { stdio: 'ignore' })
child.unref()
writeFileSync(process.env.PIDS + '/' + input, process.pid + ' ' + child.pid)

async function ask(signal) {
  const reply = await fetch(process.env.ANTHROPIC_BASE_URL + '/v1/messages', {
    method: 'POST',
    body: JSON.stringify({ model: 'claude-haiku-4-5', stream: true, messages: [{ role: 'user', content: input }] }),
    signal,
  })
  return reply.body
}

if (input !== 'quick' && input !== 'held') {
  const control = new AbortController()
  await (await ask(control.signal)).getReader().read()
  control.abort()
}
if (input === 'leave') {
  console.log('left')
  process.exit()
}
const said = await text(await ask(null))
console.log(said.includes('message_stop') ? 'whole' : 'half')
`

const SUITE = `suite: orders
agent: { command: [node, ./agent.mjs], pass_env: [PIDS] }
trials: 1
cases:
  - { id: quick, input: quick, expect: [contains: whole] }
  - { id: held, input: held, expect: [contains: whole] }
`

const fickle = (input: string, says: string): string => `suite: orders
agent: { command: [node, ./agent.mjs], pass_env: [PIDS] }
trials: 1
cases:
  - { id: fickle, input: ${input}, expect: [contains: ${says}] }
`

const REPLY = message('half a reply and then the rest of it', { model: 'claude-haiku-4-5' })

/** Streams half a reply and holds, to those whom `holds` chooses. */
async function provider(holds: (request: Received, index: number) => boolean) {
  const held = { count: 0, closed: 0 }
  const { url, received } = await serve((response, request) => {
    if (!holds(request, received.length - 1)) return sendMessage(response, REPLY, request)
    held.count++
    response.once('close', () => held.closed++)
    startStream(response, [
      { type: 'message_start', message: { ...REPLY, content: [] } },
      { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
      { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'half a reply' } },
    ])
  })
  return { env: { ANTHROPIC_BASE_URL: url, ANTHROPIC_API_KEY: 'k' }, received, held }
}

const isHeld = ({ text }: Received): boolean => text.includes('held')

function suiteFolder(suite = SUITE): { dir: string; pids: Environment } {
  const dir = folder({ 'agent.mjs': AGENT, 'x.eval.yaml': suite })
  mkdirSync(join(dir, 'pids'))
  return { dir, pids: { PIDS: join(dir, 'pids') } }
}

/** The agent of this input and its grandchild. */
const familyOf = (dir: string, input: string): number[] =>
  readFileSync(join(dir, 'pids', input), 'utf8')
    .split(' ')
    .map(Number)

/** Every process that this one has started, and those they have. */
function descendantsOf(pid: number): number[] {
  const table = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' })
  const rows = table
    .trim()
    .split('\n')
    .map((row) => row.trim().split(/\s+/).map(Number))
  const found = [pid]
  for (const parent of found) found.push(...rows.flatMap(([id, of]) => (of === parent && id ? [id] : [])))
  return found.slice(1)
}

/** A run whose quick trial is over and whose other one has half a reply. */
async function midStream(mode: 'record' | 'live', dir: string, pids: Environment) {
  const model = await provider(isHeld)
  const args = [MAIN, 'run', 'x.eval.yaml', '--responses', mode, '--concurrency', '2']
  const run = start(process.execPath, args, dir, { ...model.env, ...pids })
  onTestFinished(() => void run.process.kill('SIGKILL'))
  await vi.waitFor(() => {
    expect(model.held.count).toBe(1)
    expect(journalLines(dir)).toHaveLength(1)
  }, SECONDS)
  const pid = run.process.pid ?? 0
  const family = familyOf(dir, 'held')
  const started = descendantsOf(pid)
  expect(started).toEqual(expect.arrayContaining(family))
  return { ...run, model, family, started }
}

const allGone = (pids: readonly number[]) =>
  vi.waitFor(() => expect(pids.filter(isAlive)).toEqual([]), SECONDS)

const RECORDINGS = 'recordings/orders'
const recordingFiles = (dir: string): string[] =>
  existsSync(join(dir, RECORDINGS)) ? readdirSync(join(dir, RECORDINGS)).sort() : []
const recording = (dir: string, id: string): string =>
  readFileSync(join(dir, RECORDINGS, `${id}.json`), 'utf8')

/** Recordings of both cases, of before. */
async function recordBoth(dir: string, pids: Environment): Promise<void> {
  const { env } = await provider(() => false)
  expect(await pawl(dir, ['run', 'x.eval.yaml', '--responses', 'record'], { ...env, ...pids })).toMatchObject(
    {
      code: 0,
    },
  )
}

describe('a harness that is killed in the midst of a stream', () => {
  it('while it records leaves nobody behind, and no half of a recording', async () => {
    const { dir, pids } = suiteFolder()
    const { process: harness, done, started } = await midStream('record', dir, pids)
    harness.kill('SIGKILL')
    await done
    await allGone(started)
    expect(recordingFiles(dir)).toEqual(['quick.json'])
    expect(JSON.parse(recording(dir, 'quick')).recordings).toHaveLength(1)
    const [run = ''] = runFolders(dir)
    const read = await pawl(dir, ['score', '--suite', 'x.eval.yaml', run])
    expect(read.stdout).toContain('1 not run')
    const check = await pawl(dir, ['recordings', 'check', 'x.eval.yaml'])
    expect(check.stdout).toContain('held: 1 of 1 missing')
  })

  it('leaves the recording of before as it was, byte for byte', async () => {
    const { dir, pids } = suiteFolder()
    await recordBoth(dir, pids)
    const before = recording(dir, 'held')
    const [old = ''] = runFolders(dir)
    execFileSync('rm', ['-r', old])
    const { process: harness, done, started } = await midStream('record', dir, pids)
    harness.kill('SIGKILL')
    await done
    await allGone(started)
    expect(recordingFiles(dir)).toEqual(['held.json', 'quick.json'])
    expect(recording(dir, 'held')).toBe(before)
  })

  it('live leaves a run that can be gone on with', async () => {
    const { dir, pids } = suiteFolder()
    const { process: harness, done, started } = await midStream('live', dir, pids)
    harness.kill('SIGKILL')
    await done
    await allGone(started)
    expect(recordingFiles(dir)).toEqual([])
    const { env, received } = await provider(() => false)
    const [run = ''] = runFolders(dir)
    const args = ['run', 'x.eval.yaml', '--responses', 'live', '--resume', run]
    expect(await pawl(dir, args, { ...env, ...pids })).toMatchObject({ code: 0 })
    expect(received).toHaveLength(1)
    expect(journalLines(dir)).toHaveLength(2)
  })
})

describe('a harness that is interrupted in the midst of a stream', () => {
  it.each(['record', 'live'] as const)(
    'with --responses %s ends with 130 and takes all along',
    async (mode) => {
      const { dir, pids } = suiteFolder()
      await recordBoth(dir, pids)
      const before = recording(dir, 'held')
      const [old = ''] = runFolders(dir)
      execFileSync('rm', ['-r', old])
      const { process: harness, done, started, model } = await midStream(mode, dir, pids)
      harness.kill('SIGINT')
      expect((await done).code).toBe(130)
      await allGone(started)
      await vi.waitFor(() => expect(model.held.closed).toBe(1), SECONDS)
      expect(recordingFiles(dir)).toEqual(['held.json', 'quick.json'])
      expect(recording(dir, 'held')).toBe(before)
      expect(journalLines(dir)).toHaveLength(1)
    },
  )
})

describe('an agent that is killed in the midst of a stream', () => {
  it.each(['record', 'live'] as const)(
    'with --responses %s has failed, and the others go on',
    async (mode) => {
      const { dir, pids } = suiteFolder()
      const { done, family, model } = await midStream(mode, dir, pids)
      process.kill(family[0] ?? 0, 'SIGKILL')
      const { code, stdout } = await done
      expect(code).toBe(1)
      expect(stdout).toContain('held')
      const ends = journalLines(dir).map((line) => JSON.parse(line))
      expect(ends.map(({ case: id, end }) => [id, end.kind, end.code])).toEqual([
        ['quick', 'completed', undefined],
        ['held', 'agent_failure', 'crash'],
      ])
      expect(ends[1].end.message).toContain('SIGKILL')
      await allGone(family)
      await vi.waitFor(() => expect(model.held.closed).toBe(1), SECONDS)
      expect(recordingFiles(dir)).toEqual(mode === 'record' ? ['quick.json'] : [])
    },
  )
})

describe('a client of the gateway that hangs up in the midst of a stream', () => {
  it.each(['record', 'live'] as const)('with --responses %s may call again', async (mode) => {
    const { dir, pids } = suiteFolder(fickle('hang up', 'whole'))
    const model = await provider((_, index) => index === 0)
    const args = ['run', 'x.eval.yaml', '--responses', mode]
    expect(await pawl(dir, args, { ...model.env, ...pids })).toMatchObject({ code: 0 })
    await vi.waitFor(() => expect(model.held.closed).toBe(1), SECONDS)
    const [line = ''] = journalLines(dir)
    const calls = JSON.parse(line).events.filter(({ type }: { type: string }) => type === 'model_call')
    expect(calls).toMatchObject([
      { response: null, failure: { status: null, type: 'hung_up' } },
      { response: { content: REPLY.content }, failure: null },
    ])
    if (mode === 'record') {
      const [stored] = JSON.parse(recording(dir, 'fickle')).recordings
      expect(stored.calls).toHaveLength(1)
      expect(recording(dir, 'fickle')).toContain('and then the rest of it')
    }
  })

  it.each(['record', 'live'] as const)(
    'with --responses %s and is done has not met an error, nor anything to record',
    async (mode) => {
      const { dir, pids } = suiteFolder(fickle('leave', 'left'))
      const model = await provider(() => true)
      const args = ['run', 'x.eval.yaml', '--responses', mode]
      expect(await pawl(dir, args, { ...model.env, ...pids })).toMatchObject({ code: 0 })
      expect(model.received).toHaveLength(1)
      expect(recordingFiles(dir)).toEqual([])
    },
  )
})
