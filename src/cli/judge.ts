import type { Command } from './command.ts'
import { type OptionSpecs, parseArguments, usage } from './options.ts'
import { RUNNING } from './run-options.ts'

const options: OptionSpecs = {
  suite: { value: 'SUITE', about: 'the suite that has the judge' },
  case: { value: 'ID', about: 'the case that has it, where several have one' },
  at: { value: 'LINE', about: 'the line of the suite where it stands, where a case has several' },
  run: { value: 'RUN', about: 'the run that labels of a case and trial are of' },
  responses: {
    value: 'MODE',
    about:
      'replay plays what the judge said before (the default), record asks for the rest, live asks for all',
  },
  concurrency: { ...RUNNING.concurrency, about: 'labels at the same time (default 8)' },
  reporter: { value: 'NAME[=PATH]', multiple: true, about: 'terminal or json, to a file or standard output' },
  'max-cost': { value: '$N', about: 'stop asking the judge once its calls have cost this much' },
}

/** What is done with judges by themselves. */
export const judgeCommand: Command = {
  name: 'judge',
  synopsis: 'calibrate LABELS.jsonl --suite SUITE [options]',
  options,
  example: `printf 'suite: polite\\nagent: { module: ./evals/agents/hello.mjs }\\ncases: [{ id: polite, input: Hi, expect: [{ judge: { rubric: The answer is polite. } }] }]\\n' > polite.eval.yaml && echo '{"messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":"Hello!"}],"label":"pass"}' > labels.jsonl && pawl judge calibrate labels.jsonl --suite polite.eval.yaml --responses live`,
  async run([name = '', ...args], io) {
    if (name !== 'calibrate') {
      const found = name === '' ? 'nothing' : JSON.stringify(name)
      throw usage(
        `expected calibrate after judge, found ${found}`,
        'pawl judge calibrate labels.jsonl --suite SUITE',
      )
    }
    const { calibrateJudge } = await import('./judge/calibrate.ts')
    return await calibrateJudge(parseArguments(args, options, 'judge calibrate'), io)
  },
}
