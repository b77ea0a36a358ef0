import type { HandPart } from '../../run/by-hand.ts'
import { formatDiagnostic, type ResponseMode, type Suite } from '../../suite/index.ts'
import { listed, nearest } from '../../suite/suggest.ts'
import type { Io } from '../io.ts'
import { type ParsedArguments, usage, wholeNumber } from '../options.ts'
import { readResponding, requireUnprovoked } from '../responding.ts'
import { requireSuites } from '../suites.ts'

const HIGHEST_PORT = 65_535

/** What `pawl gateway` was asked for. Throws `usage`, and what is wrong with the suite. */
export async function readGateway(given: ParsedArguments, io: Io) {
  const responding = readResponding(given)
  const part = await readPart(given, io)
  const mode = modeOf(responding.responses, part)
  requireUnprovoked(mode, responding.faults)
  return {
    ...responding,
    part,
    mode,
    port: readPort(given),
    seed: wholeNumber(given.one('seed'), 'seed', 0) ?? 1,
  }
}

function modeOf(asked: ResponseMode | null, part: HandPart | null): ResponseMode {
  if (part) return asked ?? part.suite.responses
  if (asked === null || asked === 'live') return 'live'
  throw usage(
    `--responses ${asked} needs a suite and a case`,
    `pawl gateway evals/hello.eval.yaml --case ID --responses ${asked}`,
  )
}

function readPort(given: ParsedArguments): number | null {
  const port = wholeNumber(given.one('port'), 'port', 1)
  if (port === null || port <= HIGHEST_PORT) return port
  throw usage(`--port needs a port of at most ${HIGHEST_PORT}, found ${port}`)
}

async function readPart(given: ParsedArguments, io: Io): Promise<HandPart | null> {
  const trial = wholeNumber(given.one('trial'), 'trial', 0)
  if (given.positionals.length === 0) {
    const lost = ['case', 'trial'].find((option) => given.one(option) !== null)
    if (lost === undefined) return null
    throw usage(`--${lost} needs a suite`, `pawl gateway evals/hello.eval.yaml --${lost} ${given.one(lost)}`)
  }
  const { suites, diagnostics } = await requireSuites(given.positionals, io.cwd)
  const [suite, ...more] = suites
  if (!suite || more.length > 0) {
    const paths = suites.map(({ displayPath }) => displayPath)
    throw usage(`expected one suite, found ${paths.length}: ${listed(paths)}`)
  }
  for (const diagnostic of diagnostics) io.stderr.write(`${formatDiagnostic(diagnostic)}\n`)
  return { suite, case: caseOf(suite, given.one('case')), trial: trial ?? 0 }
}

function caseOf(suite: Suite, id: string | null): HandPart['case'] {
  const ids = suite.cases.map((item) => item.id)
  const [only, ...more] = suite.cases
  if (id === null && only && more.length === 0) return only
  const known = `The cases are ${listed(ids)}.`
  if (id === null) throw usage(`expected --case ID: ${suite.displayPath} has ${ids.length} cases`, known)
  const found = suite.cases.find((item) => item.id === id)
  if (found) return found
  const near = nearest(id, ids)
  throw usage(`${suite.displayPath} has no case ${id}`, near === null ? known : `Did you mean ${near}?`)
}
