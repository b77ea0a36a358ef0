import fc from 'fast-check'
import type { Chunk } from '../../src/model/protocol/index.ts'
import type { AssistantMessage, ContentBlock } from '../../src/trajectory/index.ts'
import { anyJson, anyObject, plain } from '../trajectory/arbitrary.ts'

/** Text of any characters, pairs of surrogates included: a cut may fall between them. */
const anyText = fc.string({ unit: 'binary', maxLength: 30 })

const tool = (type: string): fc.Arbitrary<ContentBlock> =>
  fc.record({ type: fc.constant(type), id: fc.string(), name: fc.string(), input: anyObject })

const anyBlock: fc.Arbitrary<ContentBlock> = fc.oneof(
  fc.record(
    { type: fc.constant('text'), text: anyText, citations: fc.option(fc.array(anyObject, { maxLength: 3 })) },
    { requiredKeys: ['type', 'text'] },
  ),
  fc.record({ type: fc.constant('thinking'), thinking: anyText, signature: fc.base64String() }),
  fc.record({ type: fc.constant('redacted_thinking'), data: fc.base64String() }),
  tool('tool_use'),
  tool('server_tool_use'),
  fc.record({ type: fc.constant('web_search_tool_result'), tool_use_id: fc.string(), content: anyJson }),
  fc.record({ type: fc.string(), x: anyJson }),
)

/** An assistant message with the fields that every reply of the provider has. */
export const anyMessage: fc.Arbitrary<AssistantMessage> = fc
  .record({
    id: fc.string(),
    type: fc.constant('message'),
    role: fc.constant('assistant' as const),
    model: fc.string(),
    content: fc.array(anyBlock, { maxLength: 5 }),
    stop_reason: fc.option(fc.string()),
    stop_sequence: fc.option(fc.string()),
    usage: fc.option(fc.record({ input_tokens: fc.nat(), output_tokens: fc.nat(), service_tier: anyJson })),
    container: anyJson,
  })
  .map(plain)

/** Where a stream may have been cut, whether or not the message has such blocks and lengths. */
export const anyChunks: fc.Arbitrary<Chunk[]> = fc.array(
  fc.tuple(fc.nat({ max: 5 }), fc.nat({ max: 12 }), fc.nat({ max: 9999 })),
)
