import { once } from 'node:events'
import { relative } from 'node:path'
import { createInterface } from 'node:readline'
import { visibleName } from '../report/sanitize.ts'
import { type ClosedGateway, type EndedHandTrial, type HandGateway, openByHand } from '../run/by-hand.ts'
import { runForeground } from '../target/foreground.ts'
import type { Command } from './command.ts'
import { formatError } from './error.ts'
import { worstExitCode } from './exit-code.ts'
import { callLine, exportLines, headLine, summaryLine } from './gateway/lines.ts'
import { readGateway } from './gateway/settings.ts'
import type { Io } from './io.ts'
import { type OptionSpecs, parseArguments, splitCommand, usage } from './options.ts'
import { listFaults, RESPONDING } from './responding.ts'

const options: OptionSpecs = {
  case: { value: 'ID', about: 'the case to play; not needed where the suite has one' },
  trial: { value: 'K', about: 'which of its trials, from 0 (default 0)' },
  ...RESPONDING,
  seed: { value: 'N', about: 'seed of what is drawn by chance (default 1)' },
  port: { value: 'N', about: 'port to listen on, for a debugger that is told once (default: any)' },
}

/** Lets the user start the agent: shows what it asks the model, and plays the answers. */
export const gatewayCommand: Command = {
  name: 'gateway',
  synopsis: '[SUITE] [options] [-- PROGRAM ARGUMENT…]      (default: the live model)',
  options,
  example: `pawl gateway evals/hello.eval.yaml --case small-talk -- node -e 'fetch(process.env.ANTHROPIC_BASE_URL + "/v1/messages", { method: "POST", body: JSON.stringify({ model: "claude-opus-5", max_tokens: 9, messages: [{ role: "user", content: "hi" }] }) }).then((reply) => reply.text()).then(console.log)'`,
  async run(args, io) {
    const { own, program } = splitCommand(args)
    const given = parseArguments(own, options, 'gateway')
    if (given.one('fault') === 'list') return listFaults(io)
    if (program?.length === 0) throw usage('expected a program after --')
    const settings = await readGateway(given, io)
    // Standard output is the program's where there is one.
    const print = printerOf(program === null ? io.stdout : io.stderr)
    const hand = await openByHand({
      ...settings,
      env: io.env,
      now: io.now,
      command: io.command,
      onCall: (call) => print(callLine(call)),
      onFault: (error) => print(formatError(error, io).trimEnd()),
      onStored: (path) => print(`recorded into ${visibleName(relative(io.cwd, path))}`),
    })
    const head = headLine(settings.part, settings.mode)
    if (program !== null) {
      print(head)
      return await accompany(hand, program, print, io)
    }
    for (const line of exportLines(hand.variables, io.env)) print(line)
    print(`\n${head}`)
    return await attend(hand, print, io)
  },
}

type Print = (line: string) => void

const printerOf =
  (stream: Io['stdout']): Print =>
  (line) =>
    void stream.write(`${line}\n`)

/** Until the user interrupts it, which is how it ends; each line on standard input begins the trial afresh. */
async function attend(hand: HandGateway, print: Print, io: Io): Promise<number> {
  print('Enter begins the trial afresh, Ctrl-C ends it.\n')
  const codes: number[] = []
  for await (const _ of createInterface({ input: io.stdin, terminal: false, signal: io.signal })) {
    codes.push(exitCodeOf(sayEnded(await hand.restart(), print)))
    print('\nThe trial begins afresh.\n')
  }
  // Where nobody can press Enter, standard input ends before the work does.
  if (!io.signal.aborted) await once(io.signal, 'abort')
  return worstExitCode([...codes, sayClosed(await hand.close(null), print, io)])
}

/** As long as the program runs. Its exit code is ours, unless it could not be played what it asked for. */
async function accompany(
  hand: HandGateway,
  program: readonly string[],
  print: Print,
  io: Io,
): Promise<number> {
  const exitCode = await runProgram(hand, program, io)
  const thrown = exitCode === 0 ? null : new Error(`${program[0]} ended with exit code ${exitCode}`)
  return sayClosed(await hand.close(thrown), print, io) || exitCode
}

async function runProgram(hand: HandGateway, program: readonly string[], io: Io): Promise<number> {
  const env = { ...io.env, ...hand.variables }
  try {
    return await io.inForeground(() => runForeground({ argv: program, cwd: io.cwd, env, signal: io.signal }))
  } catch (error) {
    await hand.close(null)
    throw error
  }
}

function sayEnded(ended: EndedHandTrial, print: Print): EndedHandTrial {
  print(`\n${summaryLine(ended)}`)
  return ended
}

/** Gives the exit code. */
function sayClosed(closed: ClosedGateway, print: Print, io: Io): number {
  sayEnded(closed, print)
  for (const note of closed.notes) print(`⚠ ${visibleName(note)}`)
  for (const error of closed.failures) print(formatError(error, io).trimEnd())
  return worstExitCode([exitCodeOf(closed), ...closed.failures.map(({ exitCode }) => exitCode)])
}

/** What could not be played, and what the provider failed at, could not be evaluated. */
const exitCodeOf = ({ end }: EndedHandTrial): number => (end.kind === 'error' ? 3 : 0)
