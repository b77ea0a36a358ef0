import { expect, it } from 'vitest'
import { isProse } from '../../src/trajectory/prose.ts'

it.each([
  'I need to find the cheapest economy flight for the new date, 2024-05-24.',
  'The parcel (order A-1001) came late, so the customer would like $49.90 back.',
  'Der Kunde möchte sein Geld zurück, weil das Paket zu spät kam.',
])('sentences are prose: %s', (text) => {
  expect(isProse(text)).toBe(true)
})

it.each([
  '',
  'Delivered late',
  'A-1001 A-1002 A-1003 A-1004 A-1005 A-1006 A-1007 A-1008',
  "SELECT name, total FROM orders WHERE status = 'late' ORDER BY total",
  'git log --oneline | head and then cat the file again',
  'if (order) { return the order that was found by id }',
  'echo the value of this variable to a file: $HOME',
])('names, ids, queries and commands are not: %j', (text) => {
  expect(isProse(text)).toBe(false)
})
