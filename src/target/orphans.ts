import { readdirSync, readFileSync } from 'node:fs'

/** A program may start another while it is looked for. */
const MOST_ROUNDS = 5

/**
 * Kills the processes that have this `NAME=value` in their environment, wherever they have gone: one that leaves its process group
 * (a daemon, a session of its own) is not found by the group. On Linux alone: macOS and Windows show no process the
 * environment of another, and what left the group there goes on, as does what empties its environment anywhere.
 */
export function killOrphans(mark: string): void {
  if (process.platform !== 'linux') return
  const entry = Buffer.from(`\0${mark}\0`)
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const found = processes().filter((pid) => environmentOf(pid).includes(entry))
    if (found.length === 0) return
    for (const pid of found) kill(pid)
  }
}

function processes(): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && pid !== process.pid)
}

/** Empty for one that is gone or another user's. */
function environmentOf(pid: number): Buffer {
  try {
    return Buffer.concat([NUL, readFileSync(`/proc/${pid}/environ`)])
  } catch {
    return NUL
  }
}

const NUL = Buffer.from('\0')

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // Gone by now.
  }
}
