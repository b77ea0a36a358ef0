import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { Command } from './command.ts'
import { parseArguments, usage } from './options.ts'

const SUITE = `# A first suite: run it with \`pawl run\`. The model's replies are scripted, so it needs no key and no network.
suite: hello
agent: { module: ./agents/hello.mjs }
trials: 3

tools:
  get_order:
    - when: { order_id: A-1001 }
      return: { status: delivered, day: Tuesday }
      latency: 80ms
    - error: order not found # a rule without \`when\` answers every other call

assert:
  - success_rate >= 95%
  - p95_latency <= 5s

cases:
  - id: order-status
    input: Where is order A-1001?
    expect:
      - contains: delivered
      - calls: { list: [get_order: { order_id: A-1001 }], extra: deny }
    script:
      - call: { get_order: { order_id: A-1001 } }
        usage: { input: 210, output: 32 }
        latency: 900ms
      - text: It was delivered on Tuesday.
        usage: { input: 260, output: 12 }
        latency: 600ms

  - id: small-talk
    input: Hello!
    expect:
      - contains_any: [hello, hi]
        ignore: [case]
      - max_tool_calls: 0
    script:
      - text: Hello! How can I help with your order?
        usage: { input: 190, output: 14 }
        latency: 700ms
`

const AGENT = `// An agent is a function of the trial. Put your own here: any code, any client, as long as it asks the model
// with \`trial.fetch\` (or through the official SDKs, which are intercepted).
const MODEL = 'claude-haiku-4-5'
const TOOLS = [
  {
    name: 'get_order',
    description: 'Looks up an order by its id.',
    input_schema: { type: 'object', properties: { order_id: { type: 'string' } }, required: ['order_id'] },
  },
]

export default async function agent(trial) {
  const messages = [{ role: 'user', content: trial.input }]
  for (let step = 0; step < 5; step++) {
    const reply = await ask(trial, messages)
    messages.push({ role: 'assistant', content: reply.content })
    const calls = reply.content.filter((block) => block.type === 'tool_use')
    if (calls.length === 0) return reply.content.map((block) => block.text ?? '').join('')
    messages.push({ role: 'user', content: await Promise.all(calls.map((call) => answer(trial, call))) })
  }
  throw new Error('not done after 5 steps')
}

async function ask(trial, messages) {
  const response = await trial.fetch(\`\${trial.baseUrl}/v1/messages\`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'anthropic-version': '2023-06-01',
      'x-api-key': process.env.ANTHROPIC_API_KEY ?? '',
    },
    body: JSON.stringify({ model: MODEL, max_tokens: 1024, tools: TOOLS, messages }),
    signal: trial.signal,
  })
  const body = await response.json()
  if (!response.ok) throw new Error(body.error?.message ?? \`the model answered \${response.status}\`)
  return body
}

async function answer(trial, call) {
  const result = { type: 'tool_result', tool_use_id: call.id }
  try {
    return { ...result, content: JSON.stringify(await trial.tools[call.name](call.input)) }
  } catch (error) {
    return { ...result, content: error.message, is_error: true }
  }
}
`

const FILES: Readonly<Record<string, string>> = {
  'evals/hello.eval.yaml': SUITE,
  'evals/agents/hello.mjs': AGENT,
}

/** Writes a first suite and its agent; never over anything. */
export const initCommand: Command = {
  name: 'init',
  synopsis: '',
  options: {},
  example: 'pawl init && pawl run',
  async run(args, io) {
    const { positionals } = parseArguments(args, {}, 'init')
    if (positionals.length > 0) throw usage(`pawl init takes no arguments, found ${positionals.join(' ')}`)
    const present = Object.keys(FILES).filter((path) => existsSync(resolve(io.cwd, path)))
    if (present.length > 0)
      throw usage(
        `${present.join(' and ')} ${present.length === 1 ? 'is' : 'are'} there already; nothing was written`,
      )
    for (const [path, text] of Object.entries(FILES)) {
      mkdirSync(dirname(resolve(io.cwd, path)), { recursive: true })
      writeFileSync(resolve(io.cwd, path), text)
      io.stdout.write(`wrote ${path}\n`)
    }
    io.stdout.write(`\nRun it: ${io.command} run\nKeep .pawl/ out of version control: it holds the runs.\n`)
    return 0
  },
}
