import { expect, test } from 'vitest'
import { callsOf, fence, operationsOf } from '../../../test/support/prose.ts'

test.each([
  {
    says: 'a list whose entries close with their paths in brackets',
    text: '# Boats API\n\n- Create a boat (`/boat/create`)\n- Remove a boat (`/boat/remove`)\n- List the boats (`/boat/list`)\n',
    operations: ['GET /boat/create', 'GET /boat/list', 'GET /boat/remove'],
  },
  {
    says: 'a list whose entries close with their paths behind a dash',
    text: '# Boats API\n\n## Methods\n\n- New boat — `/boat/create`\n- No boat — `/boat/remove`\n- Boats — `/boat/list`\n',
    operations: ['GET /boat/create', 'GET /boat/list', 'GET /boat/remove'],
  },
  {
    says: 'a longer name in front of a call, in a list of names and calls',
    text: '# Boats API\n\n- **listBoats**: GET /boats — all\n- addBoat: POST /boats — one\n- getBoat: GET /boats/{id} — one\n- Move a boat. Needs rights: PUT /boats/{id}/move — moves it\n',
    operations: ['GET /boats', 'GET /boats/{id}', 'POST /boats', 'PUT /boats/{id}/move'],
  },
  {
    says: 'methods as pictures without words',
    text: '# Boats API\n\n## ![](img/get.svg) /boats\n\nAll.\n\n## ![](img/method-post.png) `/boats`\n\nAdds.\n\n<img src="https://img.example/badge/-DELETE-red"> `/boats/{id}`\n\nRemoves.\n',
    operations: ['DELETE /boats/{id}', 'GET /boats', 'POST /boats'],
  },
  {
    says: 'methods as pictures without words, of a web page',
    mediaType: 'text/html',
    text: '<h1>Boats API</h1><h2><img src="/img/put.svg"> /boats/{id}</h2><p>Changes.</p><h2><img src="/img/badge_patch.svg" alt="badge"> <code>/boats/{id}</code></h2><p>Mends.</p>',
    operations: ['PATCH /boats/{id}', 'PUT /boats/{id}'],
  },
  {
    says: 'a method below a label of its own, beside the label of the next call',
    text: `# Boats API\n\n## Add\n\nHTTP request method:\n\n- POST\n\nRequest URL:\n\n- /boats/add\n\n## All\n\nHTTP request method:\n\n- GET\n\nRequest URL:\n\n- /boats/all\n`,
    operations: ['GET /boats/all', 'POST /boats/add'],
  },
  {
    says: 'entries that are paths in quotes, over a list of their facts',
    text: '# Boats API\n\n- "/login" ✅\n\n  - **Method**: POST\n  - **Description**: Logs in.\n\n- "/boats" ✅\n\n  - **Method**: GET\n\n- "/boats/new"\n- **Method**: POST\n',
    operations: ['GET /boats', 'POST /boats/new', 'POST /login'],
  },
  {
    says: 'the address of a viewer, which is no call',
    text: '# Boats API\n\n`GET /boats`\n\nAll.\n\n## Try it\n\nAddress: http://{ip}:12345/boats/doc.html?lang=en\n',
    operations: ['GET /boats'],
  },
])('$says', ({ text, mediaType, operations }) => {
  expect(callsOf(text, mediaType)).toEqual(operations)
})

test('a picture of a button is no method', () => {
  expect(callsOf('# Boats\n\nPress ![](img/delete.svg) beside the boat.\n\n`GET /boats`\n\nAll.\n')).toEqual([
    'GET /boats',
  ])
})

test('what is encoded is no field, whatever it ends with', () => {
  const sent = "curl https://api.boats.example/v1/boats -d 'dGhlIGJvYXRzIG9mIEFkYSAxMg=='"
  expect(operationsOf(`# Boats API\n\n## Add\n\n\`POST /v1/boats\`\n\n${fence('sh', sent)}`)).toEqual([
    'POST /v1/boats',
  ])
})
