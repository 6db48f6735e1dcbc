import { crc32 } from 'node:zlib'
import type { Stamp } from '../ingest/files.ts'
import type { DescriptionInfo, OperationRow, Problem, SecurityScheme, Server, StatedRateLimit } from '../model.ts'

/**
 * A bundle is one description ready to be read lazily: a head (which files it was made of), an index (what lists, names
 * and search need), a table (where each fragment lies) and the fragments as JSON, one after the other. The head and the
 * index are read at start, the table with the first operation, a fragment when an operation needs it.
 */
export const formatVersion = 2

/** The body is checked in blocks of this size: few enough to be quick to make, small enough to be read for a fragment. */
export const blockSize = 64 * 1024

const magic = Buffer.from(`camcpdb${formatVersion}`)
const fixed = magic.length + 6 * 4 + 8

export interface SourceFile {
  readonly uri: string
  readonly digest: string
  /** Absent for what came from a URL. */
  readonly stamp?: Stamp | undefined
}

export interface Head {
  readonly source: string
  readonly kind: 'file' | 'url'
  /** The widest folder that references may reach, as it was asked for. */
  readonly folder?: string | undefined
  readonly digest: string
  readonly files: readonly SourceFile[]
  /** Overlay files that were applied; one without a stamp could not be read. */
  readonly overlays?: readonly SourceFile[] | undefined
  /** What was referred to and could not be had: once it can, the bundle is out of date. */
  readonly missing: readonly string[]
  /** Milliseconds; files changed shortly before are hashed again, their time stamp cannot be trusted. */
  readonly made: number
}

export interface Index {
  readonly info: DescriptionInfo
  readonly dialect: '2.0' | '3.0' | '3.1'
  readonly servers: readonly Server[]
  readonly securitySchemes: Readonly<Record<string, SecurityScheme>>
  readonly requiresSecurity: boolean
  readonly webhooks: readonly string[]
  readonly rateLimit?: StatedRateLimit | undefined
  readonly problems: readonly Problem[]
  readonly rows: readonly PackedRow[]
}

/** Pointers and byte lengths of the fragments of each document in the order of the body, and checksums of its blocks. */
export interface Table {
  readonly uris: readonly string[]
  readonly fragments: readonly { readonly at: readonly string[]; readonly size: readonly number[] }[]
  /** CRC-32 of each `blockSize` bytes of the body. */
  readonly blocks: readonly number[]
  readonly anchors: readonly Readonly<Record<string, string>>[]
}

/** A row without what follows from the rest of it. */
export interface PackedRow {
  readonly m: string
  readonly p: string
  readonly s?: string | undefined
  readonly o?: string | undefined
  readonly u?: string | undefined
  readonly d?: string | undefined
  readonly t?: readonly string[] | undefined
  readonly x?: 1 | undefined
  readonly n?: readonly string[] | undefined
  readonly w?: string | undefined
  readonly a: string
}

export function packRow(row: OperationRow): PackedRow {
  return {
    m: row.method,
    p: row.path,
    s: row.suffix,
    o: row.operationId,
    u: row.summary,
    d: row.description,
    t: row.tags.length > 0 ? row.tags : undefined,
    x: row.deprecated ? 1 : undefined,
    n: row.names.length > 0 ? row.names : undefined,
    w: row.words === '' ? undefined : row.words,
    a: row.at,
  }
}

export function unpackRow(packed: PackedRow): OperationRow {
  return {
    key: `${packed.m} ${packed.p}${packed.s ?? ''}`,
    method: packed.m,
    path: packed.p,
    suffix: packed.s,
    operationId: packed.o,
    summary: packed.u,
    description: packed.d,
    tags: packed.t ?? [],
    deprecated: packed.x === 1,
    names: packed.n ?? [],
    words: packed.w ?? '',
    at: packed.a,
  }
}

/** The sections that are enough to list and search a description. */
export interface Overview {
  readonly head: Buffer
  readonly index: Buffer
}

export interface Fragments {
  readonly table: Buffer
  readonly body: Buffer
}

export interface Parts extends Overview, Fragments {}

/** The bytes of a bundle in the order they are written. */
export function encode({ head, index, table, body }: Parts): Buffer[] {
  const start = Buffer.alloc(fixed)
  magic.copy(start)
  const sections = [head, index, table]
  sections.forEach((section, nth) => {
    start.writeUInt32LE(section.length, magic.length + nth * 8)
    start.writeUInt32LE(crc32(section), magic.length + nth * 8 + 4)
  })
  start.writeBigUInt64LE(BigInt(body.length), fixed - 8)
  return [start, ...sections, body]
}

export function readOverview({ head, index }: Overview): { readonly head: Head; index(): Index } {
  // both were written by us in this run
  return { head: JSON.parse(head.toString('utf8')) as Head, index: () => JSON.parse(index.toString('utf8')) as Index }
}

/** Reads `length` bytes at `offset`; fewer when there are no more. */
export type ReadAt = (offset: number, length: number) => Buffer

export interface Opened {
  readonly head: Head
  readonly index: () => Index
  readonly table: () => Table
  /** Where the fragments begin. */
  readonly body: number
  /** The sections after the head as they were written. @throws Damaged */
  readonly raw: () => Omit<Parts, 'head'>
}

/** Why a bundle cannot be used: damaged, cut off, or of another version. Whoever catches it builds the bundle again. */
export class Damaged extends Error {}

/** @throws Damaged */
export function open(read: ReadAt, size: number): Opened {
  const start = read(0, fixed)
  if (start.length < fixed || !start.subarray(0, magic.length).equals(magic))
    throw new Damaged('not a bundle of this version')
  const length = (nth: number): number => start.readUInt32LE(magic.length + nth * 8)
  const body = fixed + length(0) + length(1) + length(2)
  if (BigInt(size) !== BigInt(body) + start.readBigUInt64LE(fixed - 8)) throw new Damaged('cut off')
  const offset = (nth: number): number => [fixed, fixed + length(0), fixed + length(0) + length(1)][nth] ?? body
  const bytes = (nth: number): Buffer => {
    const found = read(offset(nth), length(nth))
    if (found.length !== length(nth) || crc32(found) !== start.readUInt32LE(magic.length + nth * 8 + 4))
      throw new Damaged('damaged')
    return found
  }
  const section = (nth: number): unknown => JSON.parse(bytes(nth).toString('utf8'))
  // what passed its checksum was written by us in this version, so it has the types of this version
  return {
    head: section(0) as Head,
    index: () => section(1) as Index,
    table: () => section(2) as Table,
    body,
    raw: () => ({ index: bytes(1), table: bytes(2), body: read(body, size - body) }),
  }
}
