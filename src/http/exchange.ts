import type { Dispatcher } from 'undici'

/** Bytes that may wait for their reader before the connection is paused. */
const mostWaiting = 64 * 1024

/** As much of an unwanted body is read to keep its connection; more of it, or longer, costs the connection. */
const worthReading = 16 * 1024
const worthWaiting = 500 // milliseconds

/** What undici gives of an answer before its body: names and values in turn, as they came. */
export interface Head {
  readonly status: number
  readonly rawHeaders: readonly (Buffer | string)[]
}

interface Waiting<T> {
  readonly resolve: (value: T) => void
  readonly reject: (error: unknown) => void
}

const end: IteratorResult<Uint8Array, undefined> = { done: true, value: undefined }

/**
 * One request on its way through a pool, and the body of its answer as it arrives. undici's own `request()` does the
 * same with a stream, an async resource and listeners; this is what those come down to when only bytes are wanted.
 *
 * The body is read by one reader. Until it reads, at most 64 KiB wait here and the rest on the connection. When the
 * signal aborts, the connection is closed and whoever waits gets the signal's reason.
 */
export class Exchange implements Dispatcher.DispatchHandler, AsyncIterator<Uint8Array, undefined> {
  readonly #signal: AbortSignal
  readonly #over: (() => void)[]
  #controller: Dispatcher.DispatchController | undefined
  #head: Waiting<Head> | undefined
  #reader: Waiting<IteratorResult<Uint8Array, undefined>> | undefined
  #chunks: Uint8Array[] = []
  #waiting = 0
  #ended = false
  #failure: { readonly error: unknown } | undefined
  /** Bytes of an unwanted body that may still come. */
  #unwanted: number | undefined
  #enough: NodeJS.Timeout | undefined

  /** `over` is called when nothing more will come: after the end of the body, a failure, an abort. */
  constructor(signal: AbortSignal, over: () => void) {
    this.#signal = signal
    this.#over = [over]
  }

  /** Calls back when nothing more will come; at once when that is so already. */
  whenOver(then: () => void): void {
    if (this.#isOver) then()
    else this.#over.push(then)
  }

  /** Sends the request and resolves with the beginning of the final answer. @throws what undici says, or the signal's reason */
  start(pool: Dispatcher, options: Dispatcher.DispatchOptions): Promise<Head> {
    return new Promise((resolve, reject) => {
      this.#head = { resolve, reject }
      if (this.#signal.aborted) return this.#abort()
      this.#signal.addEventListener('abort', this.#abort, { once: true })
      try {
        pool.dispatch(options, this)
      } catch (error) {
        this.#fail(error)
      }
    })
  }

  /** Ends it, whatever is still to come; a reader that waits gets the error. */
  destroy(error: Error): void {
    if (this.#isOver) return
    this.#fail(error)
    this.#controller?.abort(error)
  }

  /** Reads a little more for nobody, so that the connection can be used again. */
  discard(): void {
    this.#chunks = []
    if (this.#isOver || this.#unwanted !== undefined) return
    this.#unwanted = worthReading
    this.#enough = setTimeout(() => this.destroy(new Error('not wanted')), worthWaiting)
    this.#controller?.resume()
  }

  next(): Promise<IteratorResult<Uint8Array, undefined>> {
    const value = this.#chunks.shift()
    if (value !== undefined) {
      this.#waiting -= value.length
      if (this.#controller?.paused === true && this.#waiting < mostWaiting) this.#controller.resume()
      return Promise.resolve({ done: false, value })
    }
    if (this.#failure !== undefined) return Promise.reject(this.#failure.error as Error) // only errors are put there
    if (this.#ended) return Promise.resolve(end)
    return new Promise((resolve, reject) => (this.#reader = { resolve, reject }))
  }

  /** A reader that has enough. */
  return(): Promise<IteratorResult<Uint8Array, undefined>> {
    this.#chunks = []
    this.destroy(new Error('not wanted'))
    return Promise.resolve(end)
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller
    if (this.#failure !== undefined) controller.abort(this.#failure.error as Error) // aborted while it waited for its turn
  }

  onResponseStart({ rawHeaders }: Dispatcher.DispatchController, status: number): void {
    if (status < 200) return // a word in between (RFC 9110 §15.2)
    const head = this.#head
    this.#head = undefined
    head?.resolve({ status, rawHeaders: Array.isArray(rawHeaders) ? rawHeaders : [] })
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#unwanted !== undefined) {
      this.#unwanted -= chunk.length
      if (this.#unwanted < 0) this.destroy(new Error('not wanted'))
      return
    }
    const reader = this.#reader
    if (reader !== undefined) {
      this.#reader = undefined
      return reader.resolve({ done: false, value: chunk })
    }
    this.#chunks.push(chunk)
    this.#waiting += chunk.length
    if (this.#waiting >= mostWaiting) controller.pause()
  }

  onResponseEnd(): void {
    if (this.#isOver) return
    this.#ended = true
    this.#finish()
    this.#reader?.resolve(end)
    this.#reader = undefined
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    this.#fail(error)
  }

  get #isOver(): boolean {
    return this.#ended || this.#failure !== undefined
  }

  readonly #abort = (): void => {
    const { reason } = this.#signal
    this.destroy(reason instanceof Error ? reason : new Error('aborted', { cause: reason }))
  }

  #fail(error: unknown): void {
    if (this.#isOver) return
    this.#failure = { error }
    this.#finish()
    this.#head?.reject(error)
    this.#reader?.reject(error)
    this.#head = undefined
    this.#reader = undefined
  }

  #finish(): void {
    this.#signal.removeEventListener('abort', this.#abort)
    clearTimeout(this.#enough)
    for (const over of this.#over) over()
  }
}
