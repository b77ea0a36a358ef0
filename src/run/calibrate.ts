import type { PawlError } from '../errors.ts'
import { REQUIRED } from '../expect/grading/grading.ts'
import { type JudgeSpec, judgesOf } from '../expect/index.ts'
import { measure } from '../model/measure.ts'
import { priceTable } from '../model/prices.ts'
import { cohensKappa, type Interval, type Kappa, wilson } from '../stats/index.ts'
import type { Case, Suite } from '../suite/index.ts'
import { configuredModel } from '../target/index.ts'
import { type Asking, openInvestigation } from './investigation.ts'
import type { Label } from './labels.ts'
import { forEachConcurrently } from './pool.ts'
import { withoutJudges } from './verdicts.ts'

/** A judge of a suite: the case it belongs to, and where it stands. */
export interface PlacedJudge {
  readonly case: Case
  readonly spec: JudgeSpec
  /** The turn it is about; `null` for the whole trial. */
  readonly turn: number | null
  readonly line: number
  readonly column: number
}

/** All judges of a suite, those inside of other expectations too, in the order of the suite. */
export const placedJudges = ({ cases }: Suite): readonly PlacedJudge[] =>
  cases.flatMap((item) =>
    item.expect.flatMap((expected) =>
      judgesOf({ expect: [expected], minScore: null }).map((spec) => ({
        case: item,
        spec,
        ...placeOf(expected),
      })),
    ),
  )

const placeOf = ({ turn, line, column }: Case['expect'][number]) => ({ turn, line, column })

/** A label, and what the judge says of the same trial. */
export interface JudgedLabel extends Label {
  /** `null` where it cannot tell, and where it failed. */
  readonly answer: string | null
  readonly reason: string
  /** Why nothing came of it; `null` where the judge answered, be it that it cannot tell. */
  readonly error: string | null
}

/** How far a judge agrees with people. */
export interface Calibration {
  readonly judged: readonly JudgedLabel[]
  /** What was asked anew cost; `null` where that is unknown. */
  readonly costUsd: number | null
  readonly agreement: Agreement | null
  readonly notes: readonly string[]
  readonly failures: readonly PawlError[]
}

/** Over the labels that the judge decided. */
export interface Agreement extends Kappa {
  readonly decided: number
  readonly agreed: number
  readonly interval: Interval
}

/** Asks a judge of each labelled trial, or plays what it said. */
export async function calibrate(
  suite: Suite,
  judge: PlacedJudge,
  labels: readonly Label[],
  asking: Asking,
): Promise<Calibration> {
  const prices = priceTable(suite.prices)
  const scoring = { prices, defaultModel: await configuredModel(suite) }
  const item = onlyJudge(judge)
  const trialsByCase = new Map([[item.id, labels.map((_, index) => index)]])
  const investigation = openInvestigation(suite, scoring, { ...asking, trialsByCase })
  const judged: JudgedLabel[] = []
  let costUsd: number | null = 0
  await forEachConcurrently(labels, asking.concurrency, asking.signal, async (label) => {
    const asked = withoutJudges(label.trajectory)
    const trajectory = { ...asked, case: item.id, end: { kind: 'completed' } } as const
    const found = await investigation.of(trajectory, item)
    const cost = measure(found.trajectory, prices, null).judgeCostUsd
    costUsd = costUsd === null || cost === null ? null : costUsd + cost
    judged.push({ ...label, ...answerIn(found, judge.spec) })
  })
  judged.sort((a, b) => a.line - b.line)
  const agreement = agreementOf(judged, judge.spec)
  return { judged, costUsd, agreement, ...(await investigation.close()) }
}

/** The case with this judge alone: how its answers are graded is no matter here. */
function onlyJudge({ case: item, spec, turn, line, column }: PlacedJudge): Case {
  return { ...item, expect: [{ name: 'judge', spec, turn, line, column, grading: REQUIRED }] }
}

type Found = Awaited<ReturnType<ReturnType<typeof openInvestigation>['of']>>

function answerIn({ trajectory, findings }: Found, spec: JudgeSpec) {
  const { end } = trajectory
  if (end.kind === 'error') return { answer: null, reason: end.message, error: end.message }
  const finding = findings.get(spec)
  if (finding === undefined) return failed('it has no such turn')
  const { answer = null, reason, vacuous } = finding
  return vacuous ? failed(reason) : { answer, reason, error: null }
}

const failed = (error: string) => ({ answer: null, reason: error, error })

/** Rows are what people say, columns what the judge says, in the order of its choices. */
export function confusionOf(
  judged: readonly JudgedLabel[],
  { scale }: JudgeSpec,
): readonly (readonly number[])[] {
  const names = scale.answers.map(({ name }) => name)
  return names.map((label) =>
    names.map((answer) => judged.filter((each) => each.label === label && each.answer === answer).length),
  )
}

function agreementOf(judged: readonly JudgedLabel[], spec: JudgeSpec): Agreement | null {
  const decided = judged.filter(({ answer }) => answer !== null)
  if (decided.length === 0) return null
  const agreed = decided.filter(({ answer, label }) => answer === label).length
  const interval = wilson(agreed, decided.length)
  return { decided: decided.length, agreed, interval, ...cohensKappa(confusionOf(judged, spec)) }
}
