import { createRecordingStore } from '../model/recording/store.ts'
import { breakCommands } from '../report/sanitize.ts'
import { count } from '../report/words.ts'
import { formatDiagnostic, type Suite } from '../suite/index.ts'
import type { Command } from './command.ts'
import type { Io } from './io.ts'
import { parseArguments } from './options.ts'
import { suiteBaseline } from './suite-baseline.ts'
import { loadSuites, mistakes } from './suites.ts'

/** Checks suites without running them. */
export const lintCommand: Command = {
  name: 'lint',
  synopsis: '[SUITE…]      (default: evals/**/*.eval.yaml)',
  options: {},
  example: 'pawl lint evals/hello.eval.yaml',
  async run(args, io) {
    const given = parseArguments(args, {}, 'lint')
    const { suites, diagnostics } = await loadSuites(given.positionals, io.cwd)
    const errors = diagnostics.filter(({ severity }) => severity === 'error').length
    if (errors > 0) throw mistakes(diagnostics, errors)
    for (const diagnostic of diagnostics) io.stdout.write(`${formatDiagnostic(diagnostic)}\n`)
    for (const suite of suites) {
      const warnings = diagnostics.filter(({ span }) => span.file === suite.displayPath).length
      const found = warnings === 0 ? 'no mistakes' : count(warnings, 'warning')
      const unplayed = hasNothingToPlay(suite)
        ? `; ${NOTHING_TO_PLAY}: ${io.command} record ${suite.displayPath}`
        : ''
      io.stdout.write(`${suite.displayPath}: ${count(suite.cases.length, 'case')}, ${found}${unplayed}\n`)
      for (const line of await alarmsIn(suite, io)) io.stdout.write(breakCommands(`  ${line}\n`))
    }
    return 0
  },
}

/** What the planned trials make of each threshold. Fixed scripts never alarm in vain, and cost no statistics here. */
async function alarmsIn(suite: Suite, io: Io): Promise<readonly string[]> {
  const drawn =
    suite.responses !== 'script' || suite.cases.some(({ script }) => (script?.variants.length ?? 0) > 1)
  if (!drawn) return []
  const { alarmsOf } = await import('../gate/plan/index.ts')
  const { alarmLines } = await import('../report/plan/alarms.ts')
  const alarms = alarmsOf(suite, {
    trials: null,
    recordingsOf: createRecordingStore(suite.recordingsDir).count,
    baseline: () => suiteBaseline(suite, null, io).baseline,
  })
  return alarmLines(alarms, suite, io.command)
}

const NOTHING_TO_PLAY = 'no scripts and no recordings yet'

/** A suite that can only be run against the live model so far. */
function hasNothingToPlay({ cases, recordingsDir, responses }: Suite): boolean {
  const recorded = new Set(createRecordingStore(recordingsDir).list())
  return responses === 'replay' && cases.every(({ id, script }) => script === null && !recorded.has(id))
}
