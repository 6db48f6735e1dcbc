import { describe, expect, test } from 'vitest'
import { readPage } from '../read-page.ts'

const url = 'https://docs.example.com/api/users.md'
const read = (text: string) => readPage({ text, mediaType: 'text/markdown', url })
const markdown = (text: string): string => read(text).markdown

describe('what generators add to Markdown', () => {
  test.each([
    ['front matter', '---\ntitle: "Users"\ndescription: Who is who\n---\nText', '# Users\n\nWho is who\n\nText'],
    ['a title of its own wins', '---\ntitle: Users\n---\n# All users\n\nText', '# All users\n\nText'],
    [
      'an operation in front matter (Mintlify)',
      '---\ntitle: Get\nopenapi: get /users/{id}\n---\nText',
      '# Get\n\n`GET /users/{id}`\n\nText',
    ],
    ['headings that forgot their blank', '##Boats\n\n#1 is first', '## Boats\n\n#1 is first'],
    ['a rule is no front matter', '---\n\nText\n\n---\n\nMore', '---\n\nText\n\n---\n\nMore'],
    ['imports and exports', "import A from './a'\nexport const x = {\n  a: 1,\n}\n\nText", 'Text'],
    ['comments', 'a <!-- b\nc --> d {/* e */} f `<!--` <!-- x -->\n\n[//]: # (g)', 'a \n d  f `<!--`'],
    [
      'code keeps what looks like one',
      '```html\n<!-- b -->\nimport x from "y"\n```',
      '```html\n<!-- b -->\nimport x from "y"\n```',
    ],
    ['colons', ':::note Mind\n\nthis\n\n:::\n\nText', '> **Mind**\n>\n> this\n\nText'],
    ['an alert of GitHub', '> [!WARNING]\n> Careful', '> **Warning**\n> Careful'],
    [
      'an indented note (MkDocs)',
      '!!! tip "Mind"\n    this\n\n    ```sh\n    curl\n    ```\n\nText',
      '> **Mind**\n>\n> this\n>\n> ```sh\n> curl\n> ```\n\nText',
    ],
    [
      'tabs (MkDocs)',
      '=== "cURL"\n\n    ```sh\n    curl\n    ```\n\n=== "Node"\n\n    ```js\n    fetch()\n    ```',
      '```sh title="cURL"\ncurl\n```\n\n```js title="Node"\nfetch()\n```',
    ],
    [
      'tabs (Docusaurus)',
      '<Tabs>\n  <TabItem value="c" label="cURL">\n\n  ```sh\n  curl\n  ```\n\n  </TabItem>\n</Tabs>',
      '```sh title="cURL"\ncurl\n```',
    ],
    ['a group of code (VitePress)', '::: code-group\n```sh [cURL]\ncurl\n```\n:::', '```sh title="cURL"\ncurl\n```'],
    [
      'fields (Mintlify)',
      '<ParamField path="id" type="string" required>\n  Which user.\n</ParamField>\n<ResponseField name="age" type="number">In years</ResponseField>',
      '- `id` (string, path, required): Which user.\n\n- `age` (number): In years',
    ],
    [
      'an endpoint component',
      '## Users\n\n<ApiEndpoint path="/users/<id>" method="get">\n\nOne user.\n\n</ApiEndpoint>',
      '## Users\n\n### GET /users/<id>\n\nOne user.',
    ],
    ['a note component', '<Warning>\n  Careful\n</Warning>', '> **Warning**\n>\n> Careful'],
    [
      'shortcodes (Hugo)',
      '{{< tabs >}}\n{{% tab "cURL" %}}\n```sh\ncurl\n```\n{{% /tab %}}\n{{< /tabs >}}\n\nText',
      '```sh title="cURL"\ncurl\n```\n\nText',
    ],
    [
      'blocks of GitBook',
      '{% swagger method="get" path="/users" baseUrl="https://api.example.com" summary="List" %}\n{% swagger-parameter in="query" name="limit" type="Integer" required="true" %}\nHow many\n{% endswagger-parameter %}\n{% endswagger %}',
      '## List\n\n`GET https://api.example.com/users`\n\n- `limit` (Integer, query, required): How many',
    ],
    ['a hint of GitBook', '{% hint style="info" %}\nMind\n{% endhint %}', '> **Info**\n>\n> Mind'],
    [
      'HTML tables',
      '<table>\n<tr><th>A</th><th>B</th></tr>\n<tr><td>c</td><td>d</td></tr>\n</table>\n\nText',
      '| A | B |\n| --- | --- |\n| c | d |\n\nText',
    ],
    ['HTML headings', '<h2 id="x">Users <a class="anchor" href="#x">¶</a></h2>\n\nText', '## Users\n\nText'],
    ['HTML that holds Markdown', '<details>\n<summary>More</summary>\n\n**b**\n\n</details>', 'More\n\n**b**'],
    [
      'inline HTML',
      'Use <code>x</code>,<br>or <b>y</b> <a href="z">z</a> <kbd>k</kbd> <span>s</span>',
      'Use `x`,  \nor **y** [z](https://docs.example.com/api/z) `k` s',
    ],
    [
      'what only looks like HTML',
      '`GET /users/<id>` or /users/<user_id> with Array<String>',
      '`GET /users/<id>` or /users/<user_id> with Array<String>',
    ],
    ['escapes that nobody needs', '/users/\\{id\\} and \\<id\\>', '/users/{id} and <id>'],
    ['entities, but not in code', 'a &lt;b&gt; &#123;c&#125; `&amp;`', 'a <b> {c} `&amp;`'],
    [
      'references',
      'See [the key][k], [k] and [other].\n\n[k]: ../auth.md "Title"',
      'See [the key](https://docs.example.com/auth.md), [k](https://docs.example.com/auth.md) and [other].',
    ],
    [
      'relative links, not in code',
      '[a](b.md#c) `[a](b.md)` ![i](i.png)',
      '[a](https://docs.example.com/api/b.md#c) `[a](b.md)` ![i](https://docs.example.com/api/i.png)',
    ],
    ['no link to a script', '[a](javascript:alert(1)) [m](mailto:a@example.com)', 'a m'],
    ['tables of contents', '[[toc]]\n\nText\n{: .class}', 'Text'],
    ['hidden elements', '<div style="display:none">\nsecret\n</div>\n\nText <span>shown</span>', 'Text shown'],
    ['indented code stays', 'Text\n\n    <div>\n    [a](b)\n\nMore', 'Text\n\n    <div>\n    [a](b)\n\nMore'],
  ])('%s', (_name, text, expected) => {
    expect(markdown(text)).toBe(expected)
  })
})

