import { type ChildProcess, spawn } from 'node:child_process'

/**
 * Ends the agents' processes when ours is killed and cannot (SIGKILL, out of memory). On Windows there is none:
 * programs started by a run that was killed there go on.
 */
export interface Reaper {
  /** @param group the number of a process group, that of its first process */
  watch(group: number): void
  release(group: number): void
  close(): void
}

/**
 * A shell that reads which groups there are. Its input ends when our process does, however that comes about; then it
 * ends those that are still listed.
 */
const WATCHDOG = `
trap '' HUP INT TERM
groups=' '
while read -r sign group; do
  case $sign in
    +) groups="$groups$group " ;;
    -) case $groups in *" $group "*) groups="\${groups%%" $group "*} \${groups#*" $group "}" ;; esac ;;
  esac
done
for group in $groups; do kill -TERM "-$group" 2>/dev/null && live=1; done
if [ "$live" ]; then sleep 1; fi
for group in $groups; do kill -KILL "-$group" 2>/dev/null; done
`

/** The watchdog starts with the first group that it is to watch. */
export function createReaper(): Reaper {
  let shell: ChildProcess | null = null
  const tell = (sign: '+' | '-', group: number) => void shell?.stdin?.write(`${sign} ${group}\n`)
  return {
    watch(group) {
      if (process.platform === 'win32') return
      shell ??= startWatchdog()
      tell('+', group)
    },
    release: (group) => tell('-', group),
    close() {
      shell?.stdin?.end()
      shell = null
    },
  }
}

function startWatchdog(): ChildProcess {
  const shell = spawn('/bin/sh', ['-c', WATCHDOG, 'pawl-watchdog'], {
    // In a group of its own: what ends us from the terminal does not end it.
    detached: true,
    cwd: '/',
    env: { PATH: '/usr/bin:/bin' },
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  // Without a shell a killed run leaves its agents behind; the run itself is none the worse.
  shell.on('error', () => {})
  shell.stdin.on('error', () => {})
  // It waits for our end: we do not wait for it.
  shell.unref()
  if ('unref' in shell.stdin && typeof shell.stdin.unref === 'function') shell.stdin.unref()
  return shell
}
