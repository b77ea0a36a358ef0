/** The agent itself, whatever process it runs in: reads files until the model has seen enough. */

const READ_FILE = {
  name: 'read_file',
  description: 'Reads a file.',
  input_schema: { type: 'object', properties: { path: { type: 'string' } }, required: ['path'] },
}

/**
 * @param mode `create`, `stream` or `runner`, the SDK's own loop over a message thread
 * @param system system prompt
 * @param readFile path to content
 */
export async function answer({ client, mode, system, input, readFile }) {
  const settings = { model: 'claude-opus-5', max_tokens: 500, system }
  const messages = [{ role: 'user', content: input }]
  if (mode.startsWith('runner')) return await runnerAnswer(client, mode, { ...settings, messages }, readFile)
  const tools = [READ_FILE]
  for (;;) {
    const message = await ask(client, mode, { ...settings, tools, messages })
    messages.push({ role: 'assistant', content: message.content })
    const uses = message.content.filter(({ type }) => type === 'tool_use')
    if (uses.length === 0) return textOf(message)
    const results = await Promise.all(
      uses.map(async ({ id, input: { path } }) => ({
        type: 'tool_result',
        tool_use_id: id,
        content: await readFile(path),
      })),
    )
    messages.push({ role: 'user', content: results })
  }
}

const ask = (client, mode, body) =>
  mode === 'stream' ? client.messages.stream(body).finalMessage() : client.messages.create(body)

async function runnerAnswer(client, mode, body, readFile) {
  const tool = { ...READ_FILE, type: 'custom', run: ({ path }) => readFile(path), parse: (input) => input }
  const runner = client.beta.messages.toolRunner({ ...body, tools: [tool], stream: mode === 'runner-stream' })
  return textOf(await runner.runUntilDone())
}

const textOf = ({ content }) =>
  content
    .filter(({ type }) => type === 'text')
    .map(({ text }) => text)
    .join('')
