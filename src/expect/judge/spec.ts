import * as z from 'zod'
import { isJsonObject } from '../../trajectory/index.ts'
import { addProblem, choice, field, mapping, nameValue, type Problem } from '../field.ts'
import { choicesField, PASS_OR_FAIL, type Scale, scoreField } from './scale.ts'
import { type ScriptedVote, scriptField, voteOf } from './script.ts'

/** The model that judges where the suite names none. */
const DEFAULT_JUDGE = 'claude-sonnet-5-5'

/** What of a trial a judge is shown: all of it, what was said without the tools, or what was said last. */
export const VIEWS = ['transcript', 'conversation', 'final'] as const
export type View = (typeof VIEWS)[number]

export interface JudgeSpec {
  readonly rubric: string
  readonly scale: Scale
  /** The least value of the scale with which it holds. */
  readonly threshold: number
  readonly model: string
  readonly votes: number
  readonly on: View
  /** What the judge says in runs on scripts, a vote each; `null` where that was recorded. */
  readonly script: readonly ScriptedVote[] | null
}

const MOST_VOTES = 15
const DESCRIPTION = 'A model judges the trial by a rubric. It may say that it cannot tell.'

const text = (description: string) =>
  field<string>({ type: 'string', minLength: 1, description }, (value, report) => {
    if (value === undefined) return report({ code: 'missing-key', message: 'expected a rubric to judge by' })
    if (typeof value === 'string' && value.trim() !== '') return value
    return report({ code: 'wrong-type', message: `expected text, found ${nameValue(value)}` })
  })

const votesField = field<number>(
  {
    type: 'integer',
    minimum: 1,
    maximum: MOST_VOTES,
    default: 1,
    description: 'How often the judge is asked.',
  },
  (value, report) => {
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 1 && value <= MOST_VOTES)
      return value
    const message = `expected a whole number of votes from 1 to ${MOST_VOTES}, found ${nameValue(value)}`
    return report({ code: typeof value === 'number' ? 'invalid-value' : 'wrong-type', message })
  },
)

const THRESHOLD = 'The least that is good enough, on the scale of the judge. Absent: the best alone is.'

const thresholdField = field<number>({ type: 'number', description: THRESHOLD }, (value, report) => {
  if (typeof value === 'number' && Number.isFinite(value)) return value
  return report({ code: 'wrong-type', message: `expected a number, found ${nameValue(value)}` })
})

const given = mapping(
  {
    rubric: text('What the judge judges by: what a good trial is, and what each answer means.'),
    choices: choicesField.optional(),
    score: scoreField.optional(),
    threshold: thresholdField.optional(),
    model: text(`The Claude model that judges (default ${DEFAULT_JUDGE}).`).optional(),
    votes: votesField.optional(),
    on: choice(
      VIEWS,
      'What the judge is shown: transcript (all, the default), conversation (without the tools), final.',
    ).optional(),
    script: scriptField.optional(),
  },
  'a judge such as { rubric: The answer is polite. }',
)

export const judgeSchema = z
  .strictObject({ judge: given.meta({ description: DESCRIPTION }).transform(specOf) })
  .meta({ description: DESCRIPTION })
  .transform((item) => item.judge)

function specOf(item: z.output<typeof given>, context: z.RefinementCtx): JudgeSpec {
  const { rubric, choices, score, model = DEFAULT_JUDGE, on = 'transcript', script } = item
  const scale = choices ?? score ?? PASS_OR_FAIL
  const best = scale.answers[0]?.value ?? scale.max
  const { threshold = best, votes = script?.length ?? 1 } = item
  const problems = [
    ...(choices && score ? [TWO_SCALES] : []),
    ...thresholdProblems(threshold, scale, item.threshold === undefined),
    ...(script ? scriptProblems(script, scale, votes) : []),
  ]
  for (const problem of problems) addProblem(context, problem)
  const scripted = script?.map((vote) => voteOf(vote, scale)).filter((vote) => vote !== null)
  return { rubric, scale, threshold, model, votes, on, script: scripted ?? null }
}

const TWO_SCALES: Problem = {
  code: 'invalid-value',
  message: 'a judge has either choices or a score',
  path: ['score'],
}

function thresholdProblems(threshold: number, { kind, answers }: Scale, isDefault: boolean): Problem[] {
  const path = isDefault ? [kind] : ['threshold']
  const worst = Math.min(...answers.map(({ value }) => value))
  const best = Math.max(...answers.map(({ value }) => value))
  if (threshold <= worst) {
    const message = `every answer is worth ${threshold} at least, so nothing can fail`
    return [{ code: 'cannot-fail', message, path }]
  }
  if (threshold <= best) return []
  return [{ code: 'cannot-hold', message: `no answer is worth more than ${best}, so nothing can hold`, path }]
}

function scriptProblems(script: readonly unknown[], scale: Scale, votes: number): Problem[] {
  const names = scale.answers.map(({ name }) => name)
  const unknown = script.flatMap((vote, index): Problem[] => {
    if (voteOf(vote, scale) !== null) return []
    const said = isJsonObject(vote) ? (vote['choice'] ?? vote['score']) : vote
    const message = `expected one of ${names.join(', ')} or cannot_tell, found ${nameValue(said)}`
    return [{ code: 'unknown-value', message, path: ['script', index], candidates: names }]
  })
  if (script.length === votes) return unknown
  const message = `a script has a reply for each vote: expected ${votes}, found ${script.length}`
  return [...unknown, { code: 'invalid-value', message, path: ['script'] }]
}

/** The names of the answers that are good enough. */
export const goodEnough = ({ scale, threshold }: JudgeSpec): readonly string[] =>
  scale.answers.filter(({ value }) => value >= threshold).map(({ name }) => name)
