import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stringify } from 'yaml'

/** A suite of one-turn cases with two expectations each, and its agent, in a folder of its own. */
export function writeSuite(dir: string, cases: number, options: { readonly stream: boolean }): string {
  mkdirSync(dir, { recursive: true })
  const agent = { model: 'claude-haiku-4-5', system: 'Answer in one sentence.', stream: options.stream }
  writeFileSync(join(dir, 'agent.yaml'), stringify(agent))
  const suite = {
    suite: `bench-${cases}${options.stream ? '-stream' : ''}`,
    agent: './agent.yaml',
    assert: ['success_rate >= 95%', 'p95_latency <= 5s'],
    cases: Array.from({ length: cases }, (_, index) => ({
      id: `case-${index}`,
      input: `What is the capital of country ${index}?`,
      expect: [{ contains: `City ${index}` }, { max_iterations: 3 }],
      script: [
        {
          text: `The capital of country ${index} is City ${index}.`,
          usage: { input: 800 + index, output: 64 },
          latency: `${800 + (index % 7) * 100}ms`,
        },
      ],
    })),
  }
  const path = join(dir, 'bench.eval.yaml')
  writeFileSync(path, stringify(suite))
  return path
}
