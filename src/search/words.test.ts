import { describe, expect, test } from 'vitest'
import { clausesOf, operationAction } from './actions.ts'
import { intentOf } from './intent.ts'
import { stem } from './stem.ts'
import { wordsOf } from './words.ts'

test.each([
  ['listUserIDs', 'list user ids'],
  ['OAuth2Token', 'oauth2 token'],
  ['oAuthClient', 'oauth client'],
  ['getHTTPResponse', 'get http response'],
  ['snake_case-and.dots/slashes', 'snake case and dots slashes'],
  ["the user's own, isn't", 'the user own isn'],
  ['projectsV2', 'projects v2'],
  ['größenÄnderung', 'größen änderung'],
  ['ｆｕｌｌ width', 'full width'],
  ['获取消息', '获取 取消 消息'],
  ['', ''],
])('%s is split into words', (text, words) => {
  expect(wordsOf(text).join(' ')).toBe(words)
})

test.each([
  ['cancel', ['cancels', 'cancelled', 'canceled', 'cancelling', 'cancellation']],
  ['create', ['creates', 'created', 'creating', 'creation']],
  ['subscribe', ['subscribed', 'subscription', 'subscriptions']],
  ['invite', ['invited', 'invitation', 'invitations']],
  ['deploy', ['deploys', 'deployed', 'deployment']],
  ['organize', ['organization', 'organisation', 'organise']],
  ['approve', ['approval', 'approvals', 'approved']],
  ['category', ['categories']],
  ['person', ['people']],
  ['index', ['indexes', 'indices']],
  ['stop', ['stopped', 'stopping']],
])('%s and its forms share a stem', (word, forms) => {
  for (const form of forms) expect(`${form} ${stem(form)}`).toBe(`${form} ${stem(word)}`)
})

test.each(['status', 'news', 'string', 'address', 'process', 'bed', 'access', 'alias', 'dns'])(
  '%s is whole',
  (word) => {
    expect(stem(word)).toBe(word)
  },
)

describe('what is wanted', () => {
  test.each([
    ['Delete the old file', 'delete'],
    ['please get rid of that key', 'delete'],
    ['Stop watching the build', 'delete'],
    ['Can you create an invoice?', 'create'],
    ['I want to add a label', 'create'],
    ['Change the due date', 'update'],
    ['turn the alarm off', 'update'],
    ['How many users are there?', 'read'],
    ['Which of them failed?', 'read'],
    ['show me the log', 'read'],
    ['tags of a repository', 'read'],
    ['running containers', 'read'],
    ['open issues', 'read'],
    ['older versions of a file', 'read'],
    ['my notifications', 'read'],
    ['open an issue', 'create'],
    ['nudge them about it', 'create'],
    ['point the site at another address', 'update'],
  ] as const)('%s', (request, action) => {
    const { wants } = intentOf(request)
    expect(wants[action]).toBe(Math.max(...Object.values(wants)))
    expect(wants[action]).toBeGreaterThan(0)
  })

  test.each([
    ['which agents are there', true],
    ['who reviewed this', true],
    ['what sites are there', true],
    ['cheapest products', true],
    ['issues sorted by age', true],
    ['older versions of a file', true],
    ['show the lines of an invoice', true],
    ['show the latest release', false],
    ['show this invoice', false],
    ['the status of my orders', false],
  ])('%s: many %j', (request, many) => {
    expect(intentOf(request).many).toBe(many)
  })

  test.each([
    ['GET', ['Get a pet'], true, 'read'],
    ['POST', ['Create a pet'], false, 'create'],
    ['POST', ['PostAccountsAccount'], true, 'update'],
    ['POST', ['pins.remove'], false, 'delete'],
    ['POST', ['Removes a pin', 'pins.remove'], false, 'delete'],
    ['PUT', ['Create or replace a pet'], true, 'update'],
    ['DELETE', [], true, 'delete'],
    [undefined, [], false, undefined],
  ] as const)('%s %j does %s', (method, names, onItem, action) => {
    expect(operationAction(method, names, onItem)).toBe(action)
  })
})

test('a request is taken apart where a new order begins', () => {
  expect(clausesOf('Find the order by number, cancel the whole order, and send a note. Tell them why it was.')).toEqual(
    ['Find the order by number', 'cancel the whole order', 'send a note.', 'Tell them why it was.'],
  )
  expect(clausesOf('the name, size and owner of a file')).toHaveLength(1)
})
