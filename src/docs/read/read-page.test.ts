import { describe, expect, test } from 'vitest'
import { metaCharset } from './charset.ts'
import { plainText } from './inline.ts'
import { readPage } from './read-page.ts'

const url = 'https://docs.example.com/api/'
const read = (text: string, mediaType = 'text/plain', at = url) => readPage({ text, mediaType, url: at })

test('an HTML page comes back in sections with their blocks', () => {
  const text = `<!doctype html><html lang="en"><head><title>Pets | Example</title></head><body><nav>Menu</nav><main>
    <h1 id="top">Pets</h1><p>All <code>pets</code>.</p>
    <h2>List pets</h2><pre><code class="language-sh">curl /pets</code></pre>
    <table><thead><tr><th>Name</th><th>Type</th></tr></thead><tbody><tr><td>limit</td><td>integer</td></tr></tbody></table>
    </main></body></html>`

  const page = readPage({ text, mediaType: 'text/html', url: `${url}#top` })

  expect(page).toMatchObject({ url, title: 'Pets', language: 'en' })
  expect(page.sections.map(({ id, title, level, breadcrumb }) => ({ id, title, level, breadcrumb }))).toEqual([
    { id: 'top', title: 'Pets', level: 1, breadcrumb: [] },
    { id: 'list-pets', title: 'List pets', level: 2, breadcrumb: ['Pets'] },
  ])
  expect(page.sections[0]?.blocks).toEqual([{ kind: 'text', markdown: 'All `pets`.', text: 'All pets.' }])
  expect(page.sections[1]?.blocks).toEqual([
    { kind: 'code', language: 'sh', text: 'curl /pets' },
    { kind: 'table', header: ['Name', 'Type'], rows: [['limit', 'integer']] },
  ])
  expect(page.markdown.startsWith('# Pets\n\nAll `pets`.\n\n## List pets\n\n```sh')).toBe(true)
})

test.each([
  ['the only title of the first level', '<title>A – Docs</title><h1>B</h1>', 'B'],
  [
    'the name of the page, without that of the site',
    '<title>Users API | Example Docs</title><h1>B</h1><h1>C</h1>',
    'Users API',
  ],
  ['the first heading', '<h2>Users</h2>', 'Users'],
  ['nothing', '<p>Text</p>', ''],
])('the title of a page: %s', (_name, body, title) => {
  expect(read(`<!doctype html><html>${body}<p>x</p></html>`).title).toBe(title)
})

describe('what a page is written in is found by looking', () => {
  test.each([
    ['HTML called text', '<!DOCTYPE html><title>x</title><p>a <b>b</b></p>', 'text/plain', url, 'a **b**'],
    ['HTML without a doctype', '<p>a</p><p>b</p><div>c</div><p>d</p>', 'text/plain', url, 'a\n\nb\n\nc\n\nd'],
    ['Markdown called HTML', '# T\n\na', 'text/html', url, '# T\n\na'],
    ['plain text', 'GET /users\n\n  Lists users.', 'text/plain', url, 'GET /users\n\n  Lists users.'],
    [
      'llms.txt',
      '# T\n\n> All\n\n## Docs\n\n- [Users](https://x.example/u.md): who',
      'text/plain',
      url,
      '# T\n\n> All\n\n## Docs\n\n- [Users](https://x.example/u.md): who',
    ],
    ['reStructuredText by its name', 'Title\n=====\n\nText', 'text/plain', `${url}a.rst`, '# Title\n\nText'],
    [
      'reStructuredText by its directives',
      '.. _x:\n\n.. note:: Mind\n\nText',
      'text/plain',
      url,
      '> **Note**\n>\n> Mind\n\nText',
    ],
    [
      'AsciiDoc',
      '= Title\n\n== Users\n\n[source,sh]\n----\ncurl\n----',
      'text/plain',
      url,
      '# Title\n\n## Users\n\n```sh\ncurl\n```',
    ],
  ])('%s', (_name, text, mediaType, at, expected) => {
    expect(read(text, mediaType, at).markdown).toBe(expected)
  })
})

