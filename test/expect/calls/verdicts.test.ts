import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ToolCall } from '../../../src/trajectory/index.ts'
import { call, find, mistakes, said } from '../build.ts'

describe('verdicts', () => {
  const name = fc.constantFrom('f', 'g')
  const args = fc.record({ a: fc.constantFrom(1, 2), b: fc.constantFrom(1, 2) })
  const calls = fc.array(
    fc.tuple(name, args).map(([tool, input]): ToolCall => call(tool, input)),
    { maxLength: 5 },
  )
  const entry = fc.oneof(
    name,
    fc.tuple(name, fc.record({ a: fc.constantFrom(1, 2) })).map(([tool, some]) => ({ [tool]: some })),
    fc.tuple(name, args).map(([tool, all]) => ({ [tool]: all })),
  )
  const list = fc.array(entry, { minLength: 1, maxLength: 4 })
  const extra = fc.constantFrom('allow', 'deny')
  const answers = (item: unknown, made: ToolCall): boolean =>
    find({ calls: { list: [item] } }, said('', [made])).score === 1
  const holds = (
    order: string,
    more: string,
    items: readonly unknown[],
    made: readonly ToolCall[],
  ): boolean => find({ calls: { order, extra: more, list: items } }, said('', made)).score === 1

  /** Whether the entries can be given calls in turn, each call once; `from` keeps the order. */
  function possible(
    items: readonly unknown[],
    made: readonly ToolCall[],
    ordered: boolean,
    from = 0,
  ): boolean {
    const [first, ...rest] = items
    if (first === undefined) return true
    return made.some((each, place) => {
      if (place < from || !answers(first, each)) return false
      const left = ordered ? made : made.filter((_, other) => other !== place)
      return possible(rest, left, ordered, ordered ? place + 1 : 0)
    })
  }

  test('in any order are those of trying every assignment', () => {
    fc.assert(
      fc.property(list, calls, extra, (items, made, more) => {
        const wanted = possible(items, made, false) && (more === 'allow' || made.length === items.length)
        expect(holds('any_order', more, items, made)).toBe(wanted)
      }),
      { numRuns: 300 },
    )
  })

  test('in order are those of trying every subsequence', () => {
    fc.assert(
      fc.property(list, calls, extra, (items, made, more) => {
        const wanted = possible(items, made, true) && (more === 'allow' || made.length === items.length)
        expect(holds('in_order', more, items, made)).toBe(wanted)
      }),
      { numRuns: 300 },
    )
  })

  test('in any order do not depend on the order', () => {
    const shuffled = calls.chain((made) =>
      fc.tuple(fc.constant(made), fc.shuffledSubarray(made, { minLength: made.length })),
    )
    fc.assert(
      fc.property(list, shuffled, extra, (items, [made, other], more) => {
        expect(holds('any_order', more, items, other)).toBe(holds('any_order', more, items, made))
      }),
    )
  })

  test('with times are those of trying every assignment and looking at what is left', () => {
    const timed = fc.array(fc.tuple(entry, fc.constantFrom(null, 1, 2)), { minLength: 1, maxLength: 3 })
    fc.assert(
      fc.property(timed, calls, (items, made) => {
        const long = items.map(([item, times]) => {
          const [tool, input] = typeof item === 'string' ? [item, {}] : (Object.entries(item)[0] ?? ['', {}])
          return { tool, args: input, ...(times === null ? {} : { times }) }
        })
        const slots = long.flatMap((each) => new Array<unknown>(each.times ?? 1).fill({ ...each, times: 1 }))
        const counted = long.filter(({ times }) => times !== undefined).map((each) => ({ ...each, times: 1 }))
        const tryAll = (left: readonly unknown[], rest: readonly ToolCall[]): boolean => {
          const [first, ...others] = left
          if (first === undefined) return !rest.some((each) => counted.some((one) => answers(one, each)))
          return rest.some(
            (each, place) =>
              answers(first, each) &&
              tryAll(
                others,
                rest.filter((_, other) => other !== place),
              ),
          )
        }
        expect(find({ calls: { list: long } }, said('', made)).score === 1).toBe(tryAll(slots, made))
      }),
      { numRuns: 200 },
    )
  })

  describe('of groups, alternatives and counts', () => {
    type Item = string | Record<string, unknown>
    const leaf: fc.Arbitrary<Item> = fc.oneof(
      { weight: 3, arbitrary: entry },
      fc
        .tuple(name, fc.constantFrom('exactly', 'at_least', 'at_most'), fc.constantFrom(1, 2))
        .map(([tool, word, count]) => ({ tool, [word]: count })),
      fc.tuple(args, args).map(([left, right]) => ({ one_of: [{ f: left }, { g: right }] })),
    )
    const group = fc
      .tuple(fc.constantFrom('in_order', 'any_order'), fc.array(leaf, { minLength: 1, maxLength: 2 }))
      .map(([word, items]) => ({ [word]: items }))
    const nested = fc
      .tuple(
        fc.constantFrom('in_order', 'any_order'),
        fc.array(fc.oneof(leaf, group), { minLength: 1, maxLength: 2 }),
      )
      .map(([word, items]) => ({ [word]: items }))
    const grouped = fc.array(fc.oneof({ weight: 2, arbitrary: leaf }, group, nested), {
      minLength: 1,
      maxLength: 3,
    })
    const few = fc.array(
      fc.tuple(name, args).map(([tool, input]): ToolCall => call(tool, input)),
      { maxLength: 4 },
    )

    interface Leaf {
      readonly one: unknown
      readonly least: number
      readonly most: number
      readonly stated: boolean
      /** Leaves whose calls all come before this one's. */
      readonly after: readonly number[]
    }

    function flatten(items: readonly Item[], order: string, outer: readonly number[], all: Leaf[]): number[] {
      let before = outer
      const mine: number[] = []
      for (const item of items) {
        const word =
          typeof item === 'string' ? undefined : ['in_order', 'any_order'].find((key) => key in item)
        let these: number[]
        if (typeof item !== 'string' && word !== undefined) {
          these = flatten(item[word] as Item[], word, before, all)
        } else {
          these = [all.push(leafOf(item, before)) - 1]
        }
        mine.push(...these)
        if (order === 'in_order') before = [...before, ...these]
      }
      return mine
    }

    function leafOf(item: Item, after: readonly number[]): Leaf {
      const { exactly, at_least, at_most, ...one } = typeof item === 'string' ? { tool: item } : item
      const stated = [exactly, at_least, at_most].some((count) => count !== undefined)
      if (!stated) return { one, least: 1, most: 1, stated, after }
      const least = Number(exactly ?? at_least ?? 0)
      return { one, least, most: Number(exactly ?? at_most ?? Number.POSITIVE_INFINITY), stated, after }
    }

    /** Gives every call to a leaf or to none, in every way, and looks whether one of them will do. */
    function tryAll(leaves: readonly Leaf[], made: readonly ToolCall[], deny: boolean): boolean {
      const table = leaves.map(({ one }) => made.map((each) => answers(one, each)))
      const isRight = (given: readonly number[]): boolean =>
        leaves.every(({ least, most, after }, leaf) => {
          const calls = given.flatMap((to, place) => (to === leaf ? [place] : []))
          const early = Math.min(...calls)
          const earlier = given.flatMap((to, place) => (after.includes(to) ? [place] : []))
          return calls.length >= least && calls.length <= most && earlier.every((place) => place < early)
        }) &&
        given.every(
          (to, place) =>
            to >= 0 || (!deny && !leaves.some(({ stated }, leaf) => stated && table[leaf]?.[place])),
        )
      const choose = (given: readonly number[]): boolean => {
        if (given.length === made.length) return isRight(given)
        return [-1, ...leaves.keys()].some(
          (leaf) => (leaf < 0 || table[leaf]?.[given.length]) && choose([...given, leaf]),
        )
      }
      return choose([])
    }

    test.each(['any_order', 'in_order'])('are those of trying every way: %s', (order) => {
      fc.assert(
        fc.property(grouped, few, extra, (items, made, more) => {
          fc.pre(mistakes({ calls: { order, list: items } }).length === 0)
          const leaves: Leaf[] = []
          flatten(items, order, [], leaves)
          expect(holds(order, more, items, made)).toBe(tryAll(leaves, made, more === 'deny'))
        }),
        { numRuns: 1500 },
      )
    })

    test('never depend on the order in which free entries are written', () => {
      const shuffled = grouped.chain((items) =>
        fc.tuple(fc.constant(items), fc.shuffledSubarray(items, { minLength: items.length })),
      )
      fc.assert(
        fc.property(shuffled, few, extra, ([items, other], made, more) => {
          fc.pre(mistakes({ calls: { list: items } }).length === 0)
          expect(holds('any_order', more, other, made)).toBe(holds('any_order', more, items, made))
        }),
        { numRuns: 500 },
      )
    })
  })

  test('below 1 carry a reason and valid event indices, ascending', () => {
    const order = fc.constantFrom('in_order', 'any_order')
    fc.assert(
      fc.property(list, calls, order, extra, (items, made, how, more) => {
        const trajectory = said('', made)
        const { score, reason, events } = find(
          { calls: { order: how, extra: more, list: items } },
          trajectory,
        )
        expect(reason).not.toBe('')
        expect(events.every((index) => trajectory.events[index]?.type === 'tool_call')).toBe(true)
        expect(events).toEqual([...new Set(events)].sort((a, b) => a - b))
        if (score === 1) expect(events).toHaveLength(items.length)
      }),
    )
  })
})
