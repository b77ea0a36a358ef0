import type { Recording } from './format.ts'

/** The trial's own recording; a trial that has none repeats another's. `undefined` where there is none at all. */
export function recordingFor(recordings: readonly Recording[], trial: number): Recording | undefined {
  return (
    recordings.find((recording) => recording.trial === trial) ??
    recordings[trial % Math.max(1, recordings.length)]
  )
}
