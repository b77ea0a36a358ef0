import { PawlError } from '../errors.ts'
import { isAboutBaseline } from '../gate/parse.ts'
import { createProgress, type SuiteReport } from '../report/index.ts'
import { type FinishedVariant, planRun, runVariants, type Selection } from '../run/index.ts'
import type { AgentRef, Suite } from '../suite/index.ts'
import { formatError } from './error.ts'
import { worstExitCode } from './exit-code.ts'
import type { Io } from './io.ts'
import { type ReportTarget, writeReports } from './reporting.ts'
import { type Held, reportOfRun } from './run-report.ts'
import { optionsFor, type RunSettings } from './run-settings.ts'
import { errorOf, steadyMemory } from './run-suites.ts'
import { entriesIn } from './stored/divergences.ts'
import { asksForBaseline, baselineSide } from './suite-baseline.ts'
import type { ChosenVariant, SuiteVariants } from './variants/types.ts'

/** A suite that was run with several agents at the same time; the base comes first. */
export interface FinishedVariants {
  /** As it is today. */
  readonly suite: Suite
  /** Of the suites, the agents as they are told: where they were may be gone. */
  readonly variants: readonly (FinishedVariant & Pick<ChosenVariant, 'chosenBy'>)[]
  /** Errors that nobody caught meanwhile: whose they are nobody knows. */
  readonly strayErrors: number
}

type Variant = FinishedVariants['variants'][number]

/** Every suite in turn, with all its agents side by side. What one suite cannot do takes nothing from the others. */
async function runVariantsOf(
  all: readonly SuiteVariants[],
  selection: Selection,
  settings: RunSettings,
  io: Io,
): Promise<{ readonly finished: readonly FinishedVariants[]; readonly errors: readonly PawlError[] }> {
  steadyMemory()
  const finished: FinishedVariants[] = []
  const errors: PawlError[] = []
  for (const each of all) {
    if (io.signal.aborted) break
    try {
      const ran = await runOne(each, selection, settings, io)
      finished.push(ran)
      errors.push(...ran.variants.flatMap(({ run }) => run.failures))
    } catch (error) {
      errors.push(toldError(errorOf(each.suite, error), each.variants))
    }
  }
  return { finished, errors }
}

async function runOne(
  { suite, variants }: SuiteVariants,
  selection: Selection,
  settings: RunSettings,
  io: Io,
): Promise<FinishedVariants> {
  const { trials } = planRun(suite, selection, settings.seed)
  const total = trials.length * variants.length
  const progress = createProgress(io.stderr, io.env, total, () => performance.now())
  const options = optionsFor({ suite, selection }, settings, io, progress.tick)
  const runs = await runVariants(variants, options).finally(() => progress.done())
  return {
    suite,
    variants: runs.map((run, index) => {
      const { chosenBy = null, told = (text: string) => text } = variants[index] ?? {}
      return { ...run, chosenBy, suite: { ...run.suite, agent: toldAgent(run.suite.agent, told) } }
    }),
    strayErrors: await io.strayErrors(),
  }
}

function toldError(error: PawlError, variants: readonly ChosenVariant[]): PawlError {
  const message = variants.reduce((text, { told }) => told?.(text) ?? text, error.message)
  const hint = error.hint === null ? {} : { hint: error.hint }
  return new PawlError(error.code, message, { ...hint, diagnostics: error.diagnostics, cause: error })
}

const toldAgent = (agent: AgentRef, told: (text: string) => string): AgentRef =>
  JSON.parse(JSON.stringify(agent), (_, value: unknown) =>
    typeof value === 'string' ? told(value) : value,
  ) as AgentRef

/**
 * Runs them, shows each agent's own report, the others' held against the first, and gives the worst exit code. An agent
 * of the past is there to compare with: that it would not pass today fails nothing.
 */
export async function reportVariants(
  all: readonly SuiteVariants[],
  selection: Selection,
  settings: RunSettings,
  targets: readonly ReportTarget[],
  io: Io,
): Promise<number> {
  const baselines = new Map(all.map((each) => [each.suite, ownBaseline(each, settings, io)]))
  const { finished, errors } = await runVariantsOf(all, selection, settings, io)
  const reports: SuiteReport[] = []
  for (const { suite, variants, strayErrors } of finished) {
    const [base] = variants
    for (const variant of variants) {
      const baseline = variant === base ? (baselines.get(suite) ?? null) : base ? sideOf(base) : null
      const report = reportOfRun(
        {
          ...variant,
          suite: judgedSuite(variant, base),
          variant: variant.chosenBy === null ? null : variant.label,
          selection,
          responses: settings.responses ?? suite.responses,
          strayErrors,
          baseline,
        },
        settings,
        io,
      )
      reports.push(variant.chosenBy?.option === 'against' ? ofThePast(report) : report)
    }
  }
  for (const error of errors) io.stderr.write(formatError(error, io))
  if (reports.length > 0) await writeReports(reports, targets, io)
  return worstExitCode([
    ...reports.map(({ verdict }) => verdict.exitCode),
    ...errors.map(({ exitCode }) => exitCode),
    ...(io.signal.aborted ? [130] : []),
  ])
}

function ofThePast(report: SuiteReport): SuiteReport {
  const { verdict, summary } = report
  if (verdict.exitCode !== 1) return report
  const note = 'this agent of the past is here to compare with: what it misses of today fails nothing'
  return {
    ...report,
    verdict: { ...verdict, ...PASSED, notes: [...verdict.notes, note] },
    summary: { ...summary, ...PASSED },
  }
}

const PASSED = { decision: 'pass', exitCode: 0 } as const

/** Of the first agent; it is read before anything runs. */
function ownBaseline(
  { suite, variants: [first] }: SuiteVariants,
  { baseline, outputDir }: RunSettings,
  io: Io,
): Held | null {
  if (first?.chosenBy?.option === 'against') return null
  return baselineSide(suite, { named: baseline, runsFolder: outputDir }, io)
}

/** The run of an agent as what others are held against. */
const sideOf = ({ label, suite, run }: Variant): Held => ({
  label,
  suiteHash: suite.hash,
  agent: run.agent,
  agentFingerprint: run.agentFingerprint,
  models: run.models,
  cases: run.plan.cases,
  results: run.results,
  entries: entriesIn([run.dir]),
  differing: ['agent', 'model'],
})

/**
 * Who asks for a comparison with a commit wants to know of a regression, whatever the suite asserts; the agent of the
 * past is held against nobody.
 */
function judgedSuite({ suite, chosenBy }: Variant, base: Variant | undefined): Suite {
  if (chosenBy?.option === 'against') {
    const assert = suite.assert.filter(({ text }) => !isAboutBaseline(text))
    return assert.length === 0 ? suite : { ...suite, assert }
  }
  if (base?.chosenBy?.option !== 'against' || asksForBaseline(suite)) return suite
  const { line = 1, column = 1 } = suite.assert[0] ?? {}
  const added = { text: 'success_rate no_worse_than baseline', line, column }
  return { ...suite, assert: [...suite.assert, added] }
}
