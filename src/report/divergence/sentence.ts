import { shorten } from '../../expect/show.ts'
import type { AgentStep, Difference, Divergence, DivergingPair, End } from '../../trajectory/index.ts'
import { visible } from '../sanitize.ts'
import { count } from '../words.ts'
import { quotedApart, quotedHead, valuesApart } from './quoted.ts'
import { endWords, pathWords } from './words.ts'

const MAX_VALUE = 60
const MAX_NAME = 60

/**
 * Where and how the candidate left the baseline, and how many failing trials did so, as in `step 3: the candidate calls
 * issue_refund with .amount 44.9, the baseline with 49.9 (in 4 of 5 failing trials)`. One line, fit to be shown.
 */
export const divergenceSentence = ({ divergence, share }: DivergingPair): string =>
  `${placeWords(divergence)}: ${differenceWords(divergence)}${toldWords(divergence)}${shareWords(divergence, share)}`

/** `step 3`, `turn 2, step 3`, `step 2 of sub-agent 1`; the candidate's number, the baseline's where it is another. */
function placeWords({ subAgent, turn, steps }: Divergence): string {
  const inTurn = turn > 1 ? `turn ${turn}, ` : ''
  const other = steps.baseline === steps.candidate ? '' : ` (${steps.baseline + 1} of the baseline)`
  const whose = subAgent === null ? '' : ` of sub-agent ${subAgent}`
  return `${inTurn}step ${steps.candidate + 1}${other}${whose}`
}

function differenceWords(divergence: Divergence): string {
  switch (divergence.kind) {
    case 'argument':
      return `the candidate calls ${nameOf(divergence.candidate)} ${argumentWords(divergence.difference)}`
    case 'tool':
      return `the candidate calls ${nameOf(divergence.candidate)}, the baseline ${nameOf(divergence.baseline)}`
    case 'answered':
      return `the candidate ${answers(divergence.candidate)}, the baseline calls ${nameOf(divergence.baseline)}`
    case 'called':
      return `the candidate calls ${nameOf(divergence.candidate)}, the baseline ${answers(divergence.baseline)}`
    case 'more':
      return `the candidate ${does(divergence.candidate)}, the baseline does nothing more${here(divergence)}`
    case 'fewer':
      return `the candidate does nothing more${here(divergence)}, the baseline ${does(divergence.baseline)}`
    case 'ended':
      return `the candidate ${goesOn(divergence, 'candidate')}, the baseline ${goesOn(divergence, 'baseline')}`
    case 'answer': {
      const texts = quotedApart(divergence, MAX_VALUE)
      return `the same calls, but the candidate answers ${texts.candidate}, the baseline ${texts.baseline}`
    }
    case 'result':
      return `the same steps, but ${nameOf({ name: divergence.tool })} returned ${resultWords(divergence.difference)}`
  }
}

const nameOf = ({ name }: { readonly name: string }): string => visible(shorten(name, MAX_NAME))
const answers = (text: string): string =>
  text.trim() === '' ? 'answers nothing' : `answers ${quotedHead(text, MAX_VALUE)}`

function does(step: AgentStep): string {
  if (step.kind === 'answer') return answers(step.text)
  const more = step.calls.length - 1
  return `calls ${nameOf(step.calls[0])}${more > 0 ? ` and ${count(more, 'other tool')}` : ''}`
}

/** A side may go on in a later turn. */
const here = ({ kind, turn, courses, steps }: Divergence): string => {
  const side = kind === 'more' ? 'baseline' : 'candidate'
  return steps[side] < courses[side].length ? ` in turn ${turn}` : ''
}

/** What a side does where the other ended, or where both did. */
function goesOn(
  { courses, steps, ...ends }: Divergence & { readonly kind: 'ended' },
  side: 'baseline' | 'candidate',
): string {
  const next = courses[side][steps[side]]
  const end: End = ends[side]
  return next === undefined ? endWords(end) : does(next)
}

/** `with .amount 44.9, the baseline with 49.9`; `without .note, the baseline with "late"`. */
function argumentWords(difference: Difference): string {
  const { baseline, candidate } = valuesApart(difference, MAX_VALUE)
  const path = pathWords(difference.path) ?? 'the arguments'
  if (candidate === null) return `without ${path}, the baseline with ${baseline}`
  return `with ${path} ${candidate}, the baseline ${baseline === null ? 'without it' : `with ${baseline}`}`
}

/** `.status "lost" to the candidate, "delivered" to the baseline`. */
function resultWords(difference: Difference): string {
  const { baseline, candidate } = valuesApart(difference, MAX_VALUE)
  const path = pathWords(difference.path)
  const lead = path === null ? '' : `${path} `
  return `${lead}${candidate ?? '(nothing)'} to the candidate, ${baseline ?? '(nothing)'} to the baseline`
}

/** What may be the reason: the world answered otherwise before. */
function toldWords({ told: { result } }: Divergence): string {
  if (result === null) return ''
  return `, after ${nameOf({ name: result.tool })} at step ${result.steps.candidate + 1} returned ${resultWords(result.difference)}`
}

function shareWords({ kind }: Divergence, { of, times, identical }: DivergingPair['share']): string {
  if (of === 1) return ''
  const same = kind === 'argument' && identical < times ? `, in ${identical} with this value` : ''
  return ` (in ${times} of ${count(of, 'failing trial')}${same})`
}
