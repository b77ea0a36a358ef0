import { PawlError } from '../errors.ts'
import { type Clock, createRealClock } from '../model/clock.ts'
import { derivedRandom, type Random } from '../model/random.ts'
import { type KnownValues, RecordEnded, type Responses, type TrialSource } from '../model/responder.ts'
import type { WireContext } from '../model/wire.ts'
import type { Suite } from '../suite/index.ts'
import type { LoadedTools, Target, TrialEnvironment } from '../target/index.ts'
import {
  lastLines,
  lotsOf,
  type Provenance,
  type Trajectory,
  type TrajectoryEvent,
  withCallsFromTraffic,
} from '../trajectory/index.ts'
import { beginTrial, toolsOf } from './begin-trial.ts'
import { type Ending, endOf, errorEnd } from './end.ts'
import type { PlannedTrial } from './plan.ts'

export interface TrialRunner {
  readonly suite: Suite
  readonly target: Target
  /** The suite's tools in code; `null` where it has none. */
  readonly tools: LoadedTools | null
  readonly responses: Responses
  readonly context: WireContext
  readonly seed: number
  /** Told to each trial under way when the user interrupts the run. */
  readonly interrupts: Set<(reason: unknown) => void>
  /** What every trial's agent may see of the machine and of the day. */
  readonly known: KnownValues
}

export interface TrialRun {
  readonly trajectory: Trajectory
  /** What the agent was given in this trial that differs between trials and machines. */
  readonly known: readonly KnownValues[]
  /** Tells the source of the responses that this attempt is the trial's last. */
  readonly accept: () => void
}

/** Runs one trial from its first turn to its last. Whatever goes wrong in it is part of the result. */
export async function runTrial(
  planned: PlannedTrial,
  attempt: number,
  runner: TrialRunner,
): Promise<TrialRun> {
  const key = { case: planned.case.id, trial: planned.trial }
  const clock = clockOf(runner)
  const known: KnownValues[] = []
  let source: TrialSource
  try {
    source = noting(known, runner.responses.open(key, randomOf(planned, runner, 'responses', attempt)))
  } catch (error) {
    if (!(error instanceof PawlError)) throw error
    const nothing = { provenance: UNKNOWN_SOURCE, events: [], latencyMs: null, computeMs: null }
    const end = errorEnd(error)
    return { trajectory: { ...key, attempt, ...nothing, end }, known, accept: () => {} }
  }
  const played = await play(planned, source, clock, runner)
  const events = runner.target.capabilities.observedTools
    ? played.events
    : withCallsFromTraffic(played.events)
  const isTimed = played.timeout !== null || isLatencyKnown(clock, events)
  const latencyMs = isTimed ? played.latencyMs : null
  const end = endOf(played, events)
  const trajectory: Trajectory = {
    ...key,
    attempt,
    provenance: provenanceOf(source, played, planned),
    events,
    latencyMs,
    computeMs: clock.seesAgent ? null : played.computeMs,
    ...(played.stderr === '' ? {} : { stderr: played.stderr }),
    end,
  }
  return { trajectory, known, accept: () => source.finish(trajectory) }
}

/** The source, and what it is told. */
function noting(known: KnownValues[], source: TrialSource): TrialSource {
  return {
    ...source,
    know(values) {
      known.push(values)
      source.know(values)
    },
  }
}

function clockOf({ responses, target }: TrialRunner): Clock {
  return responses.virtual ? target.playedTime() : createRealClock()
}

/** Chance of its own for each part of a trial: what one draws leaves the others alone. */
function randomOf(
  { case: { id }, trial }: PlannedTrial,
  { seed, suite }: TrialRunner,
  part: string,
  attempt: number,
) {
  return derivedRandom(seed, suite.name, id, trial, part, attempt)
}

function noticed(random: Random, notice: () => void): Random {
  const watch = <T>(draw: () => T): T => {
    notice()
    return draw()
  }
  return { next: () => watch(random.next), index: (below) => watch(() => random.index(below)) }
}

/** With the same replies each time, a trial whose agent drew lots is still one draw of many. */
function provenanceOf({ provenance }: TrialSource, { drew }: Played, { trial }: PlannedTrial): Provenance {
  if (!drew || (provenance.evidence === 'sampled' && provenance.source !== 'script')) return provenance
  return { ...provenance, evidence: 'sampled', sample: lotsOf(trial) }
}

const UNKNOWN_SOURCE: Provenance = { source: 'replay', sample: 'none', evidence: 'sampled', recordedAt: null }

interface Played extends Ending {
  readonly latencyMs: number
  /** Real time of the turns, all together. */
  readonly computeMs: number
  readonly stderr: string
  /** True when the agent left something to chance. */
  readonly drew: boolean
  readonly events: readonly TrajectoryEvent[]
}

