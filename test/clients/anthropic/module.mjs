/** The same agent in the process of the harness, with its tool played by the suite. The message begins with the mode. */
import Anthropic from '@anthropic-ai/sdk'
import { answer } from './loop.mjs'

export default ({ input, fetch, baseUrl, tools }) =>
  answer({
    client: new Anthropic({ apiKey: 'none', baseURL: baseUrl, fetch }),
    mode: /^\[(.*?)\]/.exec(input)?.[1] ?? 'create',
    system: 'You read the files of the folder ..',
    input,
    readFile: (path) => tools.read_file({ path }),
  })
