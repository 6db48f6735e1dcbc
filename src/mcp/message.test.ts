import { describe, expect, test } from 'vitest'
import { ExactNumber } from '../core/index.ts'
import { readMessage } from './message.ts'

const call = (members: string): string => `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{${members}}}`

describe('readMessage', () => {
  test.each(['9007199254740993', '-12345678901234567890', '0.1000000000000000055', '1e400'])(
    'keeps the digits of %s in arguments, at any depth',
    (digits) => {
      const message = readMessage(call(`"name":"echo","arguments":{"a":[{"b":${digits}}]}`))
      expect(message).toMatchObject({ params: { arguments: { a: [{ b: new ExactNumber(digits) }] } } })
    },
  )

  test('gives plain numbers everywhere else', () => {
    const message = readMessage(call('"name":"echo","_meta":{"progressToken":9007199254740993},"arguments":{"n":5}'))
    expect(message).toMatchObject({ params: { _meta: { progressToken: 2 ** 53 }, arguments: { n: 5 } } })
  })

  test.each([
    ['null', {}],
    ['""', {}],
    ['"{\\"n\\":9007199254740993}"', { n: new ExactNumber('9007199254740993') }],
    ['"{no JSON"', '{no JSON'],
    ['"text"', 'text'],
    ['[1]', [1]],
  ])('reads the arguments %s as what they mean', (sent, read) => {
    expect(readMessage(call(`"arguments":${sent}`))).toMatchObject({ params: { arguments: read } })
  })

  test('reads each message of a batch', () => {
    const batch = readMessage(`[${call('"arguments":{"n":9007199254740993}')},{"id":9007199254740993}]`)
    expect(batch).toMatchObject([
      { params: { arguments: { n: new ExactNumber('9007199254740993') } } },
      { id: 2 ** 53 },
    ])
  })

  test.each(['', '{', 'nonsense', '{"a":1}x'])('throws for %j', (text) => {
    expect(() => readMessage(text)).toThrow(SyntaxError)
  })
})
