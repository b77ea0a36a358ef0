import { setTimeout as delay } from 'node:timers/promises'
import type { AgentReply } from '../agent/index.ts'
import { isJsonObject, type Json, own, type UserContent } from '../trajectory/index.ts'
import { describeEnd } from './ending.ts'
import { createLines, type Lines } from './lines.ts'
import type { RunningProcess } from './process.ts'
import { quoted } from './quoted.ts'
import type { Stage } from './stage.ts'
import type { Session, TrialEnvironment } from './types.ts'

const MAX_LINE = 16 * 1024 * 1024
/** An agent whose input has ended may still have files to write. */
const GRACE_MS = 1000

interface Talk {
  readonly running: RunningProcess
  readonly lines: Lines
  readonly tooLong: () => boolean
}

/** A process for all turns of a trial: a line of JSON in, a line of JSON out. */
export function openConversation(stage: Stage, trial: TrialEnvironment): Pick<Session, 'send' | 'close'> {
  let talk: Talk | null = null
  let turn = 0
  return {
    async send(content) {
      talk ??= await startTalk(stage, content)
      const early = talk.lines.waiting()
      if (early !== null) throw new Error(`the agent answered before it was asked: ${quoted(early)}`)
      talk.running.stdin.write(`${JSON.stringify({ input: content, turn: ++turn })}\n`)
      const line = await talk.lines.next()
      trial.signal.throwIfAborted()
      return line === null ? await endedEarly(talk, turn) : replyIn(line)
    },
    async close() {
      if (!talk) return
      const { running } = talk
      running.stdin.end()
      await Promise.race([running.ended, grace(trial.signal)])
    },
  }
}

const grace = (signal: AbortSignal): Promise<void> =>
  delay(GRACE_MS, undefined, { signal, ref: false }).catch(() => {})

async function startTalk(stage: Stage, content: UserContent): Promise<Talk> {
  let tooLong = false
  const lines = createLines(MAX_LINE, () => {
    tooLong = true
    running.kill()
  })
  const running = await stage.start(content, lines.add)
  running.ended.then(lines.end)
  return { running, lines, tooLong: () => tooLong }
}

async function endedEarly({ running, tooLong }: Talk, turn: number): Promise<never> {
  const ended = await running.ended
  if (tooLong()) throw new Error('the agent printed a line of more than 16 MB')
  throw new Error(
    `the agent ended before it answered turn ${turn}, with ${describeEnd(ended, running.stderr())}`,
  )
}

function replyIn(line: string): AgentReply {
  const reply = parse(line)
  const output = isJsonObject(reply) ? own(reply, 'output') : undefined
  if (!isJsonObject(reply) || typeof output !== 'string') {
    throw new Error(`expected the agent to print a line {"output": "…"}, found ${quoted(line)}`)
  }
  const stopReason = own(reply, 'stopReason')
  return { text: output, stopReason: typeof stopReason === 'string' ? stopReason : null }
}

function parse(line: string): Json {
  try {
    return JSON.parse(line) as Json
  } catch {
    return null
  }
}
