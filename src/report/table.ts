import { displayWidth, pad } from './width.ts'

export type Align = 'left' | 'right'

const GAP = '  '

/** Rows as lines whose columns stand under each other; columns that are empty everywhere are left out. */
export function layOut(rows: readonly (readonly string[])[], align: readonly Align[]): string[] {
  const widths = align.map((_, column) => Math.max(0, ...rows.map((row) => displayWidth(row[column] ?? ''))))
  return rows.map((row) =>
    align
      .flatMap((side, column) => {
        const width = widths[column] ?? 0
        return width === 0 ? [] : [pad(row[column] ?? '', width, side)]
      })
      .join(GAP)
      .trimEnd(),
  )
}
