import type { Sample } from './measure.ts'

const NAME = 46

/** A table of figures under a title, and beneath it what they are to be. */
export function printTable(
  title: string,
  columns: readonly string[],
  rows: Readonly<Record<string, readonly string[]>>,
  aims: readonly string[] = [],
): void {
  const line = (name: string, cells: readonly string[]) =>
    `${name.padEnd(NAME)}${cells.map((cell) => cell.padStart(12)).join('')}`
  console.log(`\n${line(title, columns)}`)
  for (const [name, cells] of Object.entries(rows)) console.log(line(`  ${name}`, cells))
  for (const aim of aims) console.log(`  ${aim}`)
}

/** What whole processes took. */
export function printProcesses(
  title: string,
  samples: Readonly<Record<string, Sample>>,
  aims: readonly string[] = [],
): void {
  const rows = Object.entries(samples).map(([name, { wallMs, cpuMs, peakMb }]) => {
    return [name, [`${wallMs.toFixed(0)} ms`, `${cpuMs.toFixed(0)} ms`, `${peakMb.toFixed(0)} MB`]] as const
  })
  printTable(title, ['wall', 'cpu', 'peak'], Object.fromEntries(rows), aims)
}