describe('reStructuredText', () => {
  const rst = (text: string): string => read(text, 'text/x-rst').markdown
  test.each([
    [
      'titles by their style',
      '=====\nTitle\n=====\n\nA\n---\n\nB\n~\n\nb\n\nC\n---',
      '# Title\n\n## A\n\nB\n~\n\nb\n\n## C',
    ],
    [
      'operations',
      'Users\n=====\n\n.. http:get:: /users/(int:id)\n\n   One user.\n\n   :query limit: how\n     many\n   :>json string name: the name\n   :statuscode 200: fine\n',
      '# Users\n\n## GET /users/(int:id)\n\nOne user.\n\n- `limit` (query): how many\n- `name` (response, string): the name\n- `200` (status): fine',
    ],
    [
      'code',
      '.. code-block:: json\n   :caption: Sample\n\n   {\n     "a": 1\n   }\n\nText',
      '```json title="Sample"\n{\n  "a": 1\n}\n```\n\nText',
    ],
    ['literal blocks', 'Call::\n\n    curl x\n\nText', 'Call:\n\n```\ncurl x\n```\n\nText'],
    [
      'inline marks',
      'Use ``x``, :ref:`the key <key>`, `site <https://x.example>`_ and :http:get:`/users`.',
      'Use `x`, the key, [site](https://x.example/) and `GET /users`.',
    ],
    [
      'simple tables',
      '====  =====\nName  Type\n====  =====\nid    int\nq     str\n====  =====\n\nText',
      '| Name | Type |\n| --- | --- |\n| id | int |\n| q | str |\n\nText',
    ],
    [
      'grid tables',
      '+----+-----+\n| N  | T   |\n+====+=====+\n| id | int |\n|    | x   |\n+----+-----+',
      '| N | T |\n| --- | --- |\n| id | int x |',
    ],
    [
      'grid tables whose rows have no line between them',
      '+---------+-----+\n| N       | T   |\n+=========+=====+\n| ``id``  | int |\n| ``q``   | str |\n|         | ing |\n+---------+-----+',
      '| N | T |\n| --- | --- |\n| `id` | int |\n| `q` | str ing |',
    ],
    [
      'list tables',
      '.. list-table:: Params\n   :header-rows: 1\n\n   * - N\n     - T\n   * - id\n     - int',
      '**Params**\n\n| N | T |\n| --- | --- |\n| id | int |',
    ],
    [
      'directives of their own that have a call and parameters',
      '.. endpoint::\n   :method: GET\n   :url: https://x.example/boats/*id*\n\n.. parameter:: limit\n   :type: integer\n   :condition: optional\n\n   How many.\n\n   .. parameter:: most\n      :type: integer\n\n      The most.\n',
      '`GET https://x.example/boats/{id}`\n\n- `limit` (integer, optional): How many.\n  - `most` (integer): The most.',
    ],
    ['comments are gone', '.. a comment\n   of two lines\n\nText', 'Text'],
  ])('%s', (_name, text, expected) => {
    expect(rst(text)).toBe(expected)
  })
})

test('AsciiDoc: tables, lists, notes and links', () => {
  const text =
    '= API\n\n.Params\n[cols="1,1"]\n|===\n|Name |Type\n\n|id\n|int\n|===\n\n* a\n** b\n\nNOTE: Mind\n\nlimit:: how many\n\nSee link:x.html[x]'
  expect(read(text, 'text/asciidoc').markdown).toBe(
    '# API\n\n**Params**\n\n| Name | Type |\n| --- | --- |\n| id | int |\n\n- a\n   - b\n\n> **Note** Mind\n\n- limit: how many\n\nSee [x](https://docs.example.com/api/x.html)',
  )
})

test('Org: headlines, code, tables, lists and links', () => {
  const text =
    '#+TITLE: API\n* Boats :tag:\n:PROPERTIES:\n:ID: 1\n:END:\nSee [[https://x.example/a][this]], =GET /boats= and *all*.\n# gone\n#+BEGIN_SRC json\n{"a": "*b*"}\n#+END_SRC\n| N | T |\n|---+---|\n| id | int |\n- limit :: how many\n: fixed'
  expect(read(text, 'text/org').markdown).toBe(
    '# API\n\n# Boats\n\nSee [this](https://x.example/a), `GET /boats` and **all**.\n\n```json\n{"a": "*b*"}\n```\n\n| N | T |\n| --- | --- |\n| id | int |\n\n- limit: how many\n\n```\nfixed\n```',
  )
})

test('Org: what is never closed ends at the next headline', () => {
  const text = '#+TITLE: A\n* B\n#+BEGIN_SRC json\n{}\n* C\n:PROPERTIES:\n:X: 1\n* D\nText'
  expect(read(text, 'text/org').markdown).toBe('# A\n\n# B\n\n```json\n{}\n```\n\n# C\n\n# D\n\nText')
})

test.each([
  ['`GET /users/{id}`', 'GET /users/{id}'],
  ['**bold** *it* ~~no~~ a_b_c __x__', 'bold it no a_b_c x'],
  ['[text](https://x.example) ![alt](i.png)', 'text alt'],
  ['\\*a\\* \\<id\\> 2 * 3', '*a* <id> 2 * 3'],
  ['`` a`b `` `open', 'a`b `open'],
  ['[id] and [a] (b)', '[id] and [a] (b)'],
])('plain text of %s', (markdown, expected) => {
  expect(plainText(markdown)).toBe(expected)
})

test.each([
  ['<meta charset="Shift_JIS">', 'shift_jis'],
  ['<META http-equiv="Content-Type" content="text/html; charset=windows-1251">', 'windows-1251'],
  ['<?xml version="1.0" encoding="ISO-8859-1"?>', 'iso-8859-1'],
  ['<meta charset=utf-16>', 'utf-8'],
  ['<!-- <meta charset=gbk> -->', undefined],
  [`${' '.repeat(1100)}<meta charset=gbk>`, undefined],
  ['<p>charset=gbk</p>', undefined],
])('the charset that a page names: %s', (text, expected) => {
  expect(metaCharset(new TextEncoder().encode(text))).toBe(expected)
})
