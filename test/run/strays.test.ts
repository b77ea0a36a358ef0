// Model calls that are no trial's: a run in which there are any is never silently green.
import { describe, expect, it } from 'vitest'
import { message } from '../model/build.ts'
import { sendJson, serve } from '../model/server.ts'
import { caseOf, contains, moduleAgent, reply, run, runOne, script, suiteOf } from './build.ts'

const ASK = `const ask = async (input, fetch, baseUrl = 'https://api.anthropic.com') => {
  const body = JSON.stringify({ model: 'claude-opus-5', max_tokens: 9, messages: [{ role: 'user', content: input }] })
  const response = await fetch(baseUrl + '/v1/messages', { method: 'POST', body, headers: { 'anthropic-version': '2023-06-01' } })
  const reply = await response.json()
  return reply.content?.[0].text ?? reply.error.message
}`

/** A queue of the module's own, worked in the name of the trial that came first. */
const QUEUE = (fetch: string): string => `${ASK}
const queue = []
let wake
async function work() {
  for (;;) {
    while (queue.length === 0) await new Promise((resolve) => { wake = resolve })
    const { input, fetch, answer } = queue.shift()
    answer(await ask(input, fetch).catch(String))
  }
}
let working = false
export default ({ input, ...trial }) => new Promise((answer) => {
  queue.push({ input, fetch: ${fetch}, answer })
  if (!working) { working = true; work() }
  wake?.()
})`

const CASES = ['a', 'b'].map((id) =>
  caseOf(id, {
    turns: [{ user: id }],
    trials: 1,
    expect: [contains(`for ${id}`)],
    script: script(reply(`for ${id}`)),
  }),
)

describe('a call on the wire of a trial that is over', () => {
  it('is refused, says whose it may be and what to do, and the run is not green', async () => {
    const agent = moduleAgent(QUEUE('globalThis.fetch'))
    const { results, mishaps } = await run(suiteOf(CASES, { agent }), { concurrency: 1 })
    expect(results.map(({ outcome }) => outcome)).toEqual(['pass', 'fail'])
    expect(results[1]?.reason).toContain('the wire of trial a#0, which was over')
    expect(mishaps).toEqual([
      expect.stringMatching(/trial a#0, which was over.*trial\.fetch.*AsyncResource\.bind/s),
    ])
  })

  it('is none where each trial’s calls use what the trial gives', async () => {
    const agent = moduleAgent(QUEUE('trial.fetch'))
    const { results, mishaps } = await run(suiteOf(CASES, { agent }), { concurrency: 1 })
    expect([results.map(({ outcome }) => outcome), mishaps]).toEqual([['pass', 'pass'], []])
  })

  it('is not paid for', async () => {
    const { url, received } = await serve((response) => sendJson(response, message('for a')))
    const agent = moduleAgent(QUEUE('globalThis.fetch').replace('https://api.anthropic.com', url))
    const live = { concurrency: 1, responses: 'live', env: { ANTHROPIC_BASE_URL: url } } as const
    const { mishaps } = await run(suiteOf(CASES, { agent }), live)
    expect([received.length, mishaps.length]).toEqual([1, 1])
  })

  it('of an agent whose time was over is refused, and nothing else', async () => {
    const agent = moduleAgent(`${ASK}
      export default async ({ fetch }) => { for (let n = 0; n < 20; n++) await ask('again', fetch) }`)
    const item = caseOf('slow', { trials: 1, timeoutMs: 900, script: script(...Array(9).fill(reply('hi'))) })
    const { results, mishaps } = await run(suiteOf([item, ...CASES], { agent }), { concurrency: 1 })
    expect([results[0]?.code, mishaps]).toEqual(['timeout', []])
  })
})

describe('a call while the agent is loaded', () => {
  const WARM = (url: string): string => `${ASK}
    const warm = await ask('warm-up', fetch, '${url}').catch(() => 'refused')
    export default async () => 'it was ' + warm`

  it('is refused in script, wherever the provider is, and the run is not green', async () => {
    const { url, received } = await serve((response) => sendJson(response, message('live')))
    const item = caseOf('one', { trials: 1, expect: [contains('it was refused')] })
    const { results, mishaps } = await run(suiteOf([item], { agent: moduleAgent(WARM(url)) }), {
      env: { ANTHROPIC_BASE_URL: url },
    })
    expect(results.map(({ outcome }) => outcome)).toEqual(['pass'])
    expect([received, mishaps]).toEqual([[], [expect.stringContaining('outside of any trial')]])
  })

  it('goes through where the model is live, with a warning', async () => {
    const { url } = await serve((response) => sendJson(response, message('live')))
    const item = caseOf('one', { trials: 1, expect: [contains('it was live')] })
    const { results, mishaps, warnings } = await run(suiteOf([item], { agent: moduleAgent(WARM(url)) }), {
      responses: 'live',
      env: { ANTHROPIC_BASE_URL: url },
    })
    expect([results[0]?.outcome, mishaps]).toEqual(['pass', []])
    expect(warnings).toEqual([expect.stringContaining('nothing of that is on record')])
  })
})

it('a script of which nothing was played is said, as the agent may ask another way', async () => {
  const silent = moduleAgent('export default () => "hello"')
  const cases = [caseOf('one', { trials: 1, script: script(reply('hello')) }), caseOf('two', { trials: 1 })]
  const { warnings } = await run(suiteOf(cases, { agent: silent }))
  expect(warnings).toEqual([expect.stringContaining('nothing of the script of case one was played')])
  const { trajectory } = await runOne(silent, { script: script(reply('hello')) })
  expect(trajectory.end).toEqual({ kind: 'completed' })
})
