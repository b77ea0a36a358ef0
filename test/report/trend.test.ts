import { describe, expect, it } from 'vitest'
import type { TrendPoint } from '../../src/gate/trend.ts'
import { trendCsv, trendJson } from '../../src/report/trend/data.ts'
import { trendText } from '../../src/report/trend/text.ts'
import type { Trend } from '../../src/report/trend/types.ts'

const point = (day: string, value: number | null, over: Partial<TrendPoint> = {}): TrendPoint => ({
  id: `shop-${day}`,
  startedAt: `2026-11-${day}T10:00:00.000Z`,
  revision: { commit: '0123456789abcdef', branch: 'main' },
  suiteChanged: false,
  value,
  low: value === null ? null : value - 0.1,
  high: value,
  n: 10,
  ...over,
})

const metric = { name: 'success_rate', family: 'success_rate', unit: 'share', k: null } as const
const TREND: Trend = {
  suite: 'shop',
  series: [
    {
      metric,
      points: [
        point('01', 0.8),
        point('02', 0.9, { suiteChanged: true }),
        point('03', null),
        point('04', 0.8),
      ],
    },
  ],
  leftOut: [{ run: 'shop-05', why: 'interrupted' }],
}

const revision = (branch: string) => ({ revision: { commit: 'c0ffee', branch } })
const withBranch = (branch: string): Trend => ({
  ...TREND,
  series: [{ metric, points: [point('01', 1, revision(branch))] }],
})

describe('a trend as text', () => {
  it('is a line a run, with a bar from 0 to the highest value', () => {
    expect(trendText([TREND])).toBe(`shop  4 runs

  success_rate
    2026-11-01 10:00  shop-01  01234567 main  80.0 %  [70.0, 80.0]  ##################
    2026-11-02 10:00  shop-02  01234567 main  90.0 %  [80.0, 90.0]  ####################  the suite changed
    2026-11-03 10:00  shop-03  01234567 main       ?
    2026-11-04 10:00  shop-04  01234567 main  80.0 %  [70.0, 80.0]  ##################

  left out: shop-05: interrupted
`)
  })

  it('has no bars where nothing moves', () => {
    const still = { ...TREND, series: [{ metric, points: [point('01', 0.8), point('02', 0.8)] }] }
    expect(trendText([still])).not.toContain('#')
  })

  it('counts those left out beyond five', () => {
    const leftOut = Array.from({ length: 8 }, (_, index) => ({ run: `r${index}`, why: 'torn' }))
    expect(trendText([{ ...TREND, leftOut }])).toMatch(/r4: torn\n {2}left out: 3 more runs\n$/)
  })

  it('lets no branch act in a terminal', () => {
    expect(trendText([withBranch('\u001b[2Jx')])).toContain('␛[2Jx')
  })
})

describe('a trend as data', () => {
  it('is JSON by suite and metric, what is unknown null', () => {
    const { format, suites } = JSON.parse(trendJson([TREND]))
    expect([format, suites[0].suite, suites[0].leftOut]).toEqual([1, 'shop', TREND.leftOut])
    expect(suites[0].series[0]).toMatchObject({ metric: 'success_rate', unit: 'share' })
    expect(suites[0].series[0].points[2]).toEqual({
      run: 'shop-03',
      startedAt: '2026-11-03T10:00:00.000Z',
      commit: '0123456789abcdef',
      branch: 'main',
      suiteChanged: false,
      value: null,
      low: null,
      high: null,
      n: 10,
    })
  })

  it('is CSV, a line a point', () => {
    expect(trendCsv([TREND]).split('\r\n')).toEqual([
      'suite,metric,unit,run,startedAt,commit,branch,suiteChanged,value,low,high,n',
      expect.stringMatching(
        /^shop,success_rate,share,shop-01,2026-11-01T10:00:00\.000Z,0123456789abcdef,main,false,0\.8,0\.7/,
      ),
      expect.stringContaining(',true,0.9,'),
      expect.stringMatching(/,false,,,,10$/),
      expect.any(String),
      '',
    ])
  })

  it.each([
    ['=1+1', "'=1+1"],
    ['@x', "'@x"],
    ['a,"b"', '"a,""b"""'],
    ['x\ny', '"x\ny"'],
  ])('is no formula and no other cell: %j', (branch, shown) => {
    expect(trendCsv([withBranch(branch)])).toContain(`,c0ffee,${shown},false,`)
  })
})
