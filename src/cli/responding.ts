import { FAULTS, type FaultRule } from '../model/faults/index.ts'
import { parseFault, type ResponseMode } from '../suite/index.ts'
import type { Io } from './io.ts'
import { type OptionSpecs, oneOf, type ParsedArguments, usage } from './options.ts'
import { readBudget } from './run-options.ts'

const MODES: readonly ResponseMode[] = ['script', 'replay', 'record', 'live']

/** Options about the model's responses: where they come from, and what is done to them. */
export const RESPONDING = {
  responses: { value: 'MODE', about: `where the model's responses come from: ${MODES.join(', ')}` },
  fault: {
    value: 'NAME[@CALL]',
    multiple: true,
    about:
      'provoke a failure: overloaded (at model call 1), overloaded@2, @2+ (from call 2 on), @2x3 (three), @* (all); `--fault list` names them',
  },
  'max-cost': { value: '$N', about: 'stop asking the live model once its calls have cost this much' },
  'real-time': { about: 'play scripts and recordings at the speed they were recorded at' },
} as const satisfies OptionSpecs

export const readResponding = (given: ParsedArguments) => ({
  responses: oneOf(given.one('responses'), 'responses', MODES),
  faults: given.all('fault').map(readFault),
  budget: readBudget(given),
  realTime: given.one('real-time') !== null,
})

export function requireUnprovoked(mode: ResponseMode | null, faults: readonly FaultRule[]): void {
  if (mode !== 'record' || faults.length === 0) return
  throw usage(
    '--fault does not go with --responses record',
    'A recording holds what the model said by itself; provoke faults in script, replay or live.',
  )
}

function readFault(text: string): FaultRule {
  const reading = parseFault(text)
  if (reading.ok) return reading.rule
  throw usage(
    `--fault: ${reading.message}, found ${JSON.stringify(text)}`,
    reading.hint ?? '`--fault list` names them.',
  )
}

/** What `--fault list` prints. */
export function listFaults(io: Io): number {
  const width = Math.max(...[...FAULTS.keys()].map((name) => name.length))
  for (const { name, about } of FAULTS.values()) io.stdout.write(`${name.padEnd(width)}  ${about}\n`)
  return 0
}
