import { type ChildProcess, spawn } from 'node:child_process'

/**
 * Ends the agents' processes when ours is killed and cannot (SIGKILL, out of memory). On Windows there is none:
 * programs started by a run that was killed there go on.
 */
export interface Reaper {
  /** @param group the number of a process group, that of its first process */
  watch(group: number): void
  release(group: number): void
  /** @param mark `NAME=value` without a blank, in the environment of processes that may leave their group */
  mark(mark: string): void
  forget(mark: string): void
  close(): void
}

/**
 * A shell that reads which groups and marks there are. Its input ends when our process does, however that comes about;
 * then it ends those that are still listed, and on Linux what has left its group: all that has a mark in its environment.
 */
const WATCHDOG = `
trap '' HUP INT TERM
groups=' '
marks=' '
while read -r sign it; do
  case $sign in
    +) groups="$groups$it " ;;
    -) case $groups in *" $it "*) groups="\${groups%%" $it "*} \${groups#*" $it "}" ;; esac ;;
    mark) marks="$marks$it " ;;
    forget) case $marks in *" $it "*) marks="\${marks%%" $it "*} \${marks#*" $it "}" ;; esac ;;
  esac
done
for group in $groups; do kill -TERM "-$group" 2>/dev/null && live=1; done
if [ "$live" ]; then sleep 1; fi
for group in $groups; do kill -KILL "-$group" 2>/dev/null; done
for mark in $marks; do
  for file in $(grep -lzsxF "$mark" /proc/[0-9]*/environ); do
    pid=\${file#/proc/}
    kill -KILL "\${pid%/environ}" 2>/dev/null
  done
done
`

/** The watchdog starts with the first thing that it is to watch. */
export function createReaper(): Reaper {
  let shell: ChildProcess | null = null
  const tell = (line: string) => void shell?.stdin?.write(`${line}\n`)
  const begin = (line: string) => {
    if (process.platform === 'win32') return
    shell ??= startWatchdog()
    tell(line)
  }
  return {
    watch: (group) => begin(`+ ${group}`),
    release: (group) => tell(`- ${group}`),
    mark: (mark) => begin(`mark ${mark}`),
    forget: (mark) => tell(`forget ${mark}`),
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
