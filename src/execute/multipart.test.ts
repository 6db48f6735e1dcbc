import { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Readable } from 'node:stream'
import { Busboy } from '@fastify/busboy'
import { describe, expect, test } from 'vitest'
import { inMemory, wholeBody } from '../../test/support/body.ts'
import { mediaOf } from '../../test/support/target.ts'
import type { BodyMedia } from '../catalog/index.ts'
import { CustomApiError, ExactNumber } from '../core/index.ts'
import { FileValue } from '../files/index.ts'
import type { HttpBody } from '../http/index.ts'
import { encodeBody } from './body.ts'
import { multipartBody } from './multipart.ts'

const form = (value: unknown, encoding: BodyMedia['encoding'] = {}, type = 'multipart/form-data') =>
  multipartBody(mediaOf(type, encoding), value)

/** The body with the boundary as `B`, as text. */
const written = (value: unknown, encoding: BodyMedia['encoding'] = {}, type?: string): string => {
  const { contentType, bytes } = form(value, encoding, type)
  return inMemory(bytes).toString('utf8').replaceAll(boundaryOf(contentType), 'B')
}

const boundaryOf = (contentType: string): string => /boundary=([\w-]+)$/.exec(contentType)?.[1] ?? 'none'

const part = (head: string, text: string): string => `--B\r\n${head}\r\n\r\n${text}\r\n`
const named = (name: string, text: string): string => part(`Content-Disposition: form-data; name="${name}"`, text)
const typed = (name: string, type: string, text: string): string =>
  part(`Content-Disposition: form-data; name="${name}"\r\nContent-Type: ${type}`, text)
const end = '--B--\r\n'
const file = (text: string, about: { name?: string; mediaType?: string } = {}) => FileValue.of(Buffer.from(text), about)
const sent = (name: string, filename: string, type: string, text: string): string =>
  part(`Content-Disposition: form-data; name="${name}"; filename="${filename}"\r\nContent-Type: ${type}`, text)

const header = (name: string, value?: unknown) => ({ name, explode: false, ...(value === undefined ? {} : { value }) })

/** What an independent reader finds in a body. */
async function readBack(contentType: string, body: HttpBody): Promise<unknown[]> {
  const found: unknown[] = []
  const reader = new Busboy({ headers: { 'content-type': contentType } })
  reader.on('field', (name, value) => found.push([name, value]))
  reader.on('file', (name, stream, filename, _, mimetype) => {
    const chunks: Buffer[] = []
    stream.on('data', (chunk: Buffer) => chunks.push(chunk))
    stream.on('end', () => found.push([name, filename, mimetype, Buffer.concat(chunks).toString()]))
  })
  await pipeline(Readable.from([await wholeBody(body)]), reader as Writable)
  return found
}

