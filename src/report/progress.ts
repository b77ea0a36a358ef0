import type { Outcome } from '../expect/types.ts'
import { formatMs } from '../gate/format.ts'
import { clip } from './width.ts'
import { DECISION_MARKS } from './words.ts'

export interface Progress {
  /** A trial is done. */
  tick(result: { readonly outcome: Outcome }): void
  /** Takes the line away. */
  done(): void
}

export interface ProgressStream {
  readonly isTTY?: boolean
  readonly columns?: number
  write(text: string): unknown
}

const REDRAW_MS = 100
const CLEAR_LINE = '\r\u001b[2K'
const DEFAULT_COLUMNS = 80

/**
 * One line on stderr, redrawn at most ten times a second: `42/100  ✔ 38  ✖ 3  ! 1  12.40 s`. Only for a person
 * at a terminal; in CI and in files nothing is written.
 * @param now milliseconds, for the pace and the elapsed time
 */
export function createProgress(
  stream: ProgressStream,
  env: Readonly<Record<string, string | undefined>>,
  total: number,
  now: () => number,
): Progress {
  if (!isWatched(stream, env)) return { tick: () => {}, done: () => {} }
  const counts: Record<Outcome, number> = { pass: 0, fail: 0, error: 0, unscored: 0 }
  const start = now()
  let drawnAt = Number.NEGATIVE_INFINITY
  let drawn = false
  const draw = (): void => {
    const line = progressLine(counts, total, now() - start)
    stream.write(CLEAR_LINE + clip(line, (stream.columns ?? DEFAULT_COLUMNS) - 1))
    drawnAt = now()
    drawn = true
  }
  return {
    tick({ outcome }) {
      counts[outcome] += 1
      if (now() - drawnAt >= REDRAW_MS) draw()
    },
    done() {
      if (drawn) stream.write(CLEAR_LINE)
      drawn = false
    },
  }
}

function isWatched(stream: ProgressStream, env: Readonly<Record<string, string | undefined>>): boolean {
  const ci = env['CI'] ?? ''
  const inCi = ci !== '' && ci !== '0' && ci.toLowerCase() !== 'false'
  return stream.isTTY === true && !inCi && env['TERM'] !== 'dumb'
}

function progressLine(counts: Readonly<Record<Outcome, number>>, total: number, elapsedMs: number): string {
  const errors = counts.error + counts.unscored
  const finished = counts.pass + counts.fail + errors
  const parts = [
    `${finished.toLocaleString('en-US')}/${total.toLocaleString('en-US')}`,
    `${DECISION_MARKS.pass} ${counts.pass.toLocaleString('en-US')}`,
    ...(counts.fail > 0 ? [`${DECISION_MARKS.fail} ${counts.fail.toLocaleString('en-US')}`] : []),
    ...(errors > 0 ? [`${DECISION_MARKS.error} ${errors.toLocaleString('en-US')}`] : []),
    formatMs(Math.floor(elapsedMs / REDRAW_MS) * REDRAW_MS),
  ]
  return parts.join('  ')
}
