// Builds what `npm pack` ships: one bundle with everything it needs, its declarations, and the notices of the
// packages that are in it. Heavy parts are chunks of their own, loaded by the command that needs them.
import { execFileSync } from 'node:child_process'
import { chmodSync, cpSync, globSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { build, type Metafile, type Plugin } from 'esbuild'

const OUT = 'dist'

/** pawl speaks English; zod brings fifty other languages. */
const englishAlone: Plugin = {
  name: 'english-alone',
  setup({ onLoad }) {
    onLoad({ filter: /zod[/\\]v4[/\\]locales[/\\]/ }, ({ path }) =>
      /(en|index)\.js$/.test(path)
        ? undefined
        : { contents: 'export default () => ({ localeError: () => undefined })' },
    )
  },
}

rmSync(OUT, { recursive: true, force: true })
const { metafile } = await build({
  entryPoints: { 'cli/main': 'src/cli/main.ts', index: 'src/index.ts', vitest: 'src/vitest.ts' },
  // The user's own: its `expect` is the one to extend.
  external: ['vitest'],
  outdir: OUT,
  chunkNames: 'chunks/[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node22.18',
  minifySyntax: true,
  minifyWhitespace: true,
  minifyIdentifiers: true,
  // Errors are told by their classes' names, and stacks by their functions'.
  keepNames: true,
  legalComments: 'none',
  metafile: true,
  plugins: [englishAlone],
  // Packages in CommonJS ask for Node's own modules with `require`.
  banner: {
    js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
  },
})
chmodSync(`${OUT}/cli/main.js`, 0o755)
// msw reads its HTTP parser from beside its own code.
cpSync('node_modules/@mswjs/interceptors/lib/node/llhttp', `${OUT}/chunks/llhttp`, { recursive: true })
writeFileSync(`${OUT}/THIRD-PARTY-NOTICES.txt`, notices(metafile))
execFileSync('tsc', ['-p', '.github/tsconfig.declarations.json'], { stdio: 'inherit' })
const reached = ['index.d.ts', 'vitest.d.ts'].reduce(
  (found, name) => declarationsFrom(join(OUT, name), found),
  new Set<string>(),
)
for (const path of globSync(`${OUT}/**/*.d.ts`)) if (!reached.has(path)) rmSync(path)

/** The declarations that the public API rests on; the compiler writes those of the whole program. */
function declarationsFrom(path: string, found = new Set<string>()): Set<string> {
  if (found.has(path)) return found
  found.add(path)
  for (const [, target = ''] of readFileSync(path, 'utf8').matchAll(/['"](\.[^'"]+)\.(?:ts|js)['"]/g)) {
    declarationsFrom(join(dirname(path), `${target}.d.ts`), found)
  }
  return found
}

/** The licences of the packages whose code is in the bundle, each text once. */
function notices({ inputs }: Metafile): string {
  const named = Object.keys(inputs).flatMap(
    (input) => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1] ?? [],
  )
  const byText = Map.groupBy([...new Set(named)].sort(), licenceOf)
  const rule = `\n\n${'-'.repeat(80)}\n\n`
  return [...byText].map(([text, packages]) => `${packages.join(', ')}\n\n${text}`).join(rule)
}

function licenceOf(name: string): string {
  const folder = `node_modules/${name}`
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry))
  if (file !== undefined) return readFileSync(`${folder}/${file}`, 'utf8').trim()
  const { license } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8')) as { license: string }
  return `Licence: ${license}`
}
