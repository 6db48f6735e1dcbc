import { expect, test } from 'vitest'
import { readPage } from '../read/read-page.ts'
import { inferOperations } from './index.ts'
import { toOutline } from './outline.ts'
import { cutOf, problemsOf } from './problems.ts'

const infer = (text: string) =>
  inferOperations([readPage({ text, mediaType: 'text/markdown', url: 'https://docs.example.com/api' })])
const saying = (text: string): readonly string[] => infer(text).problems.map(({ at, says }) => `${at} ${says}`)

const whole =
  '# Shop\n\nThe base URL is `https://api.shop.dev/v1`. Send `Authorization: Bearer TOKEN`.\n\n## GET /items\n\nLists items.\n'

test('pages that say all that is needed leave nothing to tell', () => {
  expect(saying(whole)).toEqual([])
})

test('what no page states is told, with a place', () => {
  expect(saying('# Shop\n\n## GET /items\n\nLists items.\n')).toEqual([
    expect.stringMatching(/^https:\/\/docs\.example\.com\/api#\S+ states no base URL/),
    expect.stringMatching(/^https:\/\/docs\.example\.com\/api#\S+ states no way to authenticate/),
  ])
})

test('pages without operations are no problem', () => {
  expect(saying('# Words\n\nNothing of an API.\n')).toEqual([])
})

test('each draft is named with its place and how surely it was read, up to five', () => {
  const { operations } = infer(whole)
  const draft = { ...operations[0], draft: true, confidence: 0.32, evidence: ['prose'] } as (typeof operations)[number]
  const seven = Array.from({ length: 7 }, (_, n) => ({ ...draft, path: `/d${n}` }))
  const problems = problemsOf({ operations: seven, baseUrl: 'https://a.dev', auth: [{ type: 'basic', confidence: 1 }] })
  expect(problems[0]?.says).toBe(
    'names GET /d0, which is a draft (32 %, by prose alone): published if "tools.include" matches it',
  )
  expect(problems.map(({ says }) => says).slice(5)).toEqual(['is the first of 2 more drafts'])
})

test('more text than is looked at is told', () => {
  const page = readPage({ text: '# A\n\nwords', mediaType: 'text/markdown', url: 'https://docs.example.com/long' })
  const sections = Array.from({ length: 31_000 }, () => page.sections).flat()
  expect(cutOf(toOutline([page]))).toEqual([])
  expect(cutOf(toOutline([page, { ...page, sections }, page]))).toEqual([
    { at: 'https://docs.example.com/long', says: expect.stringContaining('more text than is looked at') },
  ])
})
