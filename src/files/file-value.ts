import { createHash } from 'node:crypto'

/** What a file is, and how its bytes are had. */
export interface FileParts {
  /** The name that it is sent under; absent where nobody gave one. */
  readonly name?: string | undefined
  /** `type/subtype`; absent when neither name nor content tell. */
  readonly mediaType?: string | undefined
  /** The API that it came from, and the environment of it that was asked. */
  readonly from?: { readonly api: string; readonly environment?: string | undefined } | undefined
  /** Bytes. */
  readonly size: number
  /** As `BodySource.identity` of the way out: tells these bytes from others. */
  readonly identity: string
  /** All of it, where it is in memory anyway. */
  readonly data?: Uint8Array | undefined
  /** As `FileValue.open`. */
  readonly open: (signal: AbortSignal) => AsyncIterable<Uint8Array>
}

/**
 * A file among the values of a call: where a description asks for bytes, this is what stands there once the path, the
 * `data:` URI or the handle that the caller gave has been looked up. It is a class to be told from foreign data.
 */
export class FileValue {
  readonly name: string | undefined
  readonly mediaType: string | undefined
  readonly size: number
  readonly data: Uint8Array | undefined
  readonly identity: string
  readonly from: FileParts['from']
  readonly #open: FileParts['open']

  constructor({ name, mediaType, from, size, identity, data, open }: FileParts) {
    this.name = name
    this.mediaType = mediaType
    this.from = from
    this.size = size
    this.data = data
    this.identity = identity
    this.#open = open
  }

  /** A file that is in memory. */
  static of(data: Uint8Array, about: Pick<FileParts, 'name' | 'mediaType'> = {}): FileValue {
    return new FileValue({
      ...about,
      size: data.byteLength,
      identity: createHash('sha256').update(data).digest('hex'),
      data,
      async *open() {
        yield data
      },
    })
  }

  /**
   * Its bytes from the start, exactly `size` of them, as often as asked for. The signal ends the reading and lets go of
   * what is open.
   *
   * @throws CustomApiError `file.blocked` when it is not what it was when it was looked up
   */
  open(signal: AbortSignal): AsyncIterable<Uint8Array> {
    return this.#open(signal)
  }

  /** The same bytes under another name or type. */
  as(about: Pick<FileParts, 'name' | 'mediaType' | 'from'>): FileValue {
    const { size, data, identity } = this
    const open = this.#open
    return new FileValue({
      name: about.name ?? this.name,
      mediaType: about.mediaType ?? this.mediaType,
      from: about.from ?? this.from,
      size,
      identity,
      data,
      open,
    })
  }
}
