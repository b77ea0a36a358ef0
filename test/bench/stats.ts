// `npm run bench:stats`: simulates the intervals, the regression gate and early stopping, each figure beside the
// published one; then whole runs through the whole gate. Seeded: the same numbers everywhere. Exits 1 when a target is missed.
import {
  adaptiveGateTable,
  brokenCaseTable,
  gateAlarmTable,
  gateCoverageTable,
  gatePowerTable,
  luckTable,
} from './stats/gate-tables.ts'
import { gridTable, publishedTable } from './stats/grid-tables.ts'
import { baselineTable, planTable, thresholdTable } from './stats/plan-tables.ts'

const targets = [...publishedTable(), ...thresholdTable(), ...baselineTable()]
planTable()
targets.push(...gridTable())
targets.push(...gateAlarmTable(), ...gatePowerTable(), ...brokenCaseTable())
targets.push(...adaptiveGateTable(), ...gateCoverageTable())
luckTable()
const missed = targets.filter(({ met }) => !met)
console.log(`\n${targets.length} targets, ${missed.length} missed`)
for (const { what } of missed) console.log(`  missed: ${what}`)
process.exitCode = missed.length > 0 ? 1 : 0
