import { quote } from '../../expect/show.ts'
import { formatInterval, formatMeasured, formatUsd, UNKNOWN } from '../../gate/format.ts'
import { confusionOf } from '../../run/calibrate.ts'
import { breakCommands, cutMiddle, visible, visibleName } from '../sanitize.ts'
import { layOut } from '../table.ts'
import { count } from '../words.ts'
import { isSilentOn } from './json.ts'
import type { CalibrationReport } from './types.ts'

const MOST_SHOWN = 20
const MOST_CHARACTERS = 500

/** The table of what people and the judge say, how far they agree, and where they do not. */
export function calibrationText(report: CalibrationReport): string {
  const { suite, judge, calibration } = report
  const { spec } = judge
  const { judged, costUsd } = calibration
  const failed = judged.filter(({ error }) => error !== null)
  const silent = judged.filter(({ answer, error }) => answer === null && error === null)
  const votes = spec.votes === 1 ? '' : `, ${spec.votes} votes`
  const sections = [
    [
      `${visibleName(suite.name)} · ${visibleName(judge.case.id)} · judge ${visible(quote(spec.rubric, 80))}`,
      `${visibleName(spec.model)}${votes} · ${count(judged.length, 'label')}: ${judged.length - silent.length - failed.length} decided, ${silent.length} cannot tell, ${count(failed.length, 'error')}`,
    ],
    tableLines(report),
    agreementLines(report),
    listed(
      'Disagreements',
      judged.filter((each) => each.answer !== null && each.answer !== each.label),
      report,
    ),
    listed('Cannot tell', silent, report),
    listed('Errors', failed, report),
    costUsd === 0 ? [] : [`  the judge cost ${costUsd === null ? UNKNOWN : formatUsd(costUsd)}`],
    calibration.notes.map((note) => `  ⚠ ${visible(note)}`),
  ]
  const text = sections.filter((lines) => lines.length > 0).map((lines) => lines.join('\n'))
  return breakCommands(`${text.join('\n\n')}\n`)
}

function tableLines({ judge: { spec }, calibration: { judged } }: CalibrationReport): string[] {
  const names = spec.scale.answers.map(({ name }) => name)
  const rows = confusionOf(judged, spec).map((row, index) => {
    const name = names[index] ?? ''
    return [
      visibleName(name),
      ...row.map(String),
      String(judged.filter((each) => isSilentOn(each, name)).length),
    ]
  })
  const head = ['people say', ...names.map((name) => visibleName(name)), 'cannot tell']
  const align = head.map((_, column) => (column === 0 ? ('left' as const) : ('right' as const)))
  return ['  the judge says, by column:', ...layOut([head, ...rows], align).map((line) => `  ${line}`)]
}

function agreementLines({ calibration: { agreement } }: CalibrationReport): string[] {
  if (agreement === null) return ['  nothing was decided, so nothing can be said of agreement']
  const { agreed, decided, interval, kappa, low, high, standardError } = agreement
  const share = formatMeasured(agreement.agreement, 'share')
  const rows = [
    [
      'agreement',
      share,
      formatInterval(interval.low, interval.high, 'share'),
      `${agreed} of ${decided} decided`,
    ],
    [
      "Cohen's kappa",
      kappa === null ? UNKNOWN : kappa.toFixed(2),
      low === null || high === null ? '' : `[${low.toFixed(2)}, ${high.toFixed(2)}]`,
      whyKappa(kappa, standardError),
    ],
  ]
  return [...layOut(rows, ['left', 'right', 'left', 'left']).map((line) => `  ${line}`), '  intervals: 95 %']
}

function whyKappa(kappa: number | null, standardError: number | null): string {
  if (kappa === null)
    return 'people and the judge say one and the same thing of all: take labels of every kind'
  if (standardError === null) return 'one side says the same of all: take labels of every kind'
  return `standard error ${standardError.toFixed(3)}`
}

function listed(
  title: string,
  judged: CalibrationReport['calibration']['judged'],
  { labelsPath }: CalibrationReport,
): string[] {
  if (judged.length === 0) return []
  const lines = judged.slice(0, MOST_SHOWN).map(({ line, label, reason }) => {
    const said = visible(cutMiddle(reason, MOST_CHARACTERS))
    return `    ${visibleName(labelsPath)}:${line}  people say ${visibleName(label)}; ${said}`
  })
  const more = judged.length - lines.length
  return [`  ${title}`, ...lines, ...(more > 0 ? [`    and ${more} more`] : [])]
}
