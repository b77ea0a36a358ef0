const SEVERITY: readonly number[] = [0, 1, 3, 2, 130]

/** The exit code of several: an interruption before a wrong suite before what could not be evaluated before a fail. */
export function worstExitCode(codes: readonly number[]): number {
  return codes.reduce((worst, code) => (SEVERITY.indexOf(code) > SEVERITY.indexOf(worst) ? code : worst), 0)
}
