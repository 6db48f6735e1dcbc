import { CustomApiError } from '../core/index.ts'
import type { Bundle, Source } from './bundle/cache.ts'
import { Damaged, unpackRow, type Index } from './bundle/format.ts'
import { BundleReader } from './bundle/reader.ts'
import { writeDocument } from './document/write.ts'
import { Documents } from './documents.ts'
import type { Description, Operation, OperationRow, Problem } from './model.ts'
import { buildOperation, locate, type Place, type Setting } from './operation/build.ts'

/** Operations that stay built; an operation is some ten kilobytes. */
const keptOperations = 256

/** A loaded description over its bundle. Nothing but the index is read until an operation is asked for. */
export class LazyDescription implements Description {
  readonly #index: Index
  #source: Source
  #setting: Setting | undefined
  readonly #recover: (digest: string) => Promise<Source>
  readonly #byKey: Map<string, OperationRow>
  readonly #built = new Map<string, Operation>()
  #closed = false
  readonly info: Description['info']
  readonly source: string
  readonly kind: 'file' | 'url'
  readonly rows: readonly OperationRow[]
  readonly problems: readonly Problem[]
  readonly servers: Description['servers']
  readonly securitySchemes: Description['securitySchemes']
  readonly requiresSecurity: boolean
  readonly webhooks: readonly string[]
  readonly rateLimit: Description['rateLimit']
  readonly digest: string

  /** @throws Damaged when the index is not what was written */
  constructor(source: Source, recover: (digest: string) => Promise<Source>, warnings: readonly Problem[] = []) {
    const { head } = source
    this.#index = source.index()
    this.#source = source
    this.#recover = recover
    this.info = this.#index.info
    this.source = head.source
    this.kind = head.kind
    this.digest = head.digest
    this.rows = this.#index.rows.map(unpackRow)
    this.problems = [...warnings, ...this.#index.problems]
    this.servers = this.#index.servers
    this.securitySchemes = this.#index.securitySchemes
    this.requiresSecurity = this.#index.requiresSecurity
    this.webhooks = this.#index.webhooks
    this.rateLimit = this.#index.rateLimit
    this.#byKey = new Map(this.rows.map((row) => [row.key, row]))
  }

  async operation(key: string): Promise<Operation> {
    const known = this.#built.get(key)
    if (known) return known
    const row = this.#row(key)
    const operation = await this.#read(row, (place, setting) => buildOperation(row, place, setting))
    this.#built.set(key, operation)
    if (this.#built.size > keptOperations)
      for (const oldest of [...this.#built.keys()].slice(0, 32)) this.#built.delete(oldest)
    return operation
  }

  async document(key: string): Promise<Readonly<Record<string, unknown>>> {
    const row = this.#row(key)
    return this.#read(row, (place, setting) => writeDocument(row, place, { ...setting, info: this.info }))
  }

  close(): void {
    this.#closed = true
    this.#source.close()
  }

  #row(key: string): OperationRow {
    const row = this.#byKey.get(key)
    if (row) return row
    throw new CustomApiError('description.invalid', `the description has no operation ${key.slice(0, 200)}`)
  }

  /** Reads from the bundle; a damaged one is built again from its source, once. */
  async #read<T>(row: OperationRow, make: (place: Place, setting: Setting) => T): Promise<T> {
    try {
      return this.#make(row, make, this.#setting ?? (await this.#open()))
    } catch (fault) {
      if (!(fault instanceof Damaged)) throw invalid(row, fault)
      const source = await this.#recover(this.digest)
      this.#source.close()
      this.#source = source
      this.#setting = undefined
    }
    try {
      return this.#make(row, make, await this.#open())
    } catch (fault) {
      throw invalid(row, fault instanceof Damaged ? (fault.cause ?? fault) : fault)
    } finally {
      if (this.#closed) this.#source.close() // a call that outlived its description
    }
  }

  #make<T>(row: OperationRow, make: (place: Place, setting: Setting) => T, setting: Setting): T {
    const place = locate(setting.documents, row.at)
    if (!place) throw invalid(row, undefined)
    return make(place, setting)
  }

  /** Waits for the bundle where it is still being written. */
  async #open(): Promise<Setting> {
    const source = this.#source
    const setting = this.#settingOf(await source.bundle())
    if (source === this.#source) this.#setting = setting
    return setting
  }

  #settingOf(bundle: Bundle): Setting {
    const documents = new Documents(new BundleReader(bundle.read, bundle.opened))
    const { dialect, servers, securitySchemes } = this.#index
    return { documents, dialect, servers, securitySchemes, url: this.kind === 'url' ? this.source : undefined }
  }
}

function invalid(row: OperationRow, cause: unknown): CustomApiError {
  if (cause instanceof CustomApiError) return cause
  const hint = `look at ${row.at} in the description`
  return new CustomApiError('description.invalid', `the operation ${row.key} cannot be read`, { hint, cause })
}
