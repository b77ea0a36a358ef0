import type { AssertionAlarms, Frequency } from '../../gate/aa/index.ts'
import { formatInterval, formatMeasured, formatShare } from '../../gate/format.ts'
import { breakCommands, visible, visibleName } from '../sanitize.ts'
import { type Align, layOut } from '../table.ts'
import { wrap } from '../width.ts'
import { count } from '../words.ts'
import { driftLines } from './drift-text.ts'
import { remarksOf } from './remarks.ts'
import type { AaReport, Range } from './types.ts'

/** The false-alarm rates of each assertion and of the gate, what stands out, and the drift between the runs. */
export function aaText(report: AaReport, width: number): string {
  const sections = [
    headLines(report),
    alarmLines(report),
    remarkLines(report, width),
    driftLines(report, width),
  ]
  const notes = report.notes.flatMap((note) => marked('!', visible(note), width))
  const text = [...sections, notes].filter((lines) => lines.length > 0).map((lines) => lines.join('\n'))
  return breakCommands(`${text.join('\n\n')}\n`)
}

function headLines({ suite, runs, cases, trials, resamples, seed }: AaReport): string[] {
  const sizes = `${count(cases.total, 'case')} × ${rangeOf(trials.candidate)} against ${rangeOf(trials.baseline)} trials`
  return [
    `${visibleName(suite)} · A/A of ${count(runs.length, 'run')} · ${sizes} · ${count(resamples, 'resample')} (seed ${seed})`,
    `  both sides are drawn from ${count(cases.answers, 'distinct answer')} of the same runs: nothing changed between them`,
  ]
}

const rangeOf = ({ least, most }: Range): string => (least === most ? `${most}` : `${least}–${most}`)

const ALIGN: readonly Align[] = ['left', 'right', 'left', 'right', 'left', 'right', 'left']

function alarmLines({ alarms }: AaReport): string[] {
  const { gate, assertions } = alarms
  const own = assertions.filter(({ inSuite }) => inSuite)
  const added = assertions.filter(({ inSuite }) => !inSuite)
  const differs = gate.red.count !== gate.falselyRed.count
  const rows = [
    ['false alarms', 'red', '', 'proven', '', 'level', ''],
    ...own.map(rowOf),
    ...(own.length === 0
      ? []
      : [
          [
            'the whole gate',
            ...cells(gate.red),
            '',
            '',
            levelOf(gate.level),
            notEvaluated(gate.notEvaluated),
          ],
          ...(differs
            ? [['  by assertions that the runs meet', ...cells(gate.falselyRed), '', '', '', '']]
            : []),
        ]),
    ...added.map(rowOf),
  ]
  return [
    ...layOut(rows, ALIGN).map((line) => `  ${line}`),
    '  red: what the exit code follows; proven: what the level holds; intervals: 95 %, of the resampling',
  ]
}

function rowOf(each: AssertionAlarms): string[] {
  const more = [each.inSuite ? '' : 'not in the suite', notEvaluated(each.notEvaluated)].filter(
    (part) => part !== '',
  )
  return [
    visibleName(each.text),
    ...cells(each.red),
    ...(each.level === null ? ['', ''] : cells(each.provenFail)),
    each.level === null ? 'none' : levelOf(each.level),
    more.join(', '),
  ]
}

const cells = ({ rate, low, high }: Frequency): string[] => [
  formatMeasured(rate, 'share'),
  formatInterval(low, high, 'share'),
]

const levelOf = (level: number): string => formatShare(level, 1).replace(/\.?0+ %$/, ' %')

const notEvaluated = (resamples: number): string =>
  resamples === 0 ? '' : `not evaluated in ${count(resamples, 'resample')}`

function remarkLines(report: AaReport, width: number): string[] {
  const remarks = remarksOf(report)
  return remarks.length === 0
    ? []
    : ['  what stands out', ...remarks.flatMap((each) => marked('·', visible(each), width))]
}

/** Lines behind a mark, the further ones under the first. */
function marked(mark: string, text: string, width: number): string[] {
  return wrap(text, width - 4).map((line, index) => `  ${index === 0 ? mark : ' '} ${line}`)
}
