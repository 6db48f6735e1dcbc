import { expect, test } from 'vitest'
import { fence } from '../../../test/support/prose.ts'
import { readPage } from '../read/read-page.ts'
import { inferOperations } from './index.ts'

const read = (text: string, name = 'page') =>
  inferOperations([readPage({ text, mediaType: 'text/markdown', url: `https://docs.example/${name}.md` })])
const publishedOf = (text: string, name?: string): string[] =>
  read(text, name)
    .operations.filter(({ draft }) => !draft)
    .map(({ method, path }) => `${method} ${path}`)

const calls = [
  '### Endpoint: /boats',
  'The list of boats is sorted. Use `GET /boats?sort=name`.',
  '### Endpoints: /boats/{id}',
  'An error of `GET /boats/{id}` is mended.',
]

test.each<[says: string, lines: readonly string[], name?: string]>([
  ['what calls itself a change log', ['This change log tells of updates to the Boats API.', '# Completed', ...calls]],
  [
    'months one after another',
    ['# Completed June 2030', ...calls, '# Completed May 2030', ...calls, '# April 2030', '# March 2030', 'x'],
  ],
  [
    'releases of a product by name',
    [
      'Rowboat 1.24.0 (2030-12-09)\n===\n',
      '- The admin API `GET /_admin/v1/boats` is faster.',
      'Rowboat 1.24.0rc1 (2030-12-02)\n===\n',
      '- Add `POST /_admin/v1/boats`.',
      'Rowboat 1.23.1 (2030-11-24)\n===\n',
      '- `GET /_admin/v1/crews` answers again.',
    ],
  ],
  ['a file that is called so', ['# What we did', ...calls], 'CHANGES-2030'],
  [
    'past security issues',
    [
      '# Security Policy',
      '| Version | Supported |\n| --- | --- |\n| 4.0 | yes |',
      '## Past Security Issues',
      '| Vulnerability | Affected |\n| --- | --- |\n| [Traversal in GET /download/`<file>` by absolute names](https://code.example/a) | `<=4.4` |\n| [SSRF](https://code.example/b) | `<=4.3` |',
    ],
  ],
  [
    'a path said in passing',
    [
      '# Troubleshooting',
      '## API and frontend',
      'They are two containers.',
      '## The balancer',
      'Use `/health` as the health-check endpoint of both.',
    ],
  ],
  [
    'a request that the reader receives',
    [
      '# Webhooks',
      '## New entries',
      fence('http', 'POST /your-webhook-endpoint HTTP/1.1', 'X-Event: new', '', '{"a": 1}'),
    ],
  ],
  [
    'services that echo',
    [
      '# Webhooks',
      '## Trying one',
      fence('sh', 'curl https://httpbin.org/get?x=1', 'curl -X POST https://httpbin.org/post -d a=1'),
      '## Address',
      fence('sh', 'curl https://ifconfig.co/json'),
    ],
  ],
  [
    'where one is sent back to',
    [
      '# OAuth2 and the API',
      ...['google', 'github', 'gitlab'].flatMap((it) => [`## ${it}`, `The redirect url is \`/login/code/${it}\`.`]),
    ],
  ],
  [
    'rules of rewriting',
    [
      '# Redirector',
      '## Rule 1',
      'GET requests to the `/watch?v=$1` endpoint.',
      '## Rule 2',
      'Calls at the `/(.*)/$2` endpoint of the API.',
    ],
  ],
  [
    'a command',
    [
      '# Configuration reference',
      '## Distance',
      'How far they go when they use the [`/unstuck`](c.md#unstuck) slash command.',
    ],
  ],
])('%s is no API', (_says, lines, name) => {
  expect(publishedOf(lines.join('\n\n'), name)).toEqual([])
})

test('a page that opens as an API means what it says in passing', () => {
  const lines = [
    '# Boats',
    'Boats is a self-hosted web API for boats.',
    '## Lists',
    'They are queried at the `/boats` endpoint.',
  ]
  expect(publishedOf(lines.join('\n\n'))).toEqual(['GET /boats'])
})

test('an echo service documents itself', () => {
  const lines = [
    '# httpbin',
    '## Requests',
    fence('sh', 'curl https://httpbin.org/get?x=1'),
    fence('sh', 'curl -X POST https://httpbin.org/post -d a=1'),
  ]
  expect(publishedOf(lines.join('\n\n'))).toEqual(['GET /get', 'POST /post'])
})
