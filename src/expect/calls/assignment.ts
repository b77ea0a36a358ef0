/**
 * The assignment of rows to columns with the least total cost (the Hungarian method with potentials and
 * shortest augmenting paths, O(rows² · columns); Kuhn 1955, Jonker and Volgenant 1987).
 *
 * @param costs a row of finite costs each, all rows of one length
 * @returns the column of each row; `null` for rows left over when there are more rows than columns
 */
export function assign(costs: readonly (readonly number[])[]): (number | null)[] {
  const rows = costs.length
  const columns = costs[0]?.length ?? 0
  // Columns that stand for "none" cost all rows the same, so they do not change which assignment is best.
  const width = Math.max(rows, columns)
  const rowPotential = new Float64Array(rows)
  const columnPotential = new Float64Array(width)
  const rowOf = new Int32Array(width).fill(-1)
  const reduced = (row: number, column: number): number =>
    at(costs[row], column) - at(rowPotential, row) - at(columnPotential, column)
  for (let row = 0; row < rows; row++) augment(row, { rowPotential, columnPotential, rowOf, reduced })
  const assigned = new Array<number | null>(rows).fill(null)
  for (let column = 0; column < columns; column++) {
    const row = at(rowOf, column)
    if (row >= 0) assigned[row] = column
  }
  return assigned
}

interface State {
  readonly rowPotential: Float64Array
  readonly columnPotential: Float64Array
  /** The row that has a column so far, or -1. */
  readonly rowOf: Int32Array
  readonly reduced: (row: number, column: number) => number
}

/** Gives a row a column, along the cheapest alternating path (Dijkstra on reduced costs). */
function augment(start: number, state: State): void {
  const { rowPotential, columnPotential, rowOf, reduced } = state
  const width = rowOf.length
  const distance = new Float64Array(width).fill(Number.POSITIVE_INFINITY)
  const cameFrom = new Int32Array(width).fill(-1)
  const done: number[] = []
  const isDone = new Uint8Array(width)
  let row = start
  let reached = 0
  let last = -1
  for (;;) {
    let nearest = -1
    for (let column = 0; column < width; column++) {
      if (isDone[column] === 1) continue
      const through = reached + reduced(row, column)
      if (through < at(distance, column)) {
        distance[column] = through
        cameFrom[column] = last
      }
      const ahead = nearest < 0 ? -1 : at(distance, column) - at(distance, nearest)
      // Of equally near ones a free column ends the search.
      if (ahead < 0 || (ahead === 0 && at(rowOf, column) < 0 && at(rowOf, nearest) >= 0)) nearest = column
    }
    reached = at(distance, nearest)
    last = nearest
    if (at(rowOf, nearest) < 0) break
    isDone[nearest] = 1
    done.push(nearest)
    row = at(rowOf, nearest)
  }
  rowPotential[start] = at(rowPotential, start) + reached
  for (const column of done) {
    const slack = reached - at(distance, column)
    const owner = at(rowOf, column)
    rowPotential[owner] = at(rowPotential, owner) + slack
    columnPotential[column] = at(columnPotential, column) - slack
  }
  for (let column = last; column >= 0; ) {
    const before = at(cameFrom, column)
    rowOf[column] = before < 0 ? start : at(rowOf, before)
    column = before
  }
}

/** The number at a place; 0 beyond the end, where the columns for "none" are. */
function at(numbers: ArrayLike<number> | undefined, place: number): number {
  return numbers?.[place] ?? 0
}
