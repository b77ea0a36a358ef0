import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { PawlError } from '../../errors.ts'
import { isRegression, type ResampledGate } from '../../gate/aa/index.ts'
import { readAssertions } from '../../gate/read-assertions.ts'
import type { Suite } from '../../suite/index.ts'
import type { Io } from '../io.ts'
import { requireSuites } from '../suites.ts'
import type { RunsToResample } from './runs.ts'

const REGRESSION = 'success_rate no_worse_than baseline'

/** That of a suite that does not say. */
const MAX_ERRORS = 0.02

/**
 * The gate of the runs' suite, with a regression assertion beside it where the suite holds success against no baseline.
 * Without a suite that can be read there is that one alone, and it is said.
 */
export async function gateOf(
  { runs, suite: named, notes }: RunsToResample,
  failOnInconclusive: boolean,
  io: Io,
): Promise<{ readonly gate: ResampledGate; readonly notes: readonly string[] }> {
  const newest = runs.toSorted((a, b) => (a.startedAt > b.startedAt ? -1 : 1))[0]
  const found = named ?? (await suiteOf(newest?.suitePath ?? null, newest?.suite ?? '', io))
  const suite = typeof found === 'string' ? null : found
  const assertions = suite === null ? [] : readAssertions(suite, suite.assert)
  const displayPath = suite?.displayPath ?? newest?.suitePath ?? ''
  const added = assertions.some(isRegression)
    ? []
    : readAssertions({ displayPath }, [{ text: REGRESSION, line: 1, column: 1 }])
  return {
    gate: {
      assertions,
      added,
      escalationTools: (suite ?? newest)?.escalationTools ?? null,
      maxErrors: (suite ?? newest)?.maxErrors ?? MAX_ERRORS,
      displayPath,
      failOnInconclusive,
      today: io.now().toISOString().slice(0, 10),
    },
    notes: [...(typeof found === 'string' ? [found] : []), ...notes],
  }
}

/** The suite where the run had it, or the sentence that says why there is none. */
async function suiteOf(path: string | null, name: string, io: Io): Promise<Suite | string> {
  const without = `so only ${REGRESSION} was judged; name the suite with --suite`
  if (path === null) return `the run does not say where its suite is, ${without}`
  if (!existsSync(resolve(io.cwd, path)))
    return `the suite is not at ${path}, where the run had it, ${without}`
  try {
    const { suites } = await requireSuites([path], io.cwd)
    const suite = suites.find((each) => each.name === name)
    return suite ?? `${path} is not the suite ${name} any more, ${without}`
  } catch (error) {
    if (error instanceof PawlError) return `the suite cannot be read (${error.message}), ${without}`
    throw error
  }
}
