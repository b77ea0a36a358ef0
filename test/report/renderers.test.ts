import { expect, it } from 'vitest'
import { renderersOf } from '../../src/report/renderers.ts'
import { OPTIONS } from './build.ts'

it('functions are reporters by their names, in their order', () => {
  const renderers = renderersOf<number>({
    terminal: (subject, { width }) => `${subject} in ${width}`,
    json: (subject) => JSON.stringify(subject),
  })
  expect([...renderers].map(([name, renderer]) => [name, renderer.name])).toEqual([
    ['terminal', 'terminal'],
    ['json', 'json'],
  ])
  expect(renderers.get('terminal')?.render(7, OPTIONS)).toBe('7 in 100')
  expect(renderers.get('json')?.render(7, OPTIONS)).toBe('7')
})
