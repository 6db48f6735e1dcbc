import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

/** A request that waits for its confirmation: everything that the confirmation is bound to. */
export interface Confirmable {
  readonly app?: string | undefined
  readonly api: string
  readonly environment?: string | undefined
  readonly method: string
  readonly url: string
  readonly headers: readonly (readonly [name: string, value: string])[]
  /** The bytes, or a name that stands for them (a file's place, size and time). */
  readonly body?: Uint8Array | string | undefined
}

/** Words that confirm one request each. They live as long as the process. */
export interface Confirmations {
  /** The word for exactly this request: good once, for ten minutes. It holds no secret and nothing of the request. */
  issue(request: Confirmable): string
  /** Whether the word is for this request and still good; it is spent then. */
  redeem(word: string, request: Confirmable): boolean
  /** Like `redeem`, without spending it. */
  matches(word: string, request: Confirmable): boolean
}

const lifetime = 600 // seconds
const mostSpent = 10_000

export function createConfirmations(now: () => number = Date.now): Confirmations {
  const key = randomBytes(32)
  const spent = new Map<string, number>()
  const seconds = (): number => Math.floor(now() / 1000)
  const macOf = (head: string, request: Confirmable): Buffer =>
    createHmac('sha256', key).update(head).update('\0').update(digest(request)).digest().subarray(0, 16)

  const matches = (word: string, request: Confirmable): boolean => {
    const [until = '', nonce = '', mac = '', ...more] = word.trim().split('.')
    if (more.length > 0 || spent.has(word.trim())) return false
    const end = Number.parseInt(until, 36)
    if (!(end >= seconds()) || end > seconds() + lifetime) return false
    const given = Buffer.from(mac, 'base64url')
    const wanted = macOf(`${until}.${nonce}`, request)
    return given.length === wanted.length && timingSafeEqual(given, wanted)
  }

  const forget = (): void => {
    for (const [word, until] of spent) if (until < seconds() || spent.size > mostSpent) spent.delete(word)
  }

  return {
    issue(request) {
      const head = `${(seconds() + lifetime).toString(36)}.${randomBytes(4).toString('base64url')}`
      return `${head}.${macOf(head, request).toString('base64url')}`
    },
    matches,
    redeem(word, request) {
      if (!matches(word, request)) return false
      spent.set(word.trim(), seconds() + lifetime)
      if (spent.size > mostSpent / 2) forget()
      return true
    },
  }
}

function digest({ app, api, environment, method, url, headers, body }: Confirmable): Buffer {
  const hash = createHash('sha256')
  hash.update(JSON.stringify([app ?? null, api, environment ?? null, method, url, headers]))
  if (body !== undefined) hash.update('\0').update(body)
  return hash.digest()
}

/**
 * Thrown by a call that must ask a person first, where the client can: nothing has been sent. The protocol asks, and calls
 * again with the answer.
 */
export class AskFirst extends Error {
  override readonly name = 'AskFirst'
  /** What the person is asked, in words. */
  readonly question: string
  /** Comes back with the answer: the word of the request that was shown. */
  readonly word: string

  constructor(question: string, word: string) {
    super('a person must be asked first')
    this.question = question
    this.word = word
  }
}
