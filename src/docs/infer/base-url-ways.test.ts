import { describe, expect, test } from 'vitest'
import { readPage } from '../read/read-page.ts'
import { inferOperations } from './index.ts'

const infer = (text: string) =>
  inferOperations([readPage({ text, mediaType: 'text/markdown', url: 'https://docs.acme.dev/api' })])

const fence = (text: string, language = ''): string => `\`\`\`${language}\n${text}\n\`\`\`\n`

describe('the base URL of a page', () => {
  test.each([
    {
      way: 'is that of a shell variable that the call begins with',
      page: `# Boats\n\n\`POST /boats\`\n\n${fence('FLEET_URL="https://fleet.acme.dev"\n\ncurl -X POST "$FLEET_URL/api/v1/boats" -d \'{"name":"Ada"}\'', 'bash')}`,
      base: 'https://fleet.acme.dev/api/v1',
      path: '/boats',
    },
    {
      way: 'is that of a constant of a program',
      page: `# Boats\n\n\`GET /boats\`\n\n${fence("const API_URL = 'https://fleet.acme.dev/v2'\nconst it = await fetch(`${API_URL}/boats`)", 'js')}`,
      base: 'https://fleet.acme.dev/v2',
      path: '/boats',
    },
    {
      way: 'is the host of the links in answers, when those are its own calls',
      page: `# Boats\n\n## GET /v1/boats/{id}\n\n${fence('{ "name": "Ada", "self": "https://fleet.acme.dev/v1/boats/17", "web": "https://acme.dev/ada" }', 'json')}`,
      base: 'https://fleet.acme.dev',
      path: '/v1/boats/{id}',
    },
    {
      way: 'has what stands in front of the path in the requests shown below it',
      page: `# Boats\n\n## List boats\n\n\`GET /boats\`\n\n${fence('GET /api/v0/boats HTTP/1.1\nHost: {account}.acme.dev\nAccept: application/json', 'http')}\n## Get a boat\n\n\`GET /boats/{id}\`\n\n${fence('curl https://{account}.acme.dev/api/v0/boats/{id}')}`,
      base: 'https://{account}.acme.dev/api/v0',
      path: '/boats',
    },
    {
      way: 'is the host header behind a blank line',
      page: `# Boats\n\n${fence('GET /api/boats HTTP/1.0\n\nHost: fleet.acme.dev\nAccept: application/json', 'http')}`,
      base: 'https://fleet.acme.dev',
      path: '/api/boats',
    },
    {
      way: 'is none of one other address that the text says to be an endpoint, when all calls go elsewhere',
      page: `# Boats\n\nWe do oEmbed too: the oEmbed endpoint is \`https://www.acme.dev/oembed\`.\n\n${['boats', 'crews', 'ports'].map((it) => `## List ${it}\n\n\`GET https://fleet.acme.dev/v2/${it}\`\n`).join('\n')}`,
      base: 'https://fleet.acme.dev',
      path: '/v2/boats',
    },
    {
      way: 'is not the page where people get a key',
      page: `# Boats\n\nThe server listens on port 8080.\n\nCreate an application in the Harbour API: https://harbour.api.dev/createApp/\n\n- \`GET /boats\` lists boats\n- \`POST /boats\` adds one\n`,
      base: 'http://localhost:8080',
      path: '/boats',
    },
    {
      way: 'is said in Japanese',
      page: `# 船\n\n- エンドポイント URL: **[https://public.acme.dev](https://public.acme.dev)**\n\n## 一覧\n\n\`GET /boats\`\n`,
      base: 'https://public.acme.dev',
      path: '/boats',
    },
    {
      way: 'of variables alone is the path behind them',
      page: `# Boats\n\n## Base URL\n\nWhere all requests originate: \`{schema}://{hostname}:{port}/api/public\`\n\n## GET /boats\n\n## POST /boats\n`,
      base: undefined,
      path: '/api/public/boats',
    },
    {
      way: 'of the reader’s host is not put in front of the paths that are written with it',
      page: `# Lists\n\nBase URL: \`http://<host>:<port>/api/lists\`\n\n## GET /api/lists\n\n## POST /api/lists\n\n## DELETE /api/lists/{id}\n`,
      base: undefined,
      path: '/api/lists',
    },
    {
      way: 'is not the host of mere links',
      page: `# Boats\n\n- \`GET /boats\` lists boats, see [the language](https://lang.dev/ref/spec)\n- \`POST /boats\` adds one\n`,
      base: undefined,
      path: '/boats',
    },
  ])('$way', ({ page, base, path }) => {
    const { baseUrl, operations } = infer(page)
    expect({ base: baseUrl, path: operations[0]?.path }).toEqual({ base, path })
  })
})