async function play(
  planned: PlannedTrial,
  source: TrialSource,
  clock: Clock,
  runner: TrialRunner,
): Promise<Played> {
  let drew = false
  let timeout: string | null = null
  const { environment, abort, aborted, fault } = beginTrial({
    case: planned.case.id,
    trial: planned.trial,
    tools: toolsOf(planned.case, runner.suite, runner.tools),
    source,
    clock,
    random: noticed(randomOf(planned, runner, 'agent', 1), () => {
      drew = true
    }),
  })
  const { recorder, wire } = environment
  const timeoutMs = planned.case.timeoutMs ?? runner.suite.timeoutMs
  const cancelDeadline = clock.deadline(timeoutMs, () => {
    recorder.add({ type: 'limit', limit: 'timeout', value: timeoutMs, max: timeoutMs })
    timeout = `the agent was not done after ${durationWords(timeoutMs)}, the trial's timeout`
    abort(new Error(timeout))
  })
  runner.interrupts.add(abort)
  const seen = { waitedMs: 0, realMs: 0, stderr: '' }
  source.know(runner.known)
  let thrown: Played['thrown'] = null
  try {
    await runner.context.run(wire, () => converse(planned, environment, runner.target, seen, aborted))
    const left = source.leftOver()
    if (left) environment.fault(left)
  } catch (error) {
    thrown = { error }
    if (error instanceof PawlError) environment.fault(error)
  } finally {
    cancelDeadline()
    runner.interrupts.delete(abort)
    await wire.settled()
    if (environment.world) recorder.add({ type: 'state', state: environment.world.state })
    const { strays } = runner.context
    wire.close(() => {
      const error = lateCall(environment.id)
      // An agent that was broken off, or broke itself, may well go on for a while.
      if (thrown === null && !environment.signal.aborted) strays.refused(error)
      return error
    })
  }
  // An agent that hangs may leave virtual time where it was.
  const latencyMs = timeout === null ? seen.waitedMs : timeoutMs
  return {
    latencyMs,
    computeMs: seen.realMs,
    stderr: seen.stderr,
    fault: fault(),
    timeout,
    thrown,
    drew,
    events: recorder.events,
  }
}

const lateCall = (id: string): PawlError =>
  new PawlError(
    'stray-call',
    `a model call came on the wire of trial ${id}, which was over: ${id} did not wait for it, or another trial made it through something that ${id} began, such as a queue that trials share`,
    {
      hint: "Await every call; let each trial's calls use trial.fetch, or bind what is queued with AsyncResource.bind.",
    },
  )

/** As a suite may have it: `60 s`, `1.5 s`, `80 ms`. */
const durationWords = (ms: number): string => (ms < 1000 ? `${ms} ms` : `${ms / 1000} s`)

/** Says the turns one by one and waits for each answer. */
async function converse(
  planned: PlannedTrial,
  environment: TrialEnvironment,
  target: Target,
  seen: { waitedMs: number; realMs: number; stderr: string },
  aborted: Promise<never>,
): Promise<void> {
  const { recorder, clock, source } = environment
  const session = await target.open(environment)
  try {
    for (const { user } of planned.case.turns) {
      const turn = recorder.nextTurn()
      const isPlayed = source.answersTurn(turn)
      recorder.add({ type: 'user_turn', content: user, played: isPlayed })
      if (!isPlayed) break
      const start = clock.now()
      const realStart = performance.now()
      try {
        // An agent that does not listen to its signal is left behind when its time is over.
        const { text, stopReason } = await Promise.race([session.send(user), aborted])
        recorder.add({ type: 'reply', text, stopReason })
      } catch (error) {
        if (error instanceof RecordEnded) break
        throw error
      } finally {
        seen.waitedMs += clock.now() - start
        seen.realMs += Math.round(performance.now() - realStart)
      }
    }
    const last = recorder.events.findLast((event) => event.type === 'reply')
    if (last) recorder.add({ type: 'final_output', text: last.text, stopReason: last.stopReason }, last.turn)
  } finally {
    // A session that fails to close after its work is done does not change what the agent did.
    await Promise.race([session.close(), aborted]).catch(() => {})
    seen.stderr = lastLines(session.stderr?.() ?? '')
  }
}

/**
 * Virtual time is worth what went into it: a call of unknown length makes the trial's length unknown. One that
 * the agent broke off took the time that had passed by then.
 */
function isLatencyKnown(clock: Clock, events: readonly TrajectoryEvent[]): boolean {
  if (!clock.virtual) return true
  const calls = events.filter((event) => event.type === 'model_call')
  if (calls.length === 0) return clock.now() > 0
  return calls.every(({ latencyMs, failure }) => latencyMs !== null || failure?.status === null)
}
