/** What it costs to leave out or to pair the items of two sequences. */
export interface AlignmentCosts {
  readonly pair: (row: number, column: number) => number
  readonly skipRow: number
  readonly skipColumn: (column: number) => number
}

/**
 * The alignment of two sequences with the least total cost that keeps the order of both (Needleman and
 * Wunsch 1970; O(rows · columns)). Of equal ones, the one that pairs earliest.
 *
 * @returns the column of each row, ascending; `null` for a row left out
 */
export function align(rows: number, columns: number, costs: AlignmentCosts): (number | null)[] {
  const stride = columns + 1
  const best = costsFrom(rows, columns, costs)
  const at = (row: number, column: number): number => best[row * stride + column] ?? 0
  const aligned = new Array<number | null>(rows).fill(null)
  let row = 0
  let column = 0
  while (row < rows) {
    const rest = at(row, column)
    if (column < columns && rest === costs.pair(row, column) + at(row + 1, column + 1)) {
      aligned[row++] = column++
    } else if (column < columns && rest === costs.skipColumn(column) + at(row, column + 1)) {
      column++
    } else {
      row++
    }
  }
  return aligned
}

/** The least cost of what is left from every place, from the end backwards. */
function costsFrom(rows: number, columns: number, costs: AlignmentCosts): Float64Array {
  const stride = columns + 1
  const best = new Float64Array((rows + 1) * stride)
  const at = (row: number, column: number): number => best[row * stride + column] ?? 0
  for (let column = columns - 1; column >= 0; column--) {
    best[rows * stride + column] = costs.skipColumn(column) + at(rows, column + 1)
  }
  for (let row = rows - 1; row >= 0; row--) {
    best[row * stride + columns] = costs.skipRow + at(row + 1, columns)
    for (let column = columns - 1; column >= 0; column--) {
      best[row * stride + column] = Math.min(
        costs.pair(row, column) + at(row + 1, column + 1),
        costs.skipColumn(column) + at(row, column + 1),
        costs.skipRow + at(row + 1, column),
      )
    }
  }
  return best
}
