import type { Calibration, PlacedJudge } from '../../run/calibrate.ts'
import type { Suite } from '../../suite/types.ts'

/** All that is to be said of a calibration. */
export interface CalibrationReport {
  readonly suite: Suite
  readonly judge: PlacedJudge
  /** As the user wrote it. */
  readonly labelsPath: string
  readonly calibration: Calibration
}
