import { PawlError } from '../../errors.ts'
import { ascending, foundBefore } from '../found.ts'
import { quote } from '../show.ts'
import type { Expectation, Finding, Means, Scene } from '../types.ts'
import { decide } from './decide.ts'
import { judgeRequest } from './request.ts'
import { scoreOf } from './scale.ts'
import { messageOf } from './script.ts'
import { goodEnough, type JudgeSpec, judgeSchema } from './spec.ts'
import { type Entry, isJudgeable, transcriptOf } from './transcript.ts'
import { readVerdict, type Vote } from './verdict.ts'

export const judge: Expectation<JudgeSpec> = {
  name: 'judge',
  schema: judgeSchema,
  describe,
  threshold: ({ threshold, scale }) => scoreOf(threshold, scale),
  mentions: (item) => mentionsOf(item),
  investigate,
  score: (spec, scene) => foundBefore(scene, spec, NOT_ASKED),
}

const NOT_ASKED =
  'nobody asked this judge in this run: run the suite again, or ask it with pawl score --responses live'

function mentionsOf({ judge: given }: Parameters<NonNullable<Expectation['mentions']>>[0]) {
  const model = typeof given === 'object' && given !== null && 'model' in given ? given.model : undefined
  if (typeof model !== 'string') return []
  return [{ kind: 'model', model, path: ['judge', 'model'], point: 'value' } as const]
}

function describe(spec: JudgeSpec): string {
  const { rubric, scale, threshold, votes } = spec
  const wanted =
    scale.kind === 'score' ? `at least ${threshold} of ${scale.max}` : goodEnough(spec).join(' or ')
  return `judge ${quote(rubric, 60)} (${wanted}${votes > 1 ? `; ${votes} votes` : ''})`
}

async function investigate(spec: JudgeSpec, scene: Scene, means: Means): Promise<Finding> {
  const entries = transcriptOf(scene, spec.on)
  if (!isJudgeable(entries))
    return { score: 0, reason: 'there was no answer to judge', events: [], vacuous: true }
  const request = judgeRequest(spec, entries)
  const votes: Vote[] = []
  // One after the other: which reply is whose is then the same every time.
  for (let place = 0; place < spec.votes; place++) {
    const scripted = spec.script?.[place]
    const ask = () => means.ask(request, scripted === undefined ? null : messageOf(scripted, spec.model))
    const vote = await voteOf(spec, ask)
    if (vote === null) return { score: 0, reason: NOT_ASKED, events: [], unknown: true }
    votes.push(vote)
  }
  const { value, answer, reason, votes: decisive } = decide(spec, votes)
  const events = eventsOf(decisive, entries)
  if (value === null) return { score: 0, reason, events, unknown: true }
  return { score: scoreOf(value, spec.scale), reason, events, ...(answer === null ? {} : { answer }) }
}

/** What is no verdict is asked for once more. */
async function voteOf(spec: JudgeSpec, ask: () => ReturnType<Means['ask']>): Promise<Vote | null> {
  let why = ''
  for (let attempt = 1; attempt <= 2; attempt++) {
    const message = await ask()
    if (message === null) return null
    const reading = readVerdict(message, spec.scale)
    if (reading.ok) return reading.vote
    why = reading.why
  }
  throw new PawlError(
    'judge-malformed',
    `the judge ${spec.model} gave no usable verdict, asked twice: ${why}`,
    {
      hint: 'Make the rubric clearer, or name another model.',
    },
  )
}

/** The events that the judge names; where it names none, the last thing the agent said. */
function eventsOf(votes: readonly Vote[], entries: readonly Entry[]): readonly number[] {
  const named = votes.flatMap(({ evidence }) =>
    evidence.flatMap((number) => entries[number - 1]?.index ?? []),
  )
  const last = entries.findLast(({ content }) => content['role'] !== 'user')?.index
  const events = named.length > 0 ? named : last === undefined || last === null ? [] : [last]
  return ascending(events)
}
