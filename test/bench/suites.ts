import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stringify } from 'yaml'

interface SuiteOptions {
  readonly stream: boolean
  /** Whether each case is answered wrongly one time in ten, and takes a time of its own then. */
  readonly varied?: boolean
}

/** A suite of one-turn cases with two expectations each, and its agent, in a folder of its own. */
export function writeSuite(dir: string, cases: number, options: SuiteOptions): string {
  mkdirSync(dir, { recursive: true })
  const agent = { model: 'claude-haiku-4-5', system: 'Answer in one sentence.', stream: options.stream }
  writeFileSync(join(dir, 'agent.yaml'), stringify(agent))
  const suite = {
    suite: `bench-${cases}${options.stream ? '-stream' : ''}`,
    agent: './agent.yaml',
    assert: [`success_rate >= ${options.varied ? 80 : 95}%`, 'p95_latency <= 5s'],
    cases: Array.from({ length: cases }, (_, index) => ({
      id: `case-${index}`,
      input: `What is the capital of country ${index}?`,
      expect: [{ contains: `City ${index}` }, { max_iterations: 3 }],
      script: options.varied
        ? {
            variants: [
              { weight: 9, replies: [reply(index, index)] },
              { weight: 1, replies: [reply(index, index + 1)] },
            ],
          }
        : [reply(index, index)],
    })),
  }
  const path = join(dir, 'bench.eval.yaml')
  writeFileSync(path, stringify(suite))
  return path
}

const reply = (country: number, city: number) => ({
  text: `The capital of country ${country} is City ${city}.`,
  usage: { input: 800 + city, output: 64 },
  latency: `${800 + (city % 7) * 100}ms`,
})
