// What the harness is held against: the same model calls in a plain loop over the SDK, with the same injected
// `fetch` underneath and nothing else. Arguments: number of cases, trials, `stream` or `json`.
import Anthropic from '@anthropic-ai/sdk'
import { createVirtualClock } from '../../src/model/clock.ts'
import { createRandom } from '../../src/model/random.ts'
import { type Script, scriptedResponses } from '../../src/model/script.ts'
import { createWire, createWireContext } from '../../src/model/wire.ts'
import { createRecorder } from '../../src/trajectory/index.ts'

const [cases = 100, trials = 100] = process.argv.slice(2, 4).map(Number)
const stream = process.argv[4] === 'stream'
const context = createWireContext()
const client = new Anthropic({ apiKey: 'none', fetch: context.fetch, maxRetries: 0 })
const usage = {
  inputTokens: 800,
  outputTokens: 64,
  cacheReadTokens: 0,
  cacheWrite5mTokens: 0,
  cacheWrite1hTokens: 0,
}
const scriptOf = (id: string): Script => {
  const content = [{ type: 'text', text: `The capital of country ${id} is City ${id}.` }]
  const reply = { content, stopReason: 'end_turn', model: null, usage, latencyMs: 900, ttftMs: null }
  return { variants: [{ weight: 1, replies: [reply] }] }
}
const responses = scriptedResponses({ scriptOf, strict: false })

async function ask(id: number, trial: number): Promise<void> {
  const { responder } = responses.open({ case: String(id), trial }, createRandom(trial))
  const clock = createVirtualClock()
  const recorder = createRecorder(() => clock.now())
  const fault = (error: Error) => {
    throw error
  }
  const wire = createWire({ responder, clock, recorder, actor: 'agent', fault, end: fault })
  await context.run(wire, async () => {
    const request = {
      model: 'claude-haiku-4-5',
      max_tokens: 4096,
      system: 'Answer in one sentence.',
      messages: [{ role: 'user' as const, content: `What is the capital of country ${id}?` }],
    }
    if (!stream) return void (await client.messages.create(request))
    for await (const _ of await client.messages.create({ ...request, stream: true }));
  })
}

for (let trial = 0; trial < trials; trial++) {
  for (let from = 0; from < cases; from += 8) {
    await Promise.all(
      Array.from({ length: Math.min(8, cases - from) }, (_, offset) => ask(from + offset, trial)),
    )
  }
}
