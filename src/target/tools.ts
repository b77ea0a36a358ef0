import type { ToolBox, ToolOutcome } from '../agent/index.ts'
import { PawlError } from '../errors.ts'
import { matchArgs } from '../expect/index.ts'
import type { MockRule } from '../suite/index.ts'
import type { Json, ToolCall } from '../trajectory/index.ts'
import type { TrialEnvironment } from './types.ts'

interface Answer extends ToolOutcome {
  readonly latencyMs: number | null
}

/**
 * The tools of a trial: the suite's rules answer, the first that matches; a tool without rules is answered
 * from the recording. A call that nothing answers ends the trial as `error`: the suite is incomplete.
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
      const answer = answerTo(trial, name, input, id)
      if (answer.latencyMs !== null) await trial.clock.sleep(answer.latencyMs, trial.signal)
      open.complete({
        result: answer.content,
        status: answer.isError ? 'error' : 'ok',
        latencyMs: answer.latencyMs,
      })
      return answer
    },
  }
}

function answerTo(trial: TrialEnvironment, name: string, input: Json, id: string | null): Answer {
  const rules = Object.hasOwn(trial.tools, name) ? (trial.tools[name] ?? []) : []
  const rule = rules.find(({ when }) => when === null || matchArgs(when, input, 'partial').ok)
  if (rule) return ruleAnswer(rule)
  const played = rules.length === 0 ? trial.source.playTool(id, name) : null
  if (played)
    return {
      content: played.result,
      value: played.result,
      isError: played.isError,
      latencyMs: played.latencyMs,
    }
  const error = unanswered(name, input, rules.length)
  trial.fault(error)
  throw error
}

function ruleAnswer({ answer, latencyMs }: MockRule): Answer {
  if (answer.kind === 'error') {
    return { content: answer.message, value: answer.message, isError: true, latencyMs }
  }
  const content = typeof answer.value === 'string' ? answer.value : JSON.stringify(answer.value)
  return { content, value: answer.value, isError: false, latencyMs }
}

function unanswered(name: string, input: Json, rules: number): PawlError {
  const why = rules === 0 ? 'the suite mocks no such tool' : `none of its ${rules} rules in the suite matches`
  return new PawlError('mock-missing', `the agent called ${name}(${JSON.stringify(input)}), and ${why}`, {
    hint: `Add a rule under tools: ${name}: (one without \`when\` catches all other calls).`,
  })
}
