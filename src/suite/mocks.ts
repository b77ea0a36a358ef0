import { checkArgsPattern } from '../expect/index.ts'
import type { AgentTools } from './agent-tools.ts'
import { checkArgument } from './mentions.ts'
import { checkWorldRule } from './mock-world.ts'
import { type Problem, under } from './problem.ts'
import type { RulesFile } from './schema.ts'
import { didYouMean, suggestion } from './suggest.ts'
import type { AgentRef, MockRule, MockTools } from './types.ts'
import type { Roots } from './world-roots.ts'

type RuleFile = RulesFile[string][number]

export function buildMocks(tools: RulesFile): MockTools {
  return Object.fromEntries(Object.entries(tools).map(([tool, rules]) => [tool, rules.map(buildRule)]))
}

function buildRule(rule: RuleFile): MockRule {
  const { set = {}, append = {}, delete: deleted = [] } = rule
  const effects = { set, append, delete: typeof deleted === 'string' ? [deleted] : deleted }
  const changes = [set, append, deleted].some((each) => Object.keys(each).length > 0)
  return {
    when: rule.when ?? null,
    ...(rule.if ? { if: rule.if } : {}),
    ...(changes ? { effects } : {}),
    answer:
      rule.error === undefined
        ? { kind: 'return', value: rule.return ?? null }
        : { kind: 'error', message: rule.error },
    latencyMs: rule.latency ?? 0,
  }
}

/**
 * What a schema cannot say about mocks; paths begin at `tools:`.
 * @param declared the tools that the agent has; `null` where nobody knows
 * @param roots what is in the world; `null` where the suite has none
 */
export function checkMocks(tools: RulesFile, declared: AgentTools | null, roots: Roots | null): Problem[] {
  return Object.entries(tools).flatMap(([tool, rules]) => [
    ...checkDeclared(tool, declared),
    ...rules.flatMap((rule, index) => checkRule(rule, [tool, index])),
    ...rules.flatMap((rule, index) => checkArguments(tool, index, rule, declared)),
    ...rules.flatMap((rule, index) => under([tool, index], checkWorldRule(tool, rule, declared, roots))),
    ...checkReachable(tool, rules),
  ])
}

/**
 * Mocks of an agent that has tools of its own would never be asked; paths begin at `tools:`.
 * @param agent `null` where nobody knows
 */
export function checkReach(tools: RulesFile | string, agent: AgentRef | null): Problem[] {
  if (Object.keys(tools).length === 0 || agent === null) return []
  const isReached = agent.kind === 'command' ? agent.tools === 'mcp' : agent.kind !== 'http'
  if (isReached) return []
  const message =
    'this agent never calls these mocks; one that can is a reference agent, a module, or a command with "tools: mcp"'
  const hint =
    agent.kind === 'command' ? 'if it takes its tools from an MCP server, add to the agent  tools: mcp' : null
  return [{ code: 'tools-unreachable', path: [], point: 'key', message, hint }]
}

function checkDeclared(tool: string, declared: AgentTools | null): Problem[] {
  if (declared === null || declared.has(tool)) return []
  const message = `the agent declares no tool "${tool}", so nothing can call this mock`
  const hint = declared.size === 0 ? 'the agent declares no tools' : suggestion(tool, [...declared.keys()])
  return [{ code: 'mock-undeclared', path: [tool], point: 'key', message, hint }]
}

function checkArguments(tool: string, index: number, rule: RuleFile, declared: AgentTools | null): Problem[] {
  return Object.entries(rule.when ?? {}).flatMap(([argument, value]) =>
    checkArgument({ tool, argument, value, path: [tool, index, 'when', argument] }, declared),
  )
}

function checkRule(rule: RuleFile, path: Problem['path']): Problem[] {
  const problems: Problem[] = checkArgsPattern(rule.when ?? {}).map((issue) => ({
    code: 'wrong-matcher',
    path: [...path, 'when', ...issue.path],
    point: 'key',
    message: issue.message,
    hint: didYouMean(String(issue.path.at(-1)), issue.candidates),
  }))
  const returns = Object.hasOwn(rule, 'return')
  if (returns && rule.error !== undefined) {
    const message = 'a rule has either "return" or "error"'
    problems.push({ code: 'conflicting-keys', path: [...path, 'error'], point: 'key', message })
  }
  if (!returns && rule.error === undefined) {
    const message = 'the rule answers nothing: expected "return" or "error"'
    problems.push({
      code: 'missing-key',
      path,
      message,
      hint: 'a tool that answers nothing has return: null',
    })
  }
  return problems
}

const matchesAnything = (rule: RuleFile): boolean =>
  Object.keys(rule.when ?? {}).length === 0 && rule.if === undefined

function checkReachable(tool: string, rules: readonly RuleFile[]): Problem[] {
  const last = rules.findIndex(matchesAnything)
  if (last === -1) return []
  return rules.slice(last + 1).map((_, offset) => {
    const message = `no call reaches this rule of ${tool}: rule ${last + 1} has no "when" and answers all calls`
    return {
      code: 'mock-unreachable',
      path: [tool, last + 1 + offset],
      message,
      hint: `move rule ${last + 1} to the end`,
    }
  })
}
