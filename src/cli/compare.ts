import type { CheckedAssertion } from '../gate/check.ts'
import { worseCases } from '../gate/comparison/cases.ts'
import { compareRuns } from '../gate/comparison/verdict.ts'
import { parseAssertion } from '../gate/parse.ts'
import { comparisonReporters } from '../report/comparison/index.ts'
import type { Command } from './command.ts'
import { type OptionSpecs, oneOf, type ParsedArguments, parseArguments, usage } from './options.ts'
import { divergencesBetween } from './stored/divergences.ts'
import { readSide, requireSameSuite, type Side } from './stored/side.ts'
import { requireSuite } from './suites.ts'
import { targetsOf, writeTargets } from './targets.ts'

const options: OptionSpecs = {
  assert: {
    value: 'TEXT',
    multiple: true,
    about: "what must hold, instead of 'success_rate no_worse_than baseline'",
  },
  suite: { value: 'SUITE', about: 'the suite that judges both runs again, such as imported ones' },
  reporter: {
    value: 'NAME[=PATH]',
    multiple: true,
    about: 'terminal, json or markdown, to a file or standard output',
  },
  'fail-on': { value: 'inconclusive', about: 'fail what the trials neither prove nor refute' },
}

const DEFAULT_ASSERTION = 'success_rate no_worse_than baseline'

/**
 * Shows what changed from one run to another, and fails where it is shown to have got worse. A run that could not be
 * judged when it was made, and an assertion that nothing can be said of, decide nothing (exit 3).
 */
export const compareCommand: Command = {
  name: 'compare',
  synopsis: 'BASELINE RUN [options]      (runs, or the file of a baseline)',
  options,
  example:
    'pawl run evals --output before && pawl run evals --output now && pawl compare before/hello-* now/hello-*',
  async run(args, io) {
    const given = parseArguments(args, options, 'compare')
    const [baselinePath, runPath, ...more] = given.positionals
    if (baselinePath === undefined || runPath === undefined || more.length > 0) {
      throw usage(
        `expected two runs, found ${given.positionals.length}`,
        'pawl compare .pawl/runs/<before> .pawl/runs/<now>',
      )
    }
    const targets = targetsOf(given.all('reporter'), comparisonReporters, io.cwd)
    const assertions = assertionsIn(given)
    const suitePath = given.one('suite')
    const suite = suitePath === null ? null : await requireSuite(suitePath, io.cwd)
    const baseline = await readSide(baselinePath, suite, given, io)
    const candidate = await readSide(runPath, suite, given, io)
    requireSameSuite(baseline, candidate)
    const verdict = compareRuns({
      cases: candidate.cases,
      results: candidate.results,
      against: { baseline, facts: candidate, requireSame: [], differing: [] },
      assertions,
      escalationTools: candidate.escalationTools,
      obstacles: [baseline, candidate].flatMap((side) => about(side, side.obstacles)),
      failOnInconclusive: oneOf(given.one('fail-on'), 'fail-on', ['inconclusive']) !== null,
    })
    const worse = worseCases(verdict.comparison)
    const divergences = divergencesBetween(worse, baseline.entries, candidate.entries)
    const report = {
      suite: candidate.suite,
      labels: [baseline.label, candidate.label] as const,
      verdict,
      divergences,
      warnings: [baseline, candidate].flatMap((side) => about(side, side.limits)),
    }
    await writeTargets(report, targets, io)
    return verdict.exitCode
  },
}

/** What is to be said of a side, after its name. */
const about = ({ label }: Side, sentences: readonly string[]): readonly string[] =>
  sentences.map((sentence) => `${label}: ${sentence}`)

function assertionsIn(given: ParsedArguments): readonly CheckedAssertion[] {
  const asked = given.all('assert')
  return (asked.length === 0 ? [DEFAULT_ASSERTION] : asked).map((text) => {
    const parsed = parseAssertion(text)
    if (!parsed.ok) {
      throw usage(
        `--assert ${JSON.stringify(text)}: ${parsed.problem.message}`,
        parsed.problem.hint ?? undefined,
      )
    }
    if (parsed.assertion.claim.kind === 'absolute') {
      throw usage(
        `--assert ${JSON.stringify(text)} says nothing of a baseline`,
        "Write --assert 'p95_latency <= baseline * 1.2'; pawl score judges a run by itself.",
      )
    }
    return { assertion: parsed.assertion, span: null }
  })
}
