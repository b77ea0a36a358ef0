// Stands for a harness that is killed: starts a program as pawl does.

import { startProcess } from '../../../src/target/process.ts'
import { createReaper } from '../../../src/target/reaper.ts'

const TRIAL = `harness-${process.pid}`
const reaper = createReaper()
reaper.mark(`PAWL_TRIAL=${TRIAL}`)
// One that came and went, and one that stays.
const gone = await startProcess({
  argv: ['true'],
  cwd: '/',
  env: { ...process.env, PATH: process.env['PATH'] ?? '' },
  reaper,
})
await gone.ended
await startProcess({
  argv: process.argv.slice(2),
  cwd: process.cwd(),
  env: { PATH: process.env['PATH'] ?? '', PAWL_TRIAL: TRIAL },
  reaper,
})
setInterval(() => {}, 1000)
