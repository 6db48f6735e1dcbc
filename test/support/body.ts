import type { HttpBody } from '../../src/http/index.ts'

/** The bytes of a body that is in memory; nothing for none. */
export function inMemory(body: HttpBody | undefined): Buffer {
  if (body === undefined) return Buffer.alloc(0)
  if (body instanceof Uint8Array) return Buffer.from(body)
  throw new Error('the body is a source')
}

/** Every byte of a body, streamed or not. */
export async function wholeBody(body: HttpBody | undefined): Promise<Buffer> {
  if (body === undefined || body instanceof Uint8Array) return inMemory(body)
  const chunks: Uint8Array[] = []
  for await (const chunk of body.open(new AbortController().signal)) chunks.push(chunk)
  return Buffer.concat(chunks)
}
