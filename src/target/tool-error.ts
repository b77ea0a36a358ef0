/** A mocked tool answered with an error. */
export class ToolError extends Error {
  override readonly name = 'ToolError'
}
