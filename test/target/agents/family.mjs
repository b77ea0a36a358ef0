// Starts a grandchild that sleeps and does not listen to SIGTERM, says both numbers, and stays.
import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'

const [, , file, then] = process.argv
const child = spawn('/bin/sh', ['-c', 'trap "" TERM; while :; do sleep 60; done'], { stdio: 'inherit' })
writeFileSync(file, `${process.pid} ${child.pid}`)
if (then === 'leave') process.exit(0)
if (then === 'stubborn') process.on('SIGTERM', () => {})
setInterval(() => {}, 1000)
