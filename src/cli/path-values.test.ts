import { expect, test } from 'vitest'
import { operation } from '../../test/support/cli.ts'
import { pathValues } from './path-values.ts'
import { cpuSeconds } from '../../test/support/cpu-time.ts'

test.each<[path: string, reference: string, values: Record<string, string>]>([
  ['/pets/{id}', 'GET /pets/7', { id: '7' }],
  ['/pets/{id}', 'get  /pets/a%2Fb?x=1', { id: 'a/b' }],
  ['/pets/{id}', 'GET /pets/100%', { id: '100%' }],
  ['/pets/{id}', 'GET /pets/{id}', {}],
  ['/pets/{id}', 'getPet', {}],
  ['/pets/{id}', 'GET /cats/7', {}],
  ['/pets/{id}', 'GET /pets/{id}/x', {}],
  ['/v1.0/{id}.json', 'GET /v1.0/7.json', { id: '7' }],
  ['/v1.0/{id}.json', 'GET /v1x0/7.json', {}],
  ['/a/{id}/b/{id2}', 'GET /a/7/b', {}],
  ['/pets/{id}', 'GET /pets/', {}],
  ['/pets/{id}', 'GET /pets/7/', {}],
  ['/x/{unknown}', 'GET /x/7', {}], // no such parameter
])('%s and %s give %j', (path, reference, values) => {
  expect(pathValues({ ...operation, path }, reference)).toEqual(values)
})

test('a template made of slots does not make matching slow', () => {
  const path = `/${'{id}'.repeat(200)}/x`
  expect(cpuSeconds(() => void pathValues({ ...operation, path }, `GET /${'a'.repeat(5000)}`))).toBeLessThan(0.1)
})
