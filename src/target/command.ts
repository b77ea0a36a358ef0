import { basename, isAbsolute } from 'node:path'
import { createPlayedClock } from '../model/clock.ts'
import type { CommandAgent } from '../suite/types.ts'
import { textAt, type UserContent } from '../trajectory/index.ts'
import { openConversation } from './conversation.ts'
import { describeEnd } from './ending.ts'
import { filesNamedIn, fingerprintOf, type Parts, partsOf, placelessCommand } from './identity.ts'
import { quoted } from './quoted.ts'
import { type OutsideOptions, type Stage, setStage } from './stage.ts'
import { plainText } from './template.ts'
import type { Session, Target, TrialEnvironment } from './types.ts'

/** A program in any language, in a process of its own for each trial. */
export async function commandTarget(agent: CommandAgent, options: OutsideOptions): Promise<Target> {
  const parts = await partsOfCommand(agent)
  const sessions = new Set<Session>()
  return {
    capabilities: {
      turns: agent.io === 'jsonl',
      mockedTools: agent.tools === 'mcp',
      observedTools: false,
      correlated: true,
    },
    fingerprint: fingerprintOf(parts),
    parts,
    label: labelOf(agent.argv),
    model: null,
    playedTime: () => createPlayedClock({ expecting: options.gateway.expecting }),
    async open(trial) {
      const stage = await setStage(agent, trial, options)
      const opened =
        agent.io === 'jsonl'
          ? openConversation(stage, trial)
          : { send: sender(agent, stage, trial), close: null }
      const session: Session = {
        send: opened.send,
        stderr: stage.stderr,
        close: once(async () => {
          await opened.close?.()
          await stage.close()
          sessions.delete(session)
        }),
      }
      sessions.add(session)
      return session
    },
    // A trial that was aborted does not wait for its session to close.
    close: async () => {
      await Promise.all([...sessions].map((session) => session.close()))
    },
  }
}

/** The same promise whoever asks, and however often. */
function once(close: () => Promise<void>): () => Promise<void> {
  let closing: Promise<void> | null = null
  return () => {
    closing ??= close()
    return closing
  }
}

const MAX_OUTPUT_BYTES = 16 * 1024 * 1024

/** A process for one message: what it prints until it ends is the answer. */
function sender(agent: CommandAgent, stage: Stage, { signal }: TrialEnvironment): Session['send'] {
  return async (content) => {
    const printed = await outputOf(agent, stage, content, signal)
    return { text: answerIn(printed, agent.output), stopReason: null }
  }
}

async function outputOf(
  agent: CommandAgent,
  stage: Stage,
  content: UserContent,
  signal: AbortSignal,
): Promise<string> {
  const pieces: Buffer[] = []
  let size = 0
  const running = await stage.start(content, (piece) => {
    size += piece.length
    if (size <= MAX_OUTPUT_BYTES) pieces.push(piece)
    else running.kill()
  })
  running.stdin.end(agent.input === 'stdin' ? plainText(content) : undefined)
  const ended = await running.ended
  signal.throwIfAborted()
  if (size > MAX_OUTPUT_BYTES) throw new Error('the agent printed more than 16 MB')
  if (ended.exitCode !== 0) throw new Error(`the agent ended with ${describeEnd(ended, running.stderr())}`)
  return Buffer.concat(pieces).toString('utf8')
}

function answerIn(printed: string, output: CommandAgent['output']): string {
  if (output.kind === 'text') return printed.replace(/\r?\n$/, '')
  return textAt(parseOutput(printed), output.path, "the agent's output")
}

function parseOutput(printed: string) {
  try {
    return JSON.parse(printed)
  } catch {
    throw new Error(`expected the agent to print JSON, found ${quoted(printed)}`)
  }
}

/** The program, how it is run and the files it is known by, each as a short hash. */
export async function partsOfCommand(agent: CommandAgent): Promise<Parts> {
  const { argv, cwd, workspace, env, passEnv, home, input, output, io, tools, sources } = agent
  const named = await filesNamedIn(argv, cwd)
  return await partsOf({
    settings: {
      command: placelessCommand(argv, cwd),
      env,
      passEnv: [...passEnv].sort(),
      run: { home, input, output, io, tools },
    },
    files: [...named, ...sources, ...(workspace === null ? [] : [workspace])],
    base: cwd,
  })
}

const MAX_LABEL = 60

function labelOf(argv: readonly string[]): string {
  const line = argv.map((word) => (isAbsolute(word) ? basename(word) : word)).join(' ')
  return line.length > MAX_LABEL ? `${line.slice(0, MAX_LABEL - 1)}…` : line
}
