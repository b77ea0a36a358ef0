/** An error as a provider says it. */
export interface ProviderError {
  readonly status: number
  readonly type: string
  readonly message: string
  /** OpenAI's alone. */
  readonly code?: string
}

export interface HttpError {
  readonly name: string
  readonly about: string
  /** https://docs.claude.com/en/api/errors */
  readonly anthropic: ProviderError
  /** https://platform.openai.com/docs/guides/error-codes */
  readonly openai: ProviderError
  /** Whether it says how long to wait: always, when the rule does, or never. */
  readonly retryAfter: 'always' | 'as the rule says' | 'never'
}

const RATE_LIMIT = {
  anthropic: {
    status: 429,
    type: 'rate_limit_error',
    message: 'Number of requests has exceeded your rate limit. Please try again later.',
  },
  openai: {
    status: 429,
    type: 'rate_limit_error',
    message: 'Rate limit reached for requests. Please try again later.',
    code: 'rate_limit_exceeded',
  },
} as const

export const OVERLOADED: HttpError = {
  name: 'overloaded',
  about: '529, or 503 of OpenAI: the provider is overloaded',
  anthropic: { status: 529, type: 'overloaded_error', message: 'Overloaded' },
  openai: {
    status: 503,
    type: 'server_error',
    message: 'The engine is currently overloaded, please try again later',
  },
  retryAfter: 'as the rule says',
}

const REFUSED_REQUESTS: readonly HttpError[] = [
  {
    name: 'bad_request',
    about: '400: the request is invalid',
    anthropic: { status: 400, type: 'invalid_request_error', message: 'messages: the request is not valid' },
    openai: { status: 400, type: 'invalid_request_error', message: 'The request is not valid.' },
    retryAfter: 'never',
  },
  {
    name: 'authentication',
    about: '401: the key is wrong',
    anthropic: { status: 401, type: 'authentication_error', message: 'invalid x-api-key' },
    openai: {
      status: 401,
      type: 'invalid_request_error',
      message: 'Incorrect API key provided.',
      code: 'invalid_api_key',
    },
    retryAfter: 'never',
  },
  {
    name: 'permission',
    about: '403: the key may not do this',
    anthropic: {
      status: 403,
      type: 'permission_error',
      message: 'Your API key does not have permission to use the specified resource.',
    },
    openai: {
      status: 403,
      type: 'invalid_request_error',
      message: 'You have insufficient permissions for this operation.',
    },
    retryAfter: 'never',
  },
  {
    name: 'not_found',
    about: '404: there is no such model',
    anthropic: { status: 404, type: 'not_found_error', message: 'The requested model could not be found.' },
    openai: {
      status: 404,
      type: 'invalid_request_error',
      message: 'The model does not exist or you do not have access to it.',
      code: 'model_not_found',
    },
    retryAfter: 'never',
  },
  {
    name: 'too_large',
    about: '413: the request has too many bytes',
    anthropic: { status: 413, type: 'request_too_large', message: 'Request exceeds the maximum size' },
    openai: { status: 413, type: 'invalid_request_error', message: 'Request exceeds the maximum size' },
    retryAfter: 'never',
  },
]

/** In the order in which help lists them. */
export const HTTP_ERRORS: readonly HttpError[] = [
  ...REFUSED_REQUESTS,
  {
    name: 'rate_limit',
    about: '429 with retry-after (3 s if the rule gives none) and the headers of the limits',
    ...RATE_LIMIT,
    retryAfter: 'always',
  },
  {
    name: 'rate_limit_bare',
    about: '429 that does not say when to try again',
    ...RATE_LIMIT,
    retryAfter: 'never',
  },
  {
    name: 'server_error',
    about: '500: an error of the provider',
    anthropic: { status: 500, type: 'api_error', message: 'Internal server error' },
    openai: {
      status: 500,
      type: 'server_error',
      message: 'The server had an error while processing your request.',
    },
    retryAfter: 'as the rule says',
  },
  OVERLOADED,
]
