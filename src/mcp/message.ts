/**
 * A JSON text as the protocol handlers get it.
 *
 * @throws SyntaxError for what is no JSON
 */
export function readMessage(text: string): unknown {
  return JSON.parse(text)
}
