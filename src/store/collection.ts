import { CustomApiError, type Log } from '../core/index.ts'
import type { RawDraft, RawRow, Rows } from './backend.ts'
import type { Collection, CollectionShape, Draft, Row } from './model.ts'

/** Runs one piece of work on rows; a transaction of its own, or part of one that is open. */
export type Run = <T>(mode: 'read' | 'write', work: (rows: Rows) => Promise<T>) => Promise<T>

/** The typed view of one collection on any backend: checks what goes in, parses what comes out. */
export function openCollection<T>(
  shape: CollectionShape<T>,
  run: Run,
  { log, now }: { readonly log: Log; readonly now: () => number },
): Collection<T> {
  const { name } = shape
  if (!/^[a-z][a-z0-9-]{0,39}$/.test(name)) throw new Error(`"${name}" is no name for a collection`)
  return {
    async get(key) {
      checkKey(key)
      const row = await run('read', (rows) => rows.get(name, key, now(), true))
      return row === undefined ? undefined : { ...toRow(shape, row), data: row.data }
    },
    async head(key) {
      checkKey(key)
      const row = await run('read', (rows) => rows.get(name, key, now(), false))
      return row === undefined ? undefined : toRow(shape, row)
    },
    async put(key, draft, condition) {
      checkKey(key)
      const raw = { ...toRaw(draft), value: JSON.stringify(draft.value) }
      return run('write', (rows) => rows.put(name, key, raw, now(), condition))
    },
    async patch(key, changes, condition) {
      checkKey(key)
      const { data, scope, expiresAt } = toRaw(changes)
      const raw: Partial<RawDraft> = {
        ...(changes.value === undefined ? {} : { value: JSON.stringify(changes.value) }),
        ...('data' in changes ? { data } : {}),
        ...('scope' in changes ? { scope } : {}),
        ...('expiresAt' in changes ? { expiresAt } : {}),
      }
      return run('write', (rows) => rows.patch(name, key, raw, now(), condition))
    },
    async delete(key, condition) {
      checkKey(key)
      return run('write', (rows) => rows.delete(name, key, now(), condition))
    },
    async list(query = {}) {
      const { scope, prefix = '', after, reverse = false, limit = 100 } = query
      const raw = { scope, prefix, after, reverse, limit: Math.max(0, Math.min(limit, 10_000)) }
      const found = await run('read', (rows) => rows.list(name, raw, now()))
      return found.flatMap((row) => readable(shape, row, log))
    },
    async total(scope) {
      return run('read', (rows) => rows.total(name, scope, now()))
    },
    async trim(quota) {
      return run('write', (rows) => rows.trim(name, quota, now()))
    },
  }
}

function toRaw(draft: Partial<Draft<unknown>>): Omit<RawDraft, 'value'> {
  const { scope = '', data, expiresAt } = draft
  if (!isPlain(scope)) throw new Error('a scope must be well-formed text without NUL')
  return { scope, data, expiresAt: expiresAt === undefined ? undefined : Math.floor(expiresAt) }
}

/** SQLite ends a text at NUL when it reads, and lone surrogates do not survive UTF-8: two keys would become one. */
function isPlain(text: string): boolean {
  return !text.includes('\0') && !/\p{Surrogate}/u.test(text)
}

function checkKey(key: string): void {
  if (key === '' || Buffer.byteLength(key) > 4096 || !isPlain(key))
    throw new Error('a key must have 1 to 4096 bytes of well-formed text without NUL')
}

function toRow<T>(shape: CollectionShape<T>, raw: RawRow): Row<T> {
  const { key, scope, version, size, updatedAt, expiresAt } = raw
  return { key, value: toValue(shape, raw), scope, version, size, updatedAt, expiresAt }
}

function toValue<T>(shape: CollectionShape<T>, raw: RawRow): T {
  try {
    return shape.schema.parse(JSON.parse(raw.value))
  } catch (cause) {
    throw new CustomApiError('store.unavailable', `a stored row of "${shape.name}" cannot be read`, {
      hint: 'it was written by another version or damaged; `custom-api-mcp doctor` says which',
      cause,
    })
  }
}

/** One unreadable row must not hide the others from a list. */
function readable<T>(shape: CollectionShape<T>, raw: RawRow, log: Log): Row<T>[] {
  try {
    return [toRow(shape, raw)]
  } catch {
    log.warn('a stored row cannot be read and is left out', { collection: shape.name })
    return []
  }
}
