import { expect, test } from 'vitest'
import { toTemplatePath } from './concrete.ts'
import { readTarget, targetEnd } from './target.ts'

test.each([
  ['/users/{id}', '/users/{id}'],
  ['/users/:id', '/users/{id}'],
  ['/users/:id.json', '/users/{id}.json'],
  ['/users/<id>', '/users/{id}'],
  ['/users/<int:id>', '/users/{id}'],
  ['/users/{{id}}', '/users/{id}'],
  ['/users/${id}', '/users/{id}'],
  ['/users/[id]', '/users/{id}'],
  ['/users/$USER_ID', '/users/{USER_ID}'],
  ['/users/USER_ID/posts', '/users/{USER_ID}/posts'],
  ['/calendars/calendarId/events', '/calendars/{calendarId}/events'],
  ['/files/(string:location)/(path: name)', '/files/{location}/{name}'],
  ['/items.[format]', '/items.{format}'],
  ['/camera/<camera entity_id>', '/camera/{camera_entity_id}'],
  ['/ability/{id or name}/', '/ability/{id_or_name}/'],
  ['/points/{latitude},{longitude}', '/points/{latitude},{longitude}'],
  ['/x/{id}:cancel', '/x/{id}:cancel'],
  ['{{baseUrl}}/v1/x', '/v1/x'],
  ['$HOST/v1/x', '/v1/x'],
  ['CI_URL/job/JOB_NAME/build', '/job/{JOB_NAME}/build'],
  ['<your-domain>/v1/x', '/v1/x'],
  ['api.example.com/v1/x', '/v1/x'],
  ['https://api.example.com/v1/x?limit=10#top', '/v1/x'],
])('%s is the template %s', (written, path) => {
  expect(readTarget(written)?.path).toBe(path)
})

test.each(['', 'hello', 'readme.md/x', '../x', 'wss://api.example/x', '/a b', '//cdn.example/x'])(
  '%j is no target',
  (written) => {
    expect(readTarget(written)).toBeUndefined()
  },
)

test('the query string of a URL names parameters, with values where they are examples', () => {
  expect(readTarget('/x?limit=10&user[name]=<name>&flag&appid={API key}')?.query).toEqual([
    { name: 'limit', value: '10' },
    { name: 'user[name]' },
    { name: 'flag' },
    { name: 'appid' },
  ])
})

test.each([
  ['see /users/{user id}/x, and more', '/users/{user id}/x'],
  ['call /users.', '/users'],
  ['(/users/42)', '/users/42'],
  ['`/users/:id` does', '/users/:id'],
])('in %j the target is %s', (text, target) => {
  const start = text.indexOf('/')
  expect(text.slice(start, targetEnd(text, start))).toBe(target)
})

test.each([
  ['/users/42', '/users/{user_id}'],
  ['/feeds/42/entries/888', '/feeds/{feed_id}/entries/{entry_id}'],
  ['/v1/charges/ch_1a2B3c4D5e', '/v1/charges/{charge_id}'],
  ['/x/0b1f9a52-5b7e-4a0e-8a51-2d0d1c1f7a11/y', '/x/{x_id}/y'],
  ['/days/2024-05-01', '/days/{date}'],
  ['/item/8863.json', '/item/{item_id}.json'],
  ['/2/tweets', '/2/tweets'],
  ['/2010-04-01/accounts/7', '/2010-04-01/accounts/{account_id}'],
  ['/relay/0', '/relay/0'],
  ['/locations/33.09/117.2', '/locations/{location_id}/{id}'],
  ['/data/2.5/air', '/data/2.5/air'],
  ['/api/3/movie/550', '/api/3/movie/{movie_id}'],
  ['/v2/users/me', '/v2/users/me'],
])('the example %s is of %s', (path, template) => {
  expect(toTemplatePath(path).path).toBe(template)
})
