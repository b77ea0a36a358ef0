import { setTimeout as namedSleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import type { FaultRule } from '../../src/model/faults/types.ts'
import { serve } from '../model/server.ts'
import { caseOf, moduleAgent, reply, run, runOne, script, suiteOf } from '../run/build.ts'

const ONCE: Omit<FaultRule, 'fault'> = {
  at: 1,
  times: 1,
  when: null,
  rate: 1,
  retryAfterMs: null,
  latencyMs: null,
}

/** What a trial of this agent came to, how long it took on its clock, and in this machine's time. */
async function trial(code: string, { faults = [] as readonly FaultRule[], timeoutMs = 60_000 } = {}) {
  const begin = performance.now()
  const { trajectory } = await runOne(
    moduleAgent(code),
    { script: script(reply('hello', { latencyMs: 10 })), timeoutMs },
    { faults },
  )
  const said = trajectory.events.findLast(({ type }) => type === 'final_output')
  const end = trajectory.end.kind === 'completed' ? '' : trajectory.end.code
  return {
    said: said?.type === 'final_output' ? said.text : end,
    latencyMs: trajectory.latencyMs,
    realMs: performance.now() - begin,
  }
}

const asking = (options: string) => `
import Anthropic from '${import.meta.resolve('@anthropic-ai/sdk')}'
const client = new Anthropic({ apiKey: 'x', ${options} })
export default async ({ input }) => {
  const messages = [{ role: 'user', content: input }]
  const { content } = await client.messages.create({ model: 'claude-opus-5', max_tokens: 9, messages })
  return content[0].text
}`

describe('what an unmodified SDK waits for by itself', () => {
  it('before it tries again passes on the clock, and takes no time', async () => {
    const { said, latencyMs, realMs } = await trial(asking('maxRetries: 2'), {
      faults: [{ ...ONCE, fault: 'rate_limit', retryAfterMs: 20_000 }],
    })
    expect(said).toBe('hello')
    expect(latencyMs).toBeGreaterThanOrEqual(20_010)
    expect(latencyMs).toBeLessThan(21_000)
    expect(realMs).toBeLessThan(10_000)
  })

  it('for an answer that never comes passes, too, up to its own timeout', async () => {
    const { said, latencyMs, realMs } = await trial(asking('maxRetries: 1, timeout: 20_000'), {
      faults: [{ ...ONCE, fault: 'timeout' }],
    })
    expect(said).toBe('hello')
    expect(latencyMs).toBeGreaterThanOrEqual(20_010)
    expect(latencyMs).toBeLessThan(21_500)
    expect(realMs).toBeLessThan(10_000)
  })

  it('is broken off by the trial’s timeout where its patience is longer', async () => {
    const faults = [{ ...ONCE, fault: 'timeout' }]
    const { said, latencyMs, realMs } = await trial(asking('maxRetries: 1'), { faults })
    expect([said, latencyMs]).toEqual(['timeout', 60_000])
    expect(realMs).toBeLessThan(20_000)
  })
})

describe('the timers of an agent', () => {
  it.each([
    ['setTimeout', 'await new Promise((resolve) => setTimeout(resolve, 5000))'],
    ['setTimeout of node:timers', 'await new Promise((resolve) => timers.setTimeout(resolve, 5000))'],
    ['setTimeout of node:timers/promises', 'await sleep(5000)'],
    ['setTimeout, promisified', 'await promisify(setTimeout)(5000)'],
    [
      'AbortSignal.timeout',
      "await new Promise((r) => AbortSignal.timeout(5000).addEventListener('abort', r))",
    ],
    ['setTimeout that is put off', 'await new Promise((r) => setTimeout(r, 5000).refresh())'],
    ['fetch and a race', 'await Promise.race([new Promise(() => {}), sleep(5000)])'],
    ['one of many', 'const t = setTimeout(() => {}, 9000); await sleep(5000); clearTimeout(t)'],
    ['none that was cleared', 'clearTimeout(setTimeout(() => {}, 2000)); await sleep(5000)'],
    ['none that holds nobody up', 'setTimeout(() => {}, 2000).unref(); await sleep(5000)'],
  ])('pass on its clock: %s', async (_, code) => {
    const { said, latencyMs, realMs } = await trial(`
import timers from 'node:timers'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
export default async () => {
  const [date, now, made] = [Date.now(), performance.now(), new Date()]
  ${code}
  const passed = [Date.now() - date, performance.now() - now, new Date() - made]
  return passed.every((ms) => ms >= 4999 && ms < 6000) ? 'as late' : passed.join()
}`)
    expect([said, latencyMs]).toEqual(['as late', 5000])
    expect(realMs).toBeLessThan(4000)
  })

  it('end in the order of their time, and are rejected where they are aborted', async () => {
    const { said, latencyMs } = await trial(`
import { setTimeout as sleep } from 'node:timers/promises'
export default async ({ clock }) => {
  const seen = []
  const note = (name) => seen.push(name + ' ' + clock.now())
  const control = new AbortController()
  await Promise.all([
    sleep(3000).then(() => note('c')),
    sleep(1000).then(() => { note('a'); control.abort() }),
    clock.sleep(2000).then(() => note('b')),
    sleep(2500, null, { signal: control.signal }).catch((error) => note(error.name)),
  ])
  return seen.join()
}`)
    expect([said, latencyMs]).toEqual(['a 1000,AbortError 1000,b 2000,c 3000', 3000])
  })

  it('are each trial’s own where trials run at the same time', async () => {
    const agent = moduleAgent(`
export default async ({ input }) => {
  await new Promise((resolve) => setTimeout(resolve, Number(input)))
  return 'done'
}`)
    const cases = [1000, 70_000, 3000].map((ms) => caseOf(`c${ms}`, { turns: [{ user: `${ms}` }] }))
    const { results } = await run(suiteOf(cases, { agent, trials: 2 }))
    expect(results.map(({ measures, reason }) => measures.latencyMs ?? reason)).toEqual([
      1000, 1000, 60_000, 60_000, 3000, 3000,
    ])
  })

  it('are this machine’s again when the run is over, and all along outside of it', async () => {
    const before = [globalThis.setTimeout, Date, performance.now, AbortSignal.timeout, namedSleep]
    await trial('export default () => "done"')
    expect([globalThis.setTimeout, Date, performance.now, AbortSignal.timeout, namedSleep]).toEqual(before)
  })
})

/** A timer of 20 s would pass after .2 s of stillness. */
describe('a timer beside work that the outside world does', () => {
  const IMPORTS = `
import { execFile, execFileSync, spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
`
  const racing = (work: string) => `${IMPORTS}
export default async ({ id }) => {
  const late = new Promise((resolve) => setTimeout(resolve, 20_000, 'too late'))
  return await Promise.race([(async () => { ${work}; return 'in time' })(), late])
}`

  it.each([
    ['a child process', "await promisify(execFile)('sleep', ['0.8'])"],
    [
      'a file',
      `const fifo = join(tmpdir(), 'pawl-' + process.pid + '-' + Math.random())
       execFileSync('mkfifo', [fifo])
       spawn('sh', ['-c', 'sleep 0.8; echo x > ' + fifo + '; rm ' + fifo], { stdio: 'ignore' }).unref()
       await readFile(fifo)`,
    ],
  ])('does not run ahead of it: %s', async (_, work) => {
    expect((await trial(racing(work))).said).toBe('in time')
  })

  it.each([
    ['fetch', (url: string) => `await fetch('${url}')`],
    [
      'node:http',
      (url: string) =>
        `await new Promise((resolve) => request('${url}', resolve).end()).then((r) => r.resume())`,
    ],
  ])('does not run ahead of it: a service of this machine, by %s', async (_, work) => {
    const { url } = await serve((response) => void setTimeout(() => response.end('done'), 800))
    expect((await trial(racing(work(url)))).said).toBe('in time')
  })

  it('takes its own time, which the clock has passed then', async () => {
    const { said, latencyMs, realMs } = await trial(`${IMPORTS}
export default async () => {
  const child = spawn('sleep', ['60'])
  await new Promise((resolve) => setTimeout(resolve, 700))
  child.kill()
  return 'done'
}`)
    expect([said, latencyMs]).toEqual(['done', 700])
    expect(realMs).toBeGreaterThan(699)
  })
})
