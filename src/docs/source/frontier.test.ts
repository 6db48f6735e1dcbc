import { describe, expect, test } from 'vitest'
import { Frontier, identityOf, scopeOf, toAddress } from './frontier.ts'

const entry = 'https://docs.example.com/api/'

/** The addresses of the offered links that are let in, in the order in which they are read. */
function letIn(links: readonly string[], from = entry, most = {}): string[] {
  const frontier = new Frontier(from, most)
  frontier.next()
  for (const link of links) frontier.offer(new URL(link, from).href, 1)
  const stops: string[] = []
  for (let stop = frontier.next(); stop; stop = frontier.next())
    stops.push(stop.url.replace('https://docs.example.com', ''))
  return stops
}

describe('what is read from a row', () => {
  test.each<[name: string, links: string[], read: string[], from?: string]>([
    ['links within its path', ['users', '/api/orders/list', '/blog', '/apiary'], ['/api/users', '/api/orders/list']],
    ['beside a file: its folder', ['users.html', '/x.html'], ['/api/users.html'], `${entry}index.html`],
    ['below a path without a slash', ['/api/users', '/other'], ['/api/users'], 'https://docs.example.com/api'],
    ['its own origin only', ['https://example.com/api/x', '//evil.example/api/x', 'http://docs.example.com/api/x'], []],
    ['each page once', ['a', 'a#b', 'a/', 'a.html', 'a.md', 'a/index.html', 'a?utm_source=x'], ['/api/a']],
    ['no files', ['a.pdf', 'b.png', 'c.zip', 'd.json', 'e.yaml', 'f.js'], []],
    ['nothing that does something', ['logout', 'login/', 'edit/page'], []],
    ['addresses only', ['mailto:a@b.example', 'javascript:alert(1)'], []],
    ['what says what it is, first', ['about', 'reference/users'], ['/api/reference/users', '/api/about']],
  ])('%s', (_, links, read, from) => {
    expect(letIn(links, from)).toEqual(read)
  })

  test.each<[name: string, link: (at: number) => string, most: number]>([
    ['a calendar', (at) => `events/${2000 + at}/05`, 40],
    ['queries', (at) => `list?page=${at}`, 20],
    ['a path that repeats itself', (at) => `a/${'b/'.repeat(at + 1)}c`, 2],
    [
      'a path without an end',
      (at) => Array.from({ length: at + 11 }, (_, i) => `s${String.fromCharCode(97 + i)}`).join('/'),
      1,
    ],
    ['many parameters', (at) => `list?a=1&b=2&c=3&d=${at}`, 0],
  ])('%s ends', (_, link, most) => {
    expect(letIn(Array.from({ length: 100 }, (_, at) => link(at)))).toHaveLength(most)
  })

  test('as many pages and links deep as it says', () => {
    const links = Array.from({ length: 300 }, (_, at) => `page-${String.fromCharCode(97 + (at % 26))}${at}x`)
    expect(letIn(links, entry, { pages: 10 })).toHaveLength(9)
    expect(letIn(links, entry, { depth: 0 })).toEqual([])
  })
})

test('addresses and what they stand for', () => {
  expect(toAddress('https://u:p@x.example/')).toBeUndefined()
  expect(toAddress('https://x.example/a#b')).toBe('https://x.example/a')
  expect(identityOf('https://x.example/a/README.md')).toBe('https://x.example/a')
  expect(scopeOf('https://x.example/a/b.html?c')).toBe('https://x.example/a/')
})
