import { ExactNumber, parseJson } from '../core/index.ts'

/**
 * A JSON-RPC text as the protocol handlers get it: numbers in `params.arguments` of a call keep every digit
 * (`ExactNumber` where a double would not hold them), all others are plain numbers. Arguments that came as `null` or as
 * the JSON text of an object are what they mean.
 *
 * @throws SyntaxError for what is no JSON or nests deeper than 512
 */
export function readMessage(text: string): unknown {
  const parsed = parseJson(text)
  for (const message of Array.isArray(parsed) ? parsed : [parsed]) {
    settle(message, 'params')
    const params = isHolder(message) ? message['params'] : undefined
    settle(params, 'arguments')
    if (isHolder(params) && 'arguments' in params) params['arguments'] = meant(params['arguments'])
  }
  return parsed
}

/** Makes the exact numbers of a value plain ones, in place, all the way down but under one member. */
function settle(value: unknown, except?: string): void {
  if (!isHolder(value)) return
  for (const key of Object.keys(value)) {
    const member = value[key]
    if (member instanceof ExactNumber) value[key] = Number(member)
    else if (key !== except) settle(member)
  }
}

/** Some clients write no arguments as `null`, and some models write the object as a string. */
function meant(input: unknown): unknown {
  if (input === null || input === '') return {}
  if (typeof input !== 'string' || !input.trimStart().startsWith('{')) return input
  try {
    return parseJson(input)
  } catch {
    return input // no JSON after all: the protocol's own check says what is wrong
  }
}

function isHolder(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
