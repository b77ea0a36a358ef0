/** node agent.mjs chat|chat-stream|responses|responses-stream|responses-held, the message on stdin. */
import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { text } from 'node:stream/consumers'
import OpenAI from 'openai'

const [mode] = process.argv.slice(2)
const client = new OpenAI()
const model = 'gpt-5'
const system = `You read the files of the folder ${process.cwd()}. The user lives in ${homedir()}.`
const input = await text(process.stdin)
const described = {
  name: 'read_file',
  description: 'Reads a file.',
  parameters: { type: 'object', properties: { path: { type: 'string' } }, required: ['path'] },
}

async function run(args) {
  return (await readFile(JSON.parse(args).path, 'utf8')).trim()
}

async function completions() {
  const tools = [{ type: 'function', function: described }]
  const messages = [
    { role: 'system', content: system },
    { role: 'user', content: input },
  ]
  for (;;) {
    const body = { model, messages, tools }
    const completion =
      mode === 'chat-stream'
        ? await client.chat.completions
            .stream({ ...body, stream_options: { include_usage: true } })
            .finalChatCompletion()
        : await client.chat.completions.create(body)
    const { content, tool_calls: calls = [] } = completion.choices[0].message
    if (calls.length === 0) return content
    messages.push({
      role: 'assistant',
      content,
      tool_calls: calls.map(({ id, function: { name, arguments: args } }) => ({
        id,
        type: 'function',
        function: { name, arguments: args },
      })),
    })
    for (const { id, function: called } of calls) {
      messages.push({ role: 'tool', tool_call_id: id, content: await run(called.arguments) })
    }
  }
}

async function responses() {
  const tools = [{ type: 'function', strict: false, ...described }]
  let items = [{ role: 'user', content: input }]
  let previous = {}
  for (;;) {
    const body = { model, instructions: system, input: items, tools, ...previous }
    const response =
      mode === 'responses-stream'
        ? await client.responses.stream(body).finalResponse()
        : await client.responses.create(body)
    const calls = response.output.filter(({ type }) => type === 'function_call')
    if (calls.length === 0) return response.output_text
    const results = await Promise.all(
      calls.map(async ({ call_id, arguments: args }) => ({
        type: 'function_call_output',
        call_id,
        output: await run(args),
      })),
    )
    const held = mode === 'responses-held'
    // Helpers of the SDK put fields of their own into the items.
    const said = response.output.map(({ parsed_arguments: _, ...item }) => item)
    items = held ? results : [...items, ...said, ...results]
    if (held) previous = { previous_response_id: response.id }
  }
}

console.log(mode.startsWith('chat') ? await completions() : await responses())
