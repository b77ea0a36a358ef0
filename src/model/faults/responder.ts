import { PawlError } from '../../errors.ts'
import type { Provenance } from '../../trajectory/index.ts'
import type { Random } from '../random.ts'
import {
  type Answer,
  isRelay,
  type ModelRequest,
  type Relay,
  type Responder,
  type Responses,
  type TrialKey,
} from '../responder.ts'
import { createExplainMiss } from './explain-miss.ts'
import { FAULTS } from './registry.ts'
import { createSelection } from './rules.ts'
import type { Fault, FaultRule } from './types.ts'
import { createProvocations } from './unprovoked.ts'

/**
 * A trial's responder whose model calls fail as the rules say; each call of the client counts, retries too.
 *
 * What the model said and a fault kept from the agent is kept: the same request, asked again, gets it. So scripts
 * and recordings are those of a trial without faults, however often the agent has to try.
 *
 * @throws PawlError where a rule names a fault that there is none of
 */
export function faultyResponder(
  inner: Responder,
  rules: readonly FaultRule[],
  random: Random,
  onHit: (rule: FaultRule) => void = () => {},
): Responder {
  for (const rule of rules) faultOf(rule)
  const select = createSelection(rules, random)
  const kept = new Map<string, Answer>()
  const explain = createExplainMiss()
  let calls = 0

  function untouched(request: ModelRequest): ReturnType<Responder['respond']> {
    const key = kept.size > 0 ? keyOf(request) : ''
    const answer = kept.get(key)
    kept.delete(key)
    return answer ?? inner.respond(request)
  }

  async function provoked(rule: FaultRule, request: ModelRequest): Promise<Answer> {
    const key = keyOf(request)
    return await faultOf(rule).provoke({ rule, request, random }, async () => {
      const answer = kept.get(key) ?? (await whole(await inner.respond(request)))
      if (answer.status === 200) kept.set(key, answer)
      return answer
    })
  }

  return {
    ...inner,
    respond(request) {
      if (request.endpoint.kind === 'side') return inner.respond(request)
      calls++
      const rule = select(request)
      if (!rule) return explain.within(() => untouched(request))
      onHit(rule)
      const answer = explain.within(() => provoked(rule, request))
      explain.provoked(rule, calls)
      return answer
    },
  }
}

function faultOf({ fault: name }: FaultRule): Fault {
  const fault = FAULTS.get(name)
  if (fault) return fault
  throw new PawlError('internal', `expected a fault, found ${name}`, {
    hint: `Faults are ${[...FAULTS.keys()].join(', ')}.`,
  })
}

/** The question, whichever way it is answered: some clients ask again without a stream when one broke. */
function keyOf({ endpoint, body }: ModelRequest): string {
  const { stream, stream_options, ...question } = body
  return JSON.stringify([endpoint.name, question])
}

/** A live reply, read to its end: only then is there something to break. */
async function whole(answer: Answer | Relay): Promise<Answer> {
  if (!isRelay(answer)) return answer
  await answer.response.text()
  return await answer.settled
}

/**
 * The same responses with faults in the agent's calls.
 * @param rulesOf the rules of a case, the first that matches first
 * @param randomOf a generator of its own for each trial, which draws the calls that rules with a `rate` hit
 * @param strict true where a fault that hits no call at all is an error
 */
export function withFaults(
  responses: Responses,
  rulesOf: (caseId: string) => readonly FaultRule[],
  randomOf: (trial: TrialKey) => Random,
  strict: boolean,
): Responses {
  const provocations = createProvocations(strict)
  return {
    ...responses,
    open(trial, random) {
      const source = responses.open(trial, random)
      const rules = rulesOf(trial.case)
      if (rules.length === 0) return source
      provocations.expect(trial.case, rules)
      return {
        ...source,
        responder: faultyResponder(source.responder, rules, randomOf(trial), provocations.hit),
        provenance: provenanceOf(source.provenance, rules, trial),
      }
    },
    close() {
      const [before, own] = [responses.close(), provocations.outcome()]
      return {
        notes: [...before.notes, ...own.notes],
        failures: [...before.failures, ...own.failures],
      }
    },
  }
}

/** Where faults are drawn, trials of the same script differ by chance. */
function provenanceOf(inner: Provenance, rules: readonly FaultRule[], { trial }: TrialKey): Provenance {
  const drawn = rules.some(({ rate }) => rate < 1)
  if (!drawn || inner.evidence === 'sampled') return inner
  return { ...inner, sample: `${inner.sample}-faults-${trial}`, evidence: 'sampled' }
}
