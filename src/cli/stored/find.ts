import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { PawlError } from '../../errors.ts'
import { type RunInfo, readInfo } from '../../run/index.ts'

export interface FoundRun {
  /** Absolute. */
  readonly dir: string
  readonly info: RunInfo
}

export interface FoundRuns {
  /** Newest first. */
  readonly runs: readonly FoundRun[]
  /** Why others cannot be read. */
  readonly unreadable: readonly PawlError[]
}

/** The runs in a folder of runs; none where there is no such folder. */
export function findRuns(folder: string): FoundRuns {
  const names = existsSync(folder) ? readdirSync(folder).sort() : []
  const dirs = names.map((name) => join(folder, name)).filter(isRun)
  const read = dirs.map((dir): FoundRun | PawlError => {
    try {
      return { dir, info: readInfo(dir) }
    } catch (error) {
      if (error instanceof PawlError) return error
      throw error
    }
  })
  const runs = read.flatMap((each) => (each instanceof PawlError ? [] : [each]))
  return {
    runs: runs.toSorted((a, b) => (ageKey(a) > ageKey(b) ? -1 : 1)),
    unreadable: read.filter((each) => each instanceof PawlError),
  }
}

export const isRun = (dir: string): boolean => existsSync(join(dir, 'run.json'))

const ageKey = ({ info }: FoundRun): string => `${info.startedAt} ${info.runId}`
