import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { encode } from 'gpt-tokenizer/encoding/o200k_base'
import { describe, expect, test } from 'vitest'
import { hasShared, shared } from '../../test/support/shared.ts'
import { cutToTokens, estimateTokens } from './tokens.ts'

const exactly = (text: string): number => encode(text, { disallowedSpecial: new Set() }).length
const bytes = (size: number): Buffer => {
  let state = 12_345
  return Buffer.from(Array.from({ length: size }, () => (state = (state * 1_103_515_245 + 12_345) % 2 ** 31) >>> 16))
}
const lines = (count: number, write: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => write(i)).join('\n')
const uuid = (i: number): string => {
  const hex = bytes(16 * (i + 1))
    .subarray(-16)
    .toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}

const samples: Readonly<Record<string, string>> = {
  prose: 'The server answers with the list of all orders; a missing one is an error, and its message says so. '.repeat(
    20,
  ),
  json: JSON.stringify(
    Array.from({ length: 200 }, (_, id) => ({ id, firstName: 'Anna', is_active: true, score: id * 1.5 })),
  ),
  'json, indented': JSON.stringify(
    Array.from({ length: 200 }, (_, id) => ({ id, tags: ['a', 'b'], city: 'Springfield' })),
    null,
    2,
  ),
  csv: lines(400, (i) => `${i},user${i}@example.com,2024-01-${10 + (i % 20)}T10:00:00Z,${i * 7.25}`),
  uuids: lines(200, uuid),
  base64: bytes(9000).toString('base64'),
  'base64 of text': Buffer.from('a certificate has a subject and an issuer. '.repeat(150)).toString('base64'),
  hex: bytes(6000).toString('hex'),
  floats: JSON.stringify(Array.from({ length: 800 }, (_, i) => Math.sin(i))),
  russian: 'Получение списка сообщений чата. Метод возвращает ошибку при отсутствии прав доступа. '.repeat(20),
  chinese: '获取聊天消息列表。如果当前用户没有访问权限，该方法将返回错误。'.repeat(40),
  japanese: 'チャットメッセージの一覧を取得します。現在のユーザーにアクセス権がない場合、エラーが返されます。'.repeat(
    40,
  ),
  korean: '채팅 메시지 목록을 가져옵니다. 현재 사용자에게 접근 권한이 없으면 오류가 반환됩니다. '.repeat(40),
  xml: lines(200, (i) => `<item id="${i}"><name>Widget</name><price currency="EUR">${i}.50</price></item>`),
  code: lines(200, (i) => `  const value${i} = await client.getUserById({ id: ${i} }) // comment`),
  'blank lines': '\n'.repeat(4000),
  emoji: '😀🎉🚀 done! '.repeat(200),
}

describe('estimateTokens', () => {
  test.each(Object.keys(samples))('%s: at most 5 percent under, and not wildly over', (name) => {
    const text = samples[name] ?? ''
    const ratio = estimateTokens(text) / exactly(text)
    expect(ratio).toBeGreaterThan(0.95)
    expect(ratio).toBeLessThan(1.6)
  })

  test('nothing costs nothing, anything costs something', () => {
    expect(estimateTokens('')).toBe(0)
    expect(estimateTokens('a')).toBeGreaterThan(0)
    expect(estimateTokens('\ud800')).toBeGreaterThan(0)
  })

  test('grows with the text, whatever it is made of', () => {
    for (const unit of ['a', ' ', '\n', '"', '0', 'я', '字', '😀']) {
      const [short, long] = [estimateTokens(unit.repeat(5_000)), estimateTokens(unit.repeat(50_000))]
      expect(long).toBeGreaterThan(short * 8)
    }
  })
})

describe.skipIf(!hasShared)('estimateTokens on the shared data', () => {
  const files = (folder: string): string[] =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(json|ya?ml|html?|md|txt)$/.test(name))
      .map((name) => join(folder, name))

  test('descriptions and pages: at most 5 % under, 3 to 6 % over on average', () => {
    const ratios: number[] = []
    for (const file of [...files(shared('specs')), ...files(shared('docs-pages'))]) {
      const text = readFileSync(file, 'utf8').slice(0, 120_000)
      if (text.length < 3_000) continue
      const ratio = estimateTokens(text) / exactly(text)
      expect({ file, enough: ratio > 0.95 }).toEqual({ file, enough: true })
      ratios.push(ratio)
    }
    const mean = ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length
    expect(mean).toBeGreaterThan(1)
    expect(mean).toBeLessThan(1.07)
  })
})

describe('cutToTokens', () => {
  test.each(Object.keys(samples))('%s: the prefix fits, and the budget is used', (name) => {
    const text = samples[name] ?? ''
    for (const budget of [1, 10, 100]) {
      const end = cutToTokens(text, budget)
      expect(estimateTokens(text.slice(0, end))).toBeLessThanOrEqual(budget)
      expect(estimateTokens(text.slice(0, end + 40))).toBeGreaterThan(budget * 0.9)
    }
  })

  test('a text within its budget stays whole; no budget leaves nothing', () => {
    expect(cutToTokens('hello world', 100)).toBe(11)
    expect(cutToTokens('hello world', 0)).toBe(0)
    expect(cutToTokens('', 5)).toBe(0)
  })

  test('a surrogate pair is never split', () => {
    const text = '😀'.repeat(50)
    for (let budget = 1; budget < 60; budget++) expect(cutToTokens(text, budget) % 2).toBe(0)
  })
})
