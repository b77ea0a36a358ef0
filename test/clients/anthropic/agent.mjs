/** The agent as a program: node agent.mjs <mode>, the message on stdin. */
import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { text } from 'node:stream/consumers'
import Anthropic from '@anthropic-ai/sdk'
import { answer } from './loop.mjs'

const system =
  process.env.FOLDER === undefined
    ? `You read the files of the folder ${process.cwd()}. The user lives in ${homedir()}.`
    : `You read the files of the folder ${process.env.FOLDER}.`

console.log(
  await answer({
    client: new Anthropic(),
    mode: process.argv[2] ?? 'create',
    system,
    input: await text(process.stdin),
    readFile: async (path) => (await readFile(path, 'utf8')).trim(),
  }),
)
