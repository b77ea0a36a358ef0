import { existsSync, readFileSync } from 'node:fs'
import * as z from 'zod'
import { messageOf, PawlError } from '../errors.ts'
import { type TranscriptOptions, trajectoryOf, transcriptSchema } from '../model/transcript.ts'
import type { Trajectory } from '../trajectory/index.ts'
import type { StoredRun } from './journal.ts'

/** What a person says of a trial, in the words of a judge's choices. */
export interface Label {
  /** From 1. */
  readonly line: number
  readonly trajectory: Trajectory
  readonly label: string
}

export interface LabelsOptions extends TranscriptOptions {
  /** JSONL, a label a line. */
  readonly path: string
  readonly displayPath: string
  /** The run that labels without a transcript are about; `null` for none. */
  readonly run: StoredRun | null
  /** What may be said. */
  readonly choices: readonly string[]
}

const label = z.union([z.string(), z.number(), z.boolean()]).transform(String)

/** A trial of a run. */
const reference = z.strictObject({
  case: z.union([z.string(), z.number()]).transform(String),
  trial: z.int().nonnegative().default(0),
  label,
})

const labelled = transcriptSchema.extend({ label })

/** Reads all of the file, or throws `labels-invalid` with the line that is wrong. */
export function readLabels(options: LabelsOptions): readonly Label[] {
  if (!existsSync(options.path)) throw invalid(options, 'there is no such file')
  const lines = readFileSync(options.path, 'utf8').split('\n')
  const labels = lines.flatMap((text, index) => {
    if (text.trim() === '') return []
    try {
      return [readLabel(text, index + 1, options)]
    } catch (error) {
      throw invalid(options, `line ${index + 1}: ${messageOf(error)}`)
    }
  })
  if (labels.length === 0) throw invalid(options, 'it holds no label')
  return labels
}

function readLabel(text: string, line: number, options: LabelsOptions): Label {
  const value: unknown = JSON.parse(text)
  const { label: said, trajectory } =
    typeof value === 'object' && value !== null && 'messages' in value
      ? transcribed({ case: `line-${line}`, ...value }, options)
      : referred(value, options)
  if (options.choices.includes(said)) return { line, label: said, trajectory }
  throw new Error(`.label: expected one of ${options.choices.join(', ')}, found ${JSON.stringify(said)}`)
}

function transcribed(value: unknown, options: LabelsOptions): Omit<Label, 'line'> {
  const { label: said, ...transcript } = parsed(labelled, value)
  return { label: said, trajectory: trajectoryOf(transcript, options) }
}

function referred(value: unknown, { run }: LabelsOptions): Omit<Label, 'line'> {
  const { label: said, case: id, trial } = parsed(reference, value)
  if (run === null)
    throw new Error('it has no messages: name the run that its case and trial are of with --run')
  const found = run.entries.findLast(({ trajectory }) => trajectory.case === id && trajectory.trial === trial)
  if (found === undefined) throw new Error(`the run has no trial ${trial} of case ${id}`)
  return { label: said, trajectory: found.trajectory }
}

function parsed<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const [issue] = result.error.issues
  throw new Error(`.${issue?.path.join('.')}: ${issue?.message}`)
}

const invalid = ({ displayPath }: LabelsOptions, why: string): PawlError =>
  new PawlError('labels-invalid', `the labels ${displayPath} cannot be read: ${why}`, {
    hint: 'Expected a JSON object a line: { messages, label }, or with --run { case, trial, label }.',
  })
