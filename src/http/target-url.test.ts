import { expect, test } from 'vitest'
import { CustomApiError } from '../core/index.ts'
import { hostPort, parseTargetUrl } from './target-url.ts'

test.each([
  ['https://API.Example.com/a/../b?x#y', 'https://api.example.com/b?x#y'],
  ['http://0x7f.1/', 'http://127.0.0.1/'],
  ['https://bücher.example', 'https://xn--bcher-kva.example/'],
  ['https://a.example/x?p=a\\b', 'https://a.example/x?p=a\\b'],
])('%s is read as %s', (text, href) => {
  expect(parseTargetUrl(text).href).toBe(href)
})

test.each([
  'https://a.example/\nsecret',
  'https://a.exa\tmple/secret',
  'https://a.example/\0secret',
  ' https://a.example/secret',
  'https://a.example/secret ',
  'https:\\\\a.example\\secret',
  'https://user:secret@a.example/',
  'https://user@a.example/secret',
  'file:///etc/secret',
  'ftp://a.example/secret',
  'data:text/plain,secret',
  'javascript:secret',
  'a.example/secret',
  'https:///?secret#',
  '//a.example/secret',
  '',
])('%j is refused without being repeated', (text) => {
  let error: CustomApiError | undefined
  try {
    parseTargetUrl(text, { code: 'config.invalid' })
  } catch (thrown) {
    error = CustomApiError.from(thrown)
  }
  expect(error).toMatchObject({ code: 'config.invalid' })
  expect(`${error?.message} ${error?.hint}`).not.toContain('secret')
})

test.each([
  ['https://a.example/x', 'a.example:443'],
  ['http://a.example', 'a.example:80'],
  ['http://[::1]:8080/', '[::1]:8080'],
])('%s is at %s', (url, place) => {
  expect(hostPort(url)).toBe(place)
})
