/**
 * Every error a user can meet: its permanent code, the exit code it leads to, and what it stands for.
 * Exit codes: 2 the command or the suite is wrong, 3 the harness could not evaluate.
 */
export const ERRORS = {
  usage: { exit: 2, about: 'the command line is wrong' },
  'suite-unreadable': { exit: 2, about: 'a suite or a file it names cannot be read' },
  'suite-invalid': { exit: 2, about: 'a suite, or a file it names, has mistakes; the diagnostics list them' },
  'agent-unloadable': { exit: 2, about: 'the agent module cannot be imported or exports no agent' },
  'tools-unloadable': { exit: 2, about: 'the module of tools cannot be imported or exports no tools' },
  'target-lacks': { exit: 2, about: 'the suite needs something that its kind of agent cannot do' },
  'run-unreadable': { exit: 2, about: 'a run folder is missing, of another format, or damaged' },
  'run-unjudged': { exit: 2, about: 'a run does not say enough to be counted without its suite' },
  'baseline-unreadable': { exit: 2, about: 'a baseline is damaged, of a newer format, or no baseline' },
  'baseline-refused': {
    exit: 2,
    about: 'a run is nothing to compare others with: not whole, with too many errors, or of another suite',
  },
  'import-invalid': { exit: 2, about: 'a transcript to import does not have the format it should' },
  'labels-invalid': {
    exit: 2,
    about: 'the labels to calibrate a judge with do not have the format they should',
  },
  'resume-mismatch': { exit: 2, about: 'the run to resume was made from another suite, agent or options' },
  internal: { exit: 3, about: "a mistake of pawl's own" },
  'key-missing': { exit: 3, about: 'the live model was asked for and no key is set' },
  'output-unwritable': { exit: 3, about: 'a report, a recording or the run folder cannot be written' },
  'nothing-evaluated': { exit: 3, about: 'no trial was run: the filter matches nothing' },
  'recording-corrupt': { exit: 3, about: 'a recording cannot be read' },
  'recording-newer': { exit: 3, about: 'a recording has a format that only a newer pawl reads' },
  'recording-missing': { exit: 3, about: 'a case has no recording to replay' },
  'recording-miss': { exit: 3, about: 'the agent asked the model something that was not recorded' },
  'recording-secret': { exit: 3, about: 'a key or token would have been written into a recording' },
  'recording-unplayed': { exit: 3, about: 'with --strict: the agent left recorded calls unasked' },
  'script-unplayed': { exit: 3, about: 'with --strict: the agent left scripted replies unasked' },
  'fault-unprovoked': { exit: 3, about: 'with --strict: a fault that was to be provoked hit no model call' },
  'gateway-unavailable': { exit: 3, about: 'the gateway cannot listen on the port it was given' },
  'max-cost': { exit: 3, about: 'asking the model further would cost more than --max-cost' },
  'script-missing': { exit: 3, about: 'the agent called the model in a case that has no script' },
  'script-exhausted': { exit: 3, about: 'the agent called the model more often than the script answers' },
  'mock-missing': { exit: 3, about: 'the agent called a tool with arguments that no mock rule matches' },
  'tools-broken': { exit: 3, about: 'a tool of the suite answered, or left, what is no JSON' },
  'upstream-miss': { exit: 3, about: 'the agent left the path of the run that is played as the model' },
  'model-reply-malformed': { exit: 3, about: 'the model answered with something that is not a message' },
  'model-endpoint': { exit: 3, about: 'the agent called an endpoint of the provider that is not played' },
  'stray-call': { exit: 3, about: 'a model call was made outside of any trial, or after its trial was over' },
  'network-refused': { exit: 3, about: 'the agent tried to reach the network in script or replay mode' },
  'judge-missing': { exit: 3, about: 'a judge was not asked this when the case was recorded' },
  'judge-malformed': { exit: 3, about: 'a judge gave no usable verdict, asked twice' },
  'scorer-failed': { exit: 3, about: "a suite's own scorer threw, was too slow or answered with no score" },
  'provider-failure': {
    exit: 3,
    about: 'the provider failed: overload, rate limit, server error, connection',
  },
} as const satisfies Record<string, { readonly exit: 2 | 3; readonly about: string }>

export type ErrorCode = keyof typeof ERRORS

/** Position of a mistake in a file; line and column from 1, `length` in characters for the caret. */
export interface SourceSpan {
  readonly file: string
  readonly line: number
  readonly column: number
  readonly length: number
}

/** One mistake in a suite: what is wrong, where, and what to write instead. */
export interface Diagnostic {
  readonly code: string
  readonly severity: 'error' | 'warning'
  readonly message: string
  readonly hint: string | null
  readonly span: SourceSpan
  /** The lines around it with a caret under the place. */
  readonly frame: string
}

export interface PawlErrorDetails {
  readonly hint?: string
  readonly diagnostics?: readonly Diagnostic[]
  readonly cause?: unknown
}

/** An error that is part of the product: the message says what was expected and found, the hint what to do. */
export class PawlError extends Error {
  readonly code: ErrorCode
  readonly hint: string | null
  readonly diagnostics: readonly Diagnostic[]

  constructor(code: ErrorCode, message: string, details: PawlErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.name = 'PawlError'
    this.code = code
    this.hint = details.hint ?? null
    this.diagnostics = details.diagnostics ?? []
  }

  get exitCode(): 2 | 3 {
    return ERRORS[this.code].exit
  }
}

/** The message of anything thrown, for a sentence that quotes it. */
export function messageOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown)
  // `fetch failed` alone tells nobody which address did not answer.
  const cause = thrown.cause instanceof Error ? thrown.cause.message : ''
  return cause === '' || thrown.message.includes(cause) ? thrown.message : `${thrown.message}: ${cause}`
}
