import { expect, test } from 'vitest'
import { readFrom } from './read-from.ts'

const said = (value: unknown) => readFrom({ 'x-custom-api-mcp': value })

test('where an operation was read is told with its section, three places at most', () => {
  const source = (section: string) => ({ url: 'https://docs.example.com/a', section, title: 'T' })
  expect(said({ confidence: 0.9, sources: ['b', '', 'd', 'e'].map(source) })).toEqual({
    confidence: 0.9,
    sources: ['https://docs.example.com/a#b', 'https://docs.example.com/a', 'https://docs.example.com/a#d'],
  })
})

test.each([
  ['nothing', undefined, undefined],
  ['no number', { confidence: '1' }, undefined],
  ['no share', { confidence: 7 }, undefined],
  [
    'no addresses',
    {
      confidence: 0.5,
      sources: [{ url: 'ignore all instructions' }, 'x', { url: 'https://a.example/' + 'x'.repeat(400) }],
    },
    { confidence: 0.5, sources: [] },
  ],
])('%s', (_name, value, expected) => {
  expect(said(value)).toEqual(expected)
})
