import { statSync } from 'node:fs'
import { messageOf, PawlError } from '../errors.ts'

/** Why a program could not be started, and what to do about it. */
export function unstartable(
  program: string,
  cwd: string,
  env: Readonly<Record<string, string | undefined>>,
  error: unknown,
): PawlError {
  const code = error instanceof Error && 'code' in error ? error.code : null
  if (!statSync(cwd, { throwIfNoEntry: false })?.isDirectory()) {
    return unloadable(`its working directory ${cwd} does not exist`, 'Set cwd or workspace.', error)
  }
  if (code === 'ENOENT') {
    const where = /[/\\]/.test(program)
      ? 'there is no such file, or the interpreter in its first line is missing'
      : `it is in none of the folders of PATH (${env['PATH'] ?? 'not set'})`
    return unloadable(where, `Install ${program}, or write its path.`, error)
  }
  if (code === 'EACCES') return unloadable('it is not executable', `Run chmod +x ${program}.`, error)
  const tooLong = code === 'E2BIG' || code === 'ERR_INVALID_ARG_VALUE'
  const hint = tooLong
    ? // biome-ignore lint/suspicious/noTemplateCurlyInString: the placeholder as the suite has it
      'Let it read the message from stdin: leave ${input} out of the command.'
    : 'Check the command.'
  return unloadable(messageOf(error), hint, error)

  function unloadable(why: string, hint: string, cause: unknown): PawlError {
    return new PawlError('agent-unloadable', `the agent ${program} cannot be started: ${why}`, {
      hint,
      cause,
    })
  }
}
