import * as z from 'zod'

const jsonObject = z.record(z.string(), z.json())

const toolSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,128}$/, 'expected 1 to 128 letters, digits, "_" or "-"')
    .meta({ description: 'Name the model calls it by; the suite mocks it by this name.' }),
  description: z.string().default('').meta({ description: 'What the model reads about the tool.' }),
  input_schema: jsonObject
    .default({ type: 'object', properties: {} })
    .meta({ description: 'JSON Schema of its arguments.' }),
})

/** The reference agent's file, `evals/agents/*.yaml`. */
export const agentConfigSchema = z.strictObject({
  model: z.string().min(1).meta({ description: "The provider's model id." }),
  system: z.string().optional().meta({ description: 'System prompt.' }),
  max_tokens: z.int().min(1).default(4096).meta({ description: 'Most tokens of one reply.' }),
  max_iterations: z
    .int()
    .min(1)
    .default(20)
    .meta({ description: 'Most model calls in one turn; reaching it fails the trial.' }),
  max_retries: z
    .int()
    .min(0)
    .default(2)
    .meta({ description: "Retries of one call after the provider's trouble, with back-off." }),
  stream: z.boolean().default(true).meta({ description: 'Ask for server-sent events.' }),
  temperature: z.number().min(0).max(1).optional(),
  top_p: z.number().min(0).max(1).optional(),
  stop_sequences: z.array(z.string().min(1)).optional(),
  thinking: jsonObject.optional().meta({ description: "The request's `thinking` field, sent as it is." }),
  tool_choice: jsonObject
    .optional()
    .meta({ description: "The request's `tool_choice` field, sent as it is." }),
  tools: z.array(toolSchema).default([]).meta({ description: 'Tools the model may call.' }),
})

export type AgentConfig = z.infer<typeof agentConfigSchema>
