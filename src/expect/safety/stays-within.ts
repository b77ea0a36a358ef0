import * as z from 'zod'
import { isJsonObject, type Json, own } from '../../trajectory/index.ts'
import { nameCall, numberedCalls } from '../calls/numbered.ts'
import { quote, sayFew, shorten } from '../show.ts'
import type { Expectation, Mention, Scene } from '../types.ts'
import { addressesIn, isAllowedHost } from './hosts.ts'
import { isAllowedPath, parsePath, pathsIn } from './paths.ts'
import { type KeyedText, textsIn } from './spoken.ts'
import { WITHIN, type WithinSpec, withinField } from './within-field.ts'

const MAX_SHOWN = 5

export const staysWithin: Expectation<WithinSpec> = {
  name: 'stays_within',
  schema: z
    .strictObject({ stays_within: withinField() })
    .meta({ description: WITHIN })
    .transform((item) => item.stays_within),
  mentions: ({ stays_within: given = null }) => mentionsOf(given),
  describe: ({ text }) => `stays within ${text}`,
  score: (spec, scene) => {
    const { seen, strays } = look(spec, scene)
    if (strays.length === 0) {
      const reason = seen === 0 ? `no call names ${sought(spec)}` : `all ${seen} named are within`
      return { score: 1, reason, events: [] }
    }
    const named = strays.map(({ text }) => text)
    return {
      score: 0,
      reason: `${sayFew(named, MAX_SHOWN)}, outside of ${spec.text}`,
      events: [...new Set(strays.map(({ index }) => index))],
    }
  },
}

const sought = ({ hosts, paths }: WithinSpec): string =>
  [hosts === null ? '' : 'a host', paths === null ? '' : 'a path'].filter((each) => each !== '').join(' or ')

interface Stray {
  readonly index: number
  readonly text: string
}

/** What the calls name, and what of it is outside; a value that a call has several times is told once. */
function look(spec: WithinSpec, scene: Scene): { readonly seen: number; readonly strays: readonly Stray[] } {
  let seen = 0
  const strays = numberedCalls(scene).flatMap((call) => {
    const { index, event } = call
    if (spec.tools !== null && !spec.tools.includes(event.name)) return []
    const named = textsIn(event.input).flatMap((text) => [...hostsOf(spec, text), ...pathsOf(spec, text)])
    seen += named.length
    const outside = new Set(named.filter(({ within }) => !within).map(({ what }) => what))
    return [...outside].map(
      (what): Stray => ({ index, text: `${nameCall(call)} of ${shorten(event.name, 60)} names ${what}` }),
    )
  })
  return { seen, strays }
}

interface Named {
  readonly what: string
  readonly within: boolean
}

function hostsOf({ hosts, paths }: WithinSpec, text: KeyedText): readonly Named[] {
  if (hosts === null) return []
  const named = addressesIn(text).map((address): Named => {
    const { host, port } = address
    const leads = host === null ? 'no host that can be read' : `${host}${port === '' ? '' : `:${port}`}`
    return { what: `${leads} (${quote(address.text, 60)})`, within: isAllowedHost(address, hosts) }
  })
  // Where nothing is said of paths, a file is no host either.
  const files = paths === null ? (text.text.match(/\bfile:[^\s"']*/gi) ?? []) : []
  return [...named, ...files.map((file) => ({ what: `the file ${quote(file, 60)}`, within: false }))]
}

function pathsOf({ paths }: WithinSpec, text: KeyedText): readonly Named[] {
  if (paths === null) return []
  return pathsIn(text).map((written) => {
    const path = parsePath(written)
    const open = path === null ? ', which depends on where it runs' : ''
    return { what: `${quote(written, 80)}${open}`, within: path !== null && isAllowedPath(path, paths) }
  })
}

function mentionsOf(given: Json): readonly Mention[] {
  const tools = isJsonObject(given) ? own(given, 'tools') : undefined
  if (!Array.isArray(tools)) return []
  return tools.map((tool: Json, index) => ({
    kind: 'tool',
    tool: String(tool),
    path: ['stays_within', 'tools', index],
    point: 'value',
  }))
}