describe('multipart/form-data (RFC 7578, OpenAPI Encoding Object)', () => {
  test.each<[string, unknown, BodyMedia['encoding'], string]>([
    ['texts, numbers, booleans as text', { a: 'x', b: 1.5, c: true }, {}, named('a', 'x') + named('b', '1.5') + named('c', 'true')],
    ['every digit of a number', { n: new ExactNumber('12345678901234567890') }, {}, named('n', '12345678901234567890')],
    ['null and undefined are left out', { a: null, b: undefined, c: '' }, {}, named('c', '')],
    ['a list repeats its part', { tag: ['a', 'b', null] }, {}, named('tag', 'a') + named('tag', 'b')],
    ['an object is JSON', { meta: { a: [1] } }, {}, typed('meta', 'application/json', '{"a":[1]}')],
    ['a list of objects is a JSON part each', { m: [{ a: 1 }, { a: 2 }] }, {}, typed('m', 'application/json', '{"a":1}') + typed('m', 'application/json', '{"a":2}')],
    ['a list as JSON where the description says so', { m: [1, 2] }, { m: { contentType: 'application/json' } }, typed('m', 'application/json', '[1,2]')],
    ['an object as XML where the description says so', { m: { a: 1, b: 2 } }, { m: { contentType: 'application/xml' } }, typed('m', 'application/xml', '<?xml version="1.0" encoding="UTF-8"?><m><a>1</a><b>2</b></m>')],
    ['a text as JSON where the description says so', { m: 'a' }, { m: { contentType: 'application/json' } }, typed('m', 'application/json', '"a"')],
    ['an explicit type of a text', { x: '<a/>' }, { x: { contentType: 'text/xml' } }, typed('x', 'text/xml', '<a/>')],
    ['headers that the description fixes, never a type or a disposition', { a: '1', b: '2' }, { a: { headers: [header('X-Part', 'x y'), header('X-List', [1, 2]), header('X-None'), header('content-disposition', 'attachment')] } }, part('Content-Disposition: form-data; name="a"\r\nX-Part: x y\r\nX-List: 1,2', '1') + named('b', '2')],
    ['headers with each item of a list, after its type', { m: [{ a: 1 }, 'b'] }, { m: { headers: [header('X-Id', 7)] } }, part('Content-Disposition: form-data; name="m"\r\nContent-Type: application/json\r\nX-Id: 7', '{"a":1}') + part('Content-Disposition: form-data; name="m"\r\nX-Id: 7', 'b')],
    ['collectionFormat csv', { tag: ['a', 'b'] }, { tag: { style: 'form', explode: false } }, named('tag', 'a,b')],
    ['collectionFormat pipes, not encoded', { tag: ['a', 'b c'] }, { tag: { style: 'pipeDelimited', explode: false } }, named('tag', 'a|b c')],
    ['an object between pipes, not encoded', { o: { a: 1, b: 'x y' } }, { o: { style: 'pipeDelimited', explode: false } }, named('o', 'a|1|b|x y')],
    ['deepObject', { a: { b: { c: 1 }, d: [2] } }, { a: { style: 'deepObject' } }, named('a[b][c]', '1') + named('a[d][0]', '2')],
    ['an exploded object', { a: { b: 1, c: 'x y&z' } }, { a: { style: 'form', explode: true } }, named('b', '1') + named('c', 'x y&z')],
    ['UTF-8 as it is', { 'näme': 'ü€' }, {}, named('näme', 'ü€')],
    ['a name that would end its quotes or its line', { 'a"b\r\nc': 'x' }, {}, named('a%22b%0D%0Ac', 'x')],
    ['nothing', {}, {}, ''],
  ])('%s', (_, value, encoding, text) => {
    expect(written(value, encoding)).toBe(text + end)
  }) // prettier-ignore

  test.each<[string, unknown, BodyMedia['encoding'], string]>([
    ['its own name and type', { f: file('hi', { name: 'a.txt', mediaType: 'text/plain' }) }, {}, sent('f', 'a.txt', 'text/plain', 'hi')],
    ['no name, no type', { f: file('hi') }, {}, sent('f', 'f.bin', 'application/octet-stream', 'hi')],
    ['no name', { f: file('hi', { mediaType: 'image/png' }) }, {}, sent('f', 'f.png', 'image/png', 'hi')],
    ['the one type that the description allows', { f: file('hi', { name: 'a', mediaType: 'text/plain' }) }, { f: { contentType: 'image/png' } }, sent('f', 'a', 'image/png', 'hi')],
    ['one of several allowed types', { f: file('hi', { name: 'a', mediaType: 'image/jpeg' }) }, { f: { contentType: 'image/png, image/jpeg' } }, sent('f', 'a', 'image/jpeg', 'hi')],
    ['a range of types', { f: file('hi', { name: 'a', mediaType: 'image/webp' }) }, { f: { contentType: 'image/*' } }, sent('f', 'a', 'image/webp', 'hi')],
    ['several files', { f: [file('1', { name: 'a' }), file('2', { name: 'b' })] }, {}, sent('f', 'a', 'application/octet-stream', '1') + sent('f', 'b', 'application/octet-stream', '2')],
    ['several files of a 2.0 list', { f: [file('1', { name: 'a' })] }, { f: { style: 'form', explode: false } }, sent('f', 'a', 'application/octet-stream', '1')],
    ['a name in quotes (WHATWG HTML)', { f: file('', { name: 'a"b\n.txt' }) }, {}, sent('f', 'a%22b%0A.txt', 'application/octet-stream', '')],
    ['a name in other letters', { f: file('', { name: 'Übersicht €.pdf' }) }, {}, sent('f', 'Übersicht €.pdf', 'application/octet-stream', '')],
  ])('a file: %s', (_, value, encoding, text) => {
    expect(written(value, encoding)).toBe(text + end)
  }) // prettier-ignore

  test('a file that is not in memory makes the body a source of exactly its size, read by an independent reader', async () => {
    const bytes = Buffer.alloc(700_000, 'é')
    const big = new FileValue({
      name: 'big.bin',
      size: bytes.length,
      identity: 'big',
      async *open() {
        yield bytes.subarray(0, 300_000)
        yield bytes.subarray(300_000)
      },
    })
    const { contentType, bytes: body } = form({ title: 'x', f: big, after: 'y' }) // fields before files
    expect(body instanceof Uint8Array).toBe(false)
    const whole = await wholeBody(body)
    expect(whole.length).toBe((body as { size: number }).size)
    expect(await readBack(contentType, body)).toEqual([
      ['title', 'x'],
      ['after', 'y'],
      ['f', 'big.bin', 'application/octet-stream', bytes.toString()],
    ])
  })

  test('the boundary is in the media type and in nothing that is sent', async () => {
    const { contentType, bytes } = form({ a: '--form-data-\r\n--', b: 'boundary=' })
    expect(await readBack(contentType, bytes)).toEqual([
      ['a', '--form-data-\r\n--'],
      ['b', 'boundary='],
    ])
    expect(boundaryOf(form({}).contentType)).not.toBe(boundaryOf(contentType))
    expect(form({ a: 1 })).toEqual(form({ a: 1 })) // a call that waits for its confirmation is planned twice
  })

  test.each([
    ['multipart/form-data; boundary=theirs', {}, /^multipart\/form-data; boundary=form-data-[0-9a-f]{36}$/],
    ['multipart/related', { a: { b: 1 }, f: file('x', { mediaType: 'image/png' }) }, /^multipart\/related; type="application\/json"; boundary=/],
  ])('%s names our boundary', (type, value, pattern) => {
    expect(form(value, {}, type).contentType).toMatch(pattern)
  }) // prettier-ignore

  test('multipart/related has parts in order, each with its type and no name', () => {
    const value = { metadata: { name: 'a' }, media: file('hi', { name: 'x.png', mediaType: 'image/png' }) }
    expect(written(value, {}, 'multipart/related')).toBe(
      `${part('Content-Type: application/json', '{"name":"a"}')}${part('Content-Type: image/png', 'hi')}${end}`,
    )
  })

  test('outside of forms a list is a part for each item, each as it is said of its place', () => {
    const media = {
      ...mediaOf('multipart/mixed'),
      prefixEncoding: [{ contentType: 'application/json' }],
      itemEncoding: {
        headers: [header('Content-Disposition', 'attachment'), header('Content-Transfer-Encoding', 'base64')],
      },
    }
    const { contentType, bytes } = multipartBody(media, ['a', file('hi', { name: 'x', mediaType: 'image/png' }), 'c'])
    expect(inMemory(bytes).toString('utf8').replaceAll(boundaryOf(contentType), 'B')).toBe(
      part('Content-Type: application/json', '"a"') +
        part('Content-Type: image/png\r\nContent-Disposition: attachment', 'hi') +
        part(
          'Content-Type: text/plain; charset=utf-8\r\nContent-Disposition: attachment\r\nContent-Transfer-Encoding: base64',
          'c',
        ) +
        end,
    )
  })

  test.each([
    ['a header that would forge another', { a: 1 }, /"X" holds a control character/],
    ['a header that is no name', { b: 1 }, /is no header name/],
  ])('%s is refused', (_, value, says) => {
    const encoding = { a: { headers: [header('X', 'a\r\nY: 1')] }, b: { headers: [header('X Y', 'a')] } }
    expect(() => form(value, encoding)).toThrow(says)
  })

  test.each([
    ['a list', [1], 'object'],
    ['a text', 'a', 'object'],
    ['a field that changes the method', { _METHOD: 'DELETE' }, 'change the method'],
    ['a control character in a name', { 'a\0': 1 }, 'control character'],
    ['a control character in a file name', { f: file('', { name: 'a\x1b[0m' }) }, 'control character'],
    ['a type that would add a header', { f: file('', { mediaType: 'a/b; c=\r\nX: y' }) }, 'no media type'],
  ])('%s is refused', (_, value, says) => {
    expect(() => form(value)).toThrow(CustomApiError)
    expect(() => form(value)).toThrow(says)
  })
})

test.each([
  ['image/png', file('x', { mediaType: 'image/png' }), 'image/png'],
  ['image/*', file('x', { mediaType: 'image/gif' }), 'image/gif'],
  ['*/*', file('x'), 'application/octet-stream'],
  ['application/octet-stream', file('x', { mediaType: 'text/csv' }), 'application/octet-stream'],
  ['text/csv', file('x', { mediaType: 'text/plain' }), 'text/csv'],
])('a %s body may be a whole file', (type, value, contentType) => {
  expect(encodeBody(mediaOf(type), value)).toEqual({ contentType, bytes: Buffer.from('x') })
})
