import { describe, expect, test } from 'vitest'
import { operationOf } from '../../test/support/target.ts'
import type { Encoding } from '../catalog/index.ts'
import type { JsonSchema } from '../core/index.ts'
import { FileValue } from '../files/index.ts'
import { takesFile, withFiles } from './files.ts'

const binary = { type: 'string', format: 'binary' } as const

test.each<[string, JsonSchema, Encoding | undefined, ReturnType<typeof takesFile>]>([
  ['format binary', binary, undefined, 'only'],
  ['format binary that may be null', { type: ['string', 'null'], format: 'binary' }, undefined, 'only'],
  ['a list of binaries', { type: 'array', items: binary }, undefined, 'only'],
  ['a binary or a list of them', { anyOf: [binary, { type: 'array', items: binary }] }, undefined, 'only'],
  ['a binary or null', { anyOf: [binary, { type: 'null' }] }, undefined, 'only'],
  ['a binary or a text', { anyOf: [binary, { type: 'string' }] }, undefined, 'also'],
  ['contentMediaType of 3.1', { type: 'string', contentMediaType: 'image/png' }, undefined, 'only'],
  ['contentMediaType of a text', { type: 'string', contentMediaType: 'application/json' }, undefined, undefined],
  ['base64 text', { type: 'string', contentMediaType: 'image/png', contentEncoding: 'base64' }, undefined, undefined],
  ['format byte is text', { type: 'string', format: 'byte' }, undefined, undefined],
  ['a text', { type: 'string' }, { contentType: 'image/png' }, undefined],
  ['no type and a type of bytes', {}, { contentType: 'image/png, image/jpeg' }, 'only'],
  ['no type at all', {}, undefined, 'also'],
  ['an object', { type: 'object' }, undefined, undefined],
  ['a choice', { enum: ['a'] }, undefined, undefined],
])('%s', (_, schema, encoding, kind) => {
  expect(takesFile(schema, encoding)).toBe(kind)
})

describe('what stands for files', () => {
  const schema = {
    type: 'object',
    properties: { file: binary, files: { type: 'array', items: binary }, title: { type: 'string' }, icon: { anyOf: [binary, { type: 'string' }] } },
  } // prettier-ignore
  const looked: string[] = []
  const open = (text: string): Promise<FileValue> => {
    looked.push(text)
    return Promise.resolve(FileValue.of(Buffer.from(text)))
  }
  const call = (mediaType: string, value: unknown) => ({
    operation: operationOf({ method: 'POST' }),
    values: [],
    body: { media: { mediaType, schema, encoding: {} }, value },
  })

  test.each<[string, unknown, readonly string[]]>([
    ['multipart/form-data', { file: 'a.png', title: 'data:,x' }, ['a.png']],
    ['multipart/form-data', { files: ['a', 'data:,b'], icon: 'smile' }, ['a', 'data:,b']],
    ['multipart/form-data', { icon: 'handle://abc', other: 'file:///x', more: 'x' }, ['handle://abc', 'file:///x']],
    ['application/json', { file: 'a.png' }, []],
    ['image/png', 'a.png', []],
    ['image/png', 'handle://abc', ['handle://abc']],
    ['text/plain', 'handle://abc', []],
  ])('in %s %j: looked up are %j', async (type, value, names) => {
    looked.length = 0
    const before = call(type, value)
    const after = await withFiles(before, { open })
    expect(looked).toEqual(names)
    expect(after === before).toBe(names.length === 0)
  })

  test('as the whole body, whatever the text', async () => {
    const after = await withFiles(call('image/png', 'a.png'), { whole: true, open })
    expect(after.body.value).toBeInstanceOf(FileValue)
  })
})
