import type { TrialResult } from '../../expect/types.ts'
import { formatMeasured } from '../../gate/format.ts'
import { casesById, explain, explainExpectation } from '../failures.ts'
import { visible } from '../sanitize.ts'
import { count, journalPath, troubleWords } from '../words.ts'
import { missedLines } from './assertions.ts'
import { explanationLines, labelLines } from './explanation.ts'
import type { Place } from './place.ts'
import { commandLine, headLine } from './trials.ts'

/** A run of one trial: how it ended, every expectation, where its transcript is. No statistics of one. */
export function singleTrialLines(place: Place): string[] {
  const [trial] = place.report.results
  if (trial === undefined) return []
  const { options, chalk, report } = place
  const trouble = troubleWords(report)
  const missed = missedLines(place)
  return [
    ...(trouble === '' ? [] : [chalk.bold(trouble), '']),
    headLine(trial, ` · ${measures(trial)}`, place),
    ...explain(trial).flatMap((explanation) => explanationLines(explanation, place, '✖ ')),
    ...heldLines(trial, place),
    `    transcript: ${visible(journalPath(report, options))}`,
    ...(trial.outcome === 'pass' ? [] : [commandLine(trial, place)]),
    ...(missed.length === 0 ? [] : ['', ...missed]),
  ]
}

/** `4.10 s, $0.0127, 5,634 tokens, 3 iterations, 2 tool calls`. */
function measures({ measures: { latencyMs, costUsd, tokens, iterations, toolCalls } }: TrialResult): string {
  const facts = [
    latencyMs === null ? '' : formatMeasured(latencyMs, 'ms'),
    costUsd === null ? '' : formatMeasured(costUsd, 'usd'),
    tokens === null ? '' : count(tokens, 'token'),
    count(iterations, 'iteration'),
    count(toolCalls, 'tool call'),
  ]
  return facts.filter((fact) => fact !== '').join(', ')
}

/** Every expectation that holds; their number where a result that is a pass has kept none. */
function heldLines(trial: TrialResult, place: Place): string[] {
  const source = casesById(place.report).get(trial.case)
  if (trial.outcome === 'pass' && trial.expectations.length === 0 && source !== undefined) {
    const total = source.expect.length
    return [`    ✔ ${total === 1 ? 'its expectation holds' : `all ${total} expectations hold`}`]
  }
  return trial.expectations
    .filter(({ score }) => score >= 1)
    .flatMap((expectation) => labelLines(explainExpectation(expectation), place, '✔ '))
}
