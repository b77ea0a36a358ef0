import { dirname, resolve } from 'node:path'
import { PawlError } from '../errors.ts'
import type { GateInput } from '../gate/index.ts'
import { readRun, type ScoredRun, type StoredRun, scoreRun, secretsOf } from '../run/index.ts'
import type { Command } from './command.ts'
import { type OptionSpecs, oneOf, parseArguments, pathOf, usage } from './options.ts'
import { reportOf } from './report-of.ts'
import { reportTargets, writeReports } from './reporting.ts'
import { RUNNING, readAsking } from './run-options.ts'
import { baselineSide } from './suite-baseline.ts'
import { requireSuite } from './suites.ts'

const options: OptionSpecs = {
  suite: { value: 'SUITE', about: 'the suite whose expectations and assertions judge the run' },
  reporter: {
    value: 'NAME[=PATH]',
    multiple: true,
    about: 'terminal, json, junit or markdown, to a file or standard output',
  },
  responses: {
    value: 'MODE',
    about:
      'where judges answer what they were not asked in the run: replay, record or live (default: nowhere)',
  },
  concurrency: RUNNING.concurrency,
  'max-cost': { value: '$N', about: 'stop asking judges once their calls have cost this much' },
  baseline: {
    value: 'FILE',
    about: "what assertions about a baseline compare with, instead of the suite's",
  },
  'fail-on': { value: 'inconclusive', about: 'fail assertions that the trials neither prove nor refute' },
}

/** Judges a finished or imported run again, from its journal; judges are asked anew where that is said. */
export const scoreCommand: Command = {
  name: 'score',
  synopsis: '--suite SUITE RUN [options]',
  options,
  example: 'pawl score --suite evals/hello.eval.yaml .pawl/runs/hello-*',
  async run(args, io) {
    const given = parseArguments(args, options, 'score')
    const suitePath = given.one('suite')
    const [runPath, ...more] = given.positionals
    if (suitePath === null || runPath === undefined || more.length > 0) {
      throw usage('expected one suite and one run', 'pawl score --suite evals/x.eval.yaml .pawl/runs/<id>')
    }
    const targets = reportTargets(given.all('reporter'), io.cwd)
    const suite = await requireSuite(suitePath, io.cwd)
    const run = readRun(resolve(io.cwd, runPath))
    const scored = await scoreRun(suite, run, readAsking(given, io))
    if (scored.results.length === 0) throw nothingInCommon(scored, suitePath, runPath)
    const { runId, identity } = run.info
    const baseline = baselineSide(
      suite,
      { named: pathOf(given.one('baseline'), io), runsFolder: dirname(run.dir) },
      io,
    )
    const report = reportOf(
      {
        suite,
        cases: suite.cases,
        plannedTrials: scored.plannedTrials,
        results: scored.results,
        assertions: suite.assert,
        failOnInconclusive: oneOf(given.one('fail-on'), 'fail-on', ['inconclusive']) !== null,
        interrupted: io.signal.aborted,
        mishaps: scored.failures.map(({ message }) => message),
        today: io.now().toISOString().slice(0, 10),
        against: baseline && {
          baseline,
          facts: {
            suiteHash: suite.hash,
            agent: identity.agent,
            agentFingerprint: identity.agentFingerprint,
            models: scored.models,
          },
          requireSame: suite.baseline.requireSame,
          differing: [],
        },
        rounds: roundsOf(run),
      },
      {
        runId,
        variant: null,
        runDir: run.dir,
        seed: identity.seed,
        responses: scored.responses,
        rerun: {
          faults: (identity.faults ?? '').split(' ').filter((fault) => fault !== ''),
          strict: false,
          realTime: false,
          upstream: null,
        },
        models: scored.models,
        agent: identity.agent ?? 'import',
        warnings: scored.warnings,
        baselineEntries: baseline?.entries ?? null,
        partial: false,
      },
      secretsOf(suite, io.env),
    )
    await writeReports([report], targets, io)
    return report.verdict.exitCode
  },
}

/** A run that could end early is judged by the looks that were made at it. */
function roundsOf({ info, entries }: StoredRun): GateInput['rounds'] {
  const { mostRounds, planned, identity } = info
  if (mostRounds === null) return null
  const ran = new Set(entries.map(({ trajectory: { case: id, trial } }) => JSON.stringify([id, trial])))
  const isWhole = (round: number): boolean =>
    Object.entries(planned).every(([id, trials]) => trials <= round || ran.has(JSON.stringify([id, round])))
  const last = Math.max(0, ...Object.values(planned))
  const torn = Array.from({ length: last }, (_, round) => round).findIndex((round) => !isWhole(round))
  return {
    done: torn < 0 ? last : torn,
    most: mostRounds,
    trialsLeft: identity.trials - ran.size,
    paid: identity.responses === 'live' || identity.responses === 'record',
  }
}

function nothingInCommon(scored: ScoredRun, suitePath: string, runPath: string): PawlError {
  return new PawlError(
    'nothing-evaluated',
    `${runPath} has no trial of any case of ${suitePath}; nothing was scored`,
    {
      hint: scored.warnings.join(' '),
    },
  )
}
