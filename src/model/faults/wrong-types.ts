import { own } from '../../trajectory/index.ts'
import { contentFault } from './answer.ts'
import { contradicting } from './json-schema.ts'
import { declaredTools, inputOf, isToolUse, withToolCall } from './tool-calls.ts'

export const wrongArgumentTypes = contentFault(
  'wrong_argument_types',
  'tool arguments whose types the tool does not take, such as text for numbers',
  (message, request) => {
    const schemas = new Map(declaredTools(request).map(({ name, schema }) => [name, schema]))
    const { content, ...rest } = withToolCall(message, request)
    return {
      ...rest,
      role: 'assistant',
      content: content.map((block) => {
        if (!isToolUse(block)) return block
        const schema = schemas.get(String(own(block, 'name'))) ?? {}
        return { ...block, input: contradicting(inputOf(block), schema) }
      }),
    }
  },
)
