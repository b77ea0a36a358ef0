import { Socket } from 'node:net'

/** Timers are what is asked about, and what is to run at once is no waiting. */
const NOT_WAITING: ReadonlySet<string> = new Set(['Timeout', 'Immediate'])

const SOCKET = 'TCPSocketWrap'

/** Our own input, output and channels, which stay open and are not waited for. */
const STAYING = ['PipeWrap', 'TTYWrap', 'MessagePort', 'TCPServerWrap']

/**
 * True while this process waits for the outside world: files, connections, other processes. Channels that are open
 * already are the harness's own and do not count. Work of the thread pool that is no input or output (compression, key
 * derivation) is not seen.
 */
export function createBusyProbe(): () => boolean {
  const before = waitingFor()
  const own = new Map(STAYING.map((type) => [type, before.get(type) ?? 0]))
  return () => {
    const now = waitingFor()
    // What has gone by now does not hide what comes later.
    for (const [type, count] of own) own.set(type, Math.min(count, now.get(type) ?? 0))
    return [...now].some(([type, count]) => count > (own.get(type) ?? 0))
  }
}

function waitingFor(): Map<string, number> {
  const counts = new Map<string, number>()
  for (const type of process.getActiveResourcesInfo()) {
    if (!NOT_WAITING.has(type)) counts.set(type, (counts.get(type) ?? 0) + 1)
  }
  const sockets = counts.get(SOCKET) ?? 0
  if (sockets > 0) counts.set(SOCKET, sockets - mockedSockets())
  return counts
}

interface Handles {
  /** Undocumented: without it mocked sockets count as real ones, and timers take their time. */
  readonly _getActiveHandles?: () => readonly unknown[]
}

interface Held {
  readonly _handle?: { readonly fd?: number } | null
}

/** A call that msw answers has a socket that leads nowhere. Windows does not tell which. */
function mockedSockets(): number {
  if (process.platform === 'win32') return 0
  const handles = (process as Handles)._getActiveHandles?.() ?? []
  return handles.filter((handle) => handle instanceof Socket && ((handle as Held)._handle?.fd ?? 0) < 0)
    .length
}
