import type { Trajectory } from '../trajectory/index.ts'
import type { RunInfo } from './run-info.ts'

/**
 * Where a trial's answers were first given, so that copies are known across runs: within a case, trials of one origin
 * are one observation, in whatever run they are seen and whatever their text says.
 *
 * | answers | the same origin |
 * |---|---|
 * | a script without chance | `script` |
 * | a script, or an agent, that draws lots | the trial's number and the run's seed, and which of the two drew |
 * | recorded, and every replay of that recording | the number that it was recorded under, and when |
 * | live | number, time and run: two agents that are asked side by side begin in the same moment |
 * | imported | number and content of the file |
 *
 * A recording that was made from another run has an origin of its own: what it was made from is not on record.
 */
export function originOf(
  { provenance, trial }: Pick<Trajectory, 'provenance' | 'trial'>,
  { runId, identity }: Pick<RunInfo, 'runId' | 'identity'>,
): string {
  const { source, sample, evidence, recordedAt } = provenance
  if (evidence === 'fixed') return sample
  switch (source) {
    case 'live':
      return `${sample}-${runId}`
    case 'import':
      return `${sample}-${identity.plan}`
    case 'record':
      return recorded(trial, recordedAt)
    case 'script':
    case 'replay': {
      const [, recording] = /^recording-(\d+)$/.exec(sample) ?? []
      return recording === undefined
        ? `${sample}-seed-${identity.seed}`
        : recorded(Number(recording), recordedAt)
    }
  }
}

const recorded = (trial: number, at: string | null): string =>
  at === null ? `recording-${trial}` : `recording-${trial}-${at}`
