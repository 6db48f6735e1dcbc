import { ProtocolError, ProtocolErrorCode, ResourceNotFoundError } from '@modelcontextprotocol/server'
import { CustomApiError } from '../core/index.ts'
import type { Offer } from './offer.ts'
import { internalLine } from './results.ts'

/** Runs what answers a request that is not a tool call. An error of ours never shows its message. */
export async function guarded<T>({ log }: Offer, doing: string, work: () => Promise<T>, uri?: string): Promise<T> {
  try {
    return await work()
  } catch (thrown) {
    if (thrown instanceof ProtocolError) throw thrown
    const error = CustomApiError.from(thrown)
    if (error.fault === 'us') throw new ProtocolError(ProtocolErrorCode.InternalError, internalLine(error, log, doing))
    const says = [`${error.code}: ${error.message}`, error.hint ?? ''].filter((line) => line !== '').join('\n')
    if (uri !== undefined && error.code.endsWith('.unknown')) throw new ResourceNotFoundError(uri, says)
    throw new ProtocolError(ProtocolErrorCode.InvalidParams, says)
  }
}