test.each([
  ['{#id}', '## Users {#all-users}', 'all-users'],
  ['an anchor in it', '## <a name="all"></a>Users', 'all'],
  ['none: as GitHub makes it', '## `GET` /users/{id} & more', 'get-usersid--more'],
])('the anchor of a heading: %s', (_name, text, id) => {
  expect(read(text).sections[0]?.id).toBe(id)
})

test('a byte order mark and line feeds of Windows are no text', () => {
  expect(read('\ufeff# Users\r\n\r\nText').sections[0]).toMatchObject({ title: 'Users', markdown: 'Text' })
})

test('blocks in lists and quotes stand for themselves, in order', () => {
  const text = '- a\n  more\n  - b\n\n  of a\n\n  ```sh\n  curl\n  ```\n- c\n\n> quoted\n\n`id`\n: which\n: one\n'
  expect(read(text).sections[0]?.blocks).toEqual([
    {
      kind: 'list',
      items: [
        { depth: 0, markdown: 'a\nmore\nof a' },
        { depth: 1, markdown: 'b' },
      ],
    },
    { kind: 'code', language: 'sh', text: 'curl' },
    { kind: 'list', items: [{ depth: 0, markdown: 'c' }] },
    { kind: 'text', markdown: 'quoted', text: 'quoted' },
    { kind: 'definitions', rows: [{ term: '`id`', markdown: 'which\none' }] },
  ])
})

test('links are noted once they are absolute', () => {
  const { links, markdown: shown } = read('See [the `key`](../k.md) and <https://x.example/y>')
  expect(shown).toBe('See [the `key`](https://docs.example.com/k.md) and https://x.example/y')
  expect(links).toEqual([
    { href: 'https://docs.example.com/k.md', text: 'the key', place: 'content' },
    { href: 'https://x.example/y', text: 'https://x.example/y', place: 'content' },
  ])
})
