import type { ToolBox, ToolOutcome } from '../agent/index.ts'
import { PawlError } from '../errors.ts'
import type { Change, Json, ToolCall } from '../trajectory/index.ts'
import { answerOf, type RuleAnswer, ruleFor } from './rules.ts'
import { callFunction } from './tool-module.ts'
import type { TrialEnvironment } from './types.ts'

interface Answer extends ToolOutcome {
  readonly latencyMs: number | null
  readonly changes: readonly Change[]
}

/** The tools that a trial answers by itself. */
export const toolNames = ({ tools, functions }: TrialEnvironment): string[] => [
  ...new Set([...Object.keys(tools), ...Object.keys(functions)]),
]

/**
 * The tools of a trial: the suite's rules answer, the first that matches, then its module; a tool that neither knows
 * is answered from the recording. A call that nothing answers ends the trial as `error`: the suite is incomplete.
 */
export function createToolBox(trial: TrialEnvironment): ToolBox {
  return {
    async call(name, input, id) {
      const open = trial.recorder.begin<ToolCall>({
        type: 'tool_call',
        id,
        name,
        input,
        result: null,
        status: 'unanswered',
        latencyMs: null,
      })
      const { changes, ...answer } = await answerTo(trial, name, input, id)
      if (answer.latencyMs !== null) await trial.clock.sleep(answer.latencyMs, trial.signal)
      open.complete({
        result: answer.content,
        status: answer.isError ? 'error' : 'ok',
        latencyMs: answer.latencyMs,
        ...(changes.length > 0 ? { changes } : {}),
      })
      return answer
    },
  }
}

/** Rules answer at once, and so in the order of the calls; functions may take their time, and wait for each other. */
function answerTo(
  trial: TrialEnvironment,
  name: string,
  input: Json,
  id: string | null,
): Answer | Promise<Answer> {
  const { world, functions } = trial
  if (world === null || Object.keys(functions).length === 0) {
    return ruleAnswer(trial, name, input) ?? playedAnswer(trial, name, input, id)
  }
  return world.inTurn(
    async () =>
      ruleAnswer(trial, name, input) ??
      (await functionAnswer(trial, name, input)) ??
      playedAnswer(trial, name, input, id),
  )
}

const rulesOf = ({ tools }: TrialEnvironment, name: string) =>
  Object.hasOwn(tools, name) ? (tools[name] ?? []) : []

function ruleAnswer(trial: TrialEnvironment, name: string, input: Json): Answer | null {
  const state = trial.world?.state ?? {}
  const rule = ruleFor(rulesOf(trial, name), input, state)
  return rule ? answered(trial, answerOf(rule, input, state), rule.latencyMs) : null
}

async function functionAnswer(trial: TrialEnvironment, name: string, input: Json): Promise<Answer | null> {
  const { functions, world, random } = trial
  const tool = Object.hasOwn(functions, name) ? functions[name] : undefined
  if (tool === undefined || world === null) return null
  try {
    return answered(trial, await callFunction(tool, name, input, world.state, () => random.next()), 0)
  } catch (error) {
    if (error instanceof PawlError) trial.fault(error)
    throw error
  }
}

function answered({ world }: TrialEnvironment, { value, isError, state }: RuleAnswer, latencyMs: number) {
  const content = typeof value === 'string' ? value : JSON.stringify(value)
  return { content, value, isError, latencyMs, changes: world?.become(state) ?? [] }
}

function playedAnswer(trial: TrialEnvironment, name: string, input: Json, id: string | null): Answer {
  const rules = rulesOf(trial, name)
  const played = rules.length === 0 ? trial.source.playTool(id, name) : null
  if (played) {
    const { result, isError, latencyMs } = played
    return { content: result, value: result, isError, latencyMs, changes: [] }
  }
  const error = unanswered(trial, name, input)
  trial.fault(error)
  throw error
}

function unanswered(trial: TrialEnvironment, name: string, input: Json): PawlError {
  const rules = rulesOf(trial, name).length
  const functions = Object.keys(trial.functions)
  const why = rules === 0 ? 'the suite mocks no such tool' : `none of its ${rules} rules in the suite matches`
  return new PawlError('mock-missing', `the agent called ${name}(${JSON.stringify(input)}), and ${why}`, {
    hint:
      functions.length > 0
        ? `The module of tools has ${functions.join(', ')}: add a function ${name} to it.`
        : `Add a rule under tools: ${name}: (one without \`when\` catches all other calls).`,
  })
}
