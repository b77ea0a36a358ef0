import { confusionOf } from '../../run/calibrate.ts'
import type { CalibrationReport } from './types.ts'

/** Version of the format: raised when a key changes its meaning or goes. */
const FORMAT = 1

/** Keys in a fixed order; what is unknown is null. */
export function calibrationJson({ suite, judge, calibration }: CalibrationReport): string {
  const { spec } = judge
  const { judged, agreement, costUsd } = calibration
  const names = spec.scale.answers.map(({ name }) => name)
  const json = {
    format: FORMAT,
    suite: suite.name,
    case: judge.case.id,
    judge: { rubric: spec.rubric, answers: names, model: spec.model, votes: spec.votes, on: spec.on },
    labels: judged.length,
    decided: agreement?.decided ?? 0,
    cannotTell: judged.filter(({ answer, error }) => answer === null && error === null).length,
    errors: judged.filter(({ error }) => error !== null).length,
    agreement: agreement && { value: agreement.agreement, ...agreement.interval },
    kappa: agreement && {
      value: agreement.kappa,
      standardError: agreement.standardError,
      low: agreement.low,
      high: agreement.high,
    },
    confusion: {
      answers: names,
      rows: confusionOf(judged, spec),
      cannotTell: names.map((name) => judged.filter((each) => isSilentOn(each, name)).length),
    },
    costUsd,
    trials: judged.map(({ line, label, answer, reason, error }) => ({ line, label, answer, reason, error })),
  }
  return `${JSON.stringify(json, null, 2)}\n`
}

type Judged = CalibrationReport['calibration']['judged'][number]

/** True where people say this, and the judge that it cannot tell. */
export const isSilentOn = ({ label, answer, error }: Judged, name: string): boolean =>
  label === name && answer === null && error === null
