#!/usr/bin/env node
// Nothing is imported before the version is known to be one that can read the rest.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(`pawl needs Node.js 22.18 or later, and this is ${process.versions.node}.\n`)
  process.exitCode = 2
} else {
  process.getBuiltinModule('node:module').enableCompileCache()
  import('./program.ts').then(({ runProgram }) => runProgram(process))
}
