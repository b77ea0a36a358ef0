/** Claude Code by its SDK, with a sub-agent of its own: node agent.mjs few|all (tools), the message on stdin. */
import { text } from 'node:stream/consumers'
import { query } from '@anthropic-ai/claude-agent-sdk'

const prompt = await text(process.stdin)
const messages = query({
  prompt,
  options: {
    model: 'claude-opus-5',
    cwd: process.cwd(),
    env: process.env,
    settingSources: [],
    systemPrompt: { type: 'preset', preset: 'claude_code' },
    ...(process.argv[2] === 'all' ? {} : { tools: ['Read', 'Agent'] }),
    allowedTools: ['Read', 'Agent'],
    agents: {
      scout: {
        description: 'Reads one file and tells what is in it.',
        prompt: 'You are a scout. You read one file and tell what is in it.',
        tools: ['Read'],
      },
    },
    stderr: (line) => process.stderr.write(line),
  },
})
for await (const message of messages) {
  if (message.type !== 'result') continue
  if (message.subtype !== 'success' || message.is_error) throw new Error(JSON.stringify(message))
  console.log(message.result)
}
