import { PawlError } from '../errors.ts'
import { investigate, needsInvestigation } from '../expect/index.ts'
import type { Findings, Means } from '../expect/types.ts'
import { measure } from '../model/measure.ts'
import type { Judgements } from '../model/recording/judgements.ts'
import type { KnownValues } from '../model/responder.ts'
import type { Case } from '../suite/index.ts'
import type { End, ModelCall, Trajectory } from '../trajectory/index.ts'
import { errorEnd, isPassing } from './end.ts'
import { type JudgeWire, openJudgeWire } from './judge-wire.ts'
import type { ScoringContext } from './score.ts'
import type { Scorers } from './scorers.ts'
import { verdictsIn, withoutJudges } from './verdicts.ts'

export interface Investigated {
  /** With what judges were asked behind what the agent did; an `error` where something could not be found out. */
  readonly trajectory: Trajectory
  readonly findings: Findings
}

/** Asks the judges of a trial and runs its scorers, before it is scored. */
export interface Investigator {
  /** @param known what the harness gave the trial's agent */
  of(trajectory: Trajectory, item: Case, known: readonly KnownValues[]): Promise<Investigated>
}

export interface InvestigatorOptions {
  /** `null`: nobody is asked; what judges said stands in the trajectory. */
  readonly judgements: Judgements | null
  readonly scorers: Scorers
  readonly scoring: ScoringContext
  readonly scripts: boolean
  readonly retries: number
  readonly pauseMs: number
  readonly signal: AbortSignal
}

const NOTHING: Findings = new Map()

export function createInvestigator(options: InvestigatorOptions): Investigator {
  const { judgements, scorers } = options
  return {
    async of(trajectory, item, known) {
      const done = () => judgements?.finish(item.id)
      // Of a trial that is decided already nobody is asked.
      if (trajectory.end.kind !== 'completed' || !needsInvestigation(item)) {
        done()
        return { trajectory, findings: NOTHING }
      }
      let wire: JudgeWire | null = null
      try {
        const responder = judgements?.open(trajectory, known)
        wire = responder ? openJudgeWire({ ...options, trajectory, responder }) : null
        const means = meansOf(trajectory, wire, scorers)
        const { prices, defaultModel } = options.scoring
        const measures = measure(trajectory, prices, defaultModel)
        const findings = await investigate(withoutJudges(trajectory), item, measures, means)
        return { trajectory: withEvents(trajectory, wire), findings }
      } catch (error) {
        if (!(error instanceof PawlError)) throw error
        const end = errorEndOf(error, wire)
        return { trajectory: { ...withEvents(trajectory, wire), end }, findings: NOTHING }
      } finally {
        done()
      }
    },
  }
}

/** What judges said in this trial before is not asked again. */
function meansOf(trajectory: Trajectory, wire: JudgeWire | null, { run }: Scorers): Means {
  const said = verdictsIn(trajectory)
  return {
    run,
    ask: async (request, scripted) =>
      said(request)?.response ?? (wire ? await wire.ask(request, scripted) : null),
  }
}

function withEvents(trajectory: Trajectory, wire: JudgeWire | null): Trajectory {
  const asked = wire?.events() ?? []
  return asked.length === 0 ? trajectory : { ...trajectory, events: [...trajectory.events, ...asked] }
}

function errorEndOf(error: PawlError, wire: JudgeWire | null): End {
  const failure = wire?.events().findLast((event): event is ModelCall => event.type === 'model_call')?.failure
  return { ...errorEnd(error), transient: failure ? isPassing(failure) : false }
}
