import { existsSync } from 'node:fs'
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { bytesOf, serveFile, sha256, startFileUpstream, type FileAnswer } from '../support/file-upstream.ts'
import { clientKinds } from '../support/mcp-clients.ts'
import { program, workspace, type Workspace } from '../support/program.ts'

const token = 'fake-files-token-0123456789'

/** A description with uploads of every kind and downloads. */
function description(url: string) {
  const ok = { 200: { description: 'ok' } }
  const binary = { type: 'string', format: 'binary' }
  const multipart = (schema: object, encoding = {}) => ({
    required: true,
    content: { 'multipart/form-data': { schema, encoding } },
  })
  return {
    openapi: '3.0.3',
    info: { title: 'Files', version: '1' },
    servers: [{ url }],
    components: { securitySchemes: { key: { type: 'http', scheme: 'bearer' } } },
    security: [{ key: [] }],
    paths: {
      '/documents': {
        post: {
          operationId: 'addDocument',
          requestBody: multipart(
            {
              type: 'object',
              required: ['file'],
              properties: { file: binary, preview: binary, title: { type: 'string' }, tags: { type: 'array', items: { type: 'string' } }, meta: { type: 'object' } },
            },
            { preview: { contentType: 'image/png' } },
          ),
          responses: ok,
        },
      },
      '/folders/{id}/photo': {
        put: {
          operationId: 'setPhoto',
          parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
          requestBody: { required: true, content: { 'image/*': { schema: binary } } },
          responses: ok,
        },
      },
      '/cover': { put: { operationId: 'setCover', requestBody: { content: { 'image/jpeg': {}, 'image/png': {} } }, responses: ok } },
      '/rows': { post: { operationId: 'addRows', requestBody: { content: { 'text/csv': { schema: { type: 'string' } } } }, responses: ok } },
      '/pair': { post: { operationId: 'addPair', requestBody: multipart({ type: 'object', properties: { left: binary, right: binary } }), responses: ok } },
      '/notes': { post: { operationId: 'addNote', requestBody: { content: { 'application/json': { schema: { type: 'object', properties: { text: { type: 'string' } } } } } }, responses: ok } },
      '/reports/{id}': {
        get: {
          operationId: 'getReport',
          parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }, { name: 'format', in: 'query', schema: { type: 'string' } }],
          responses: { 200: { description: 'ok', content: { 'application/pdf': { schema: binary } } } },
        },
      },
    },
  }
} // prettier-ignore

async function setUp(answer?: FileAnswer, more: { files?: object; api?: object; top?: object } = {}) {
  const upstream = await startFileUpstream(answer)
  const space = await workspace(
    {
      apis: [{ name: 'Docs', openapi: './api.json', baseUrl: upstream.url, ...more.api }],
      files: { roots: ['./uploads'], downloads: './downloads', ...more.files },
      ...more.top,
    },
    { env: { CUSTOM_API_DOCS: token }, files: { 'api.json': description(upstream.url) } },
  )
  await mkdir(join(space.folder, 'uploads'))
  return { upstream, space, downloads: join(space.folder, 'downloads') }
}

const listed = (space: Workspace): Promise<string[]> => readdir(join(space.folder, 'downloads')).catch(() => [])

describe.skipIf(!existsSync(program))('files through the built program', () => {
  describe.each(clientKinds)('$kind', ({ kind }) => {
    test('an upload arrives byte for byte in its field, with rising progress in bytes', async () => {
      const seen: number[] = []
      const { upstream, space } = await setUp(async ({ bytes: all }, response) => {
        // It waits until the client was told: a client drops what comes together with the result.
        await vi.waitUntil(() => seen.at(-1) === all, { timeout: 10_000 }).catch(() => undefined)
        response.end('{}')
      })
      const bytes = bytesOf(40_000_000)
      await writeFile(join(space.folder, 'uploads', 'film.mp4'), bytes)
      const client = await space.connect(kind)
      const answer = await client.call(
        'upload_file',
        { api: 'docs', operation: 'addDocument', file: 'film.mp4', fields: { title: 'A film', tags: ['a', 'b'], meta: { n: 1 } } },
        { onprogress: (done) => seen.push(done) },
      ) // prettier-ignore
      expect(answer.text).toMatch(/^HTTP 200 OK/)
      const [request] = upstream.seen
      expect(request?.headers['content-length']).toBe(String(request?.bytes))
      expect(request?.headers.authorization).toBe(`Bearer ${token}`)
      expect(request?.head).toContain('Content-Disposition: form-data; name="title"\r\n\r\nA film\r\n')
      expect(request?.head).toContain('name="meta"\r\nContent-Type: application/json\r\n\r\n{"n":1}\r\n')
      expect(request?.head).toContain('name="file"; filename="film.mp4"\r\nContent-Type: video/mp4\r\n\r\n')
      expect(seen.length).toBeGreaterThan(0)
      expect(seen).toEqual([...seen].sort((a, b) => a - b))
      expect(seen.at(-1)).toBe(request?.bytes)
    }, 30_000)

    test('a download is saved whole, with its hash and a link, and its progress is told', async () => {
      const bytes = bytesOf(20_000_000)
      const headers = {
        'content-type': 'application/pdf',
        'content-disposition': 'attachment; filename="Report 1.pdf"',
      }
      const { space, downloads } = await setUp(serveFile(bytes, headers))
      const client = await space.connect(kind)
      const seen: number[] = []
      const answer = await client.call(
        'download_file',
        { api: 'docs', operation: 'getReport', arguments: { id: '1' } },
        { onprogress: (done) => seen.push(done) },
      )
      expect(answer.text).toContain(`saved as ${join(downloads, 'Report 1.pdf')}`)
      expect(answer.text).toContain(`20000000 bytes, application/pdf, SHA-256 ${sha256(bytes)}`)
      expect(await listed(space)).toEqual(['Report 1.pdf'])
      expect((await readFile(join(downloads, 'Report 1.pdf'))).equals(bytes)).toBe(true)
      expect(seen.at(-1)).toBe(20_000_000)
    }, 30_000)
  })

  test('what was downloaded is uploaded by its handle, under its name', async () => {
    const bytes = bytesOf(3_000_000)
    const file = serveFile(bytes, {
      'content-type': 'application/pdf',
      'content-disposition': 'attachment; filename=a.pdf',
    })
    const { upstream, space } = await setUp((request, response) =>
      request.method === 'GET' ? file(request, response) : void response.end('{}'),
    )
    const client = await space.connect()
    const link = await client.links('download_file', { api: 'docs', path: '/reports/1' })
    expect(link).toEqual([expect.objectContaining({ name: 'a.pdf', mimeType: 'application/pdf', size: 3_000_000 })])
    const uri = link[0]?.uri ?? ''
    expect(uri).toMatch(/^handle:\/\/[\w-]{22}$/)
    for (const handle of [uri, uri.slice('handle://'.length)])
      expect((await client.call('upload_file', { api: 'docs', path: '/anywhere', method: 'PUT', file: handle })).text).toMatch(/^HTTP 200/) // prettier-ignore
    const puts = upstream.seen.filter(({ method }) => method === 'PUT')
    expect(puts.map((put) => [put.sha256, put.headers['content-type']])).toEqual([
      [sha256(bytes), 'application/pdf'],
      [sha256(bytes), 'application/pdf'],
    ])
  })

  test('uploads of every shape', async () => {
    const { upstream, space } = await setUp()
    await writeFile(join(space.folder, 'uploads', 'p.png'), '\x89PNG\r\n\x1a\n', 'latin1')
    const client = await space.connect()
    const png = 'data:image/png;base64,iVBORw0KGgo='
    const sent = async (tool: string, input: Record<string, unknown>) => {
      const { text } = await client.call(tool, { api: 'docs', ...input })
      return text.startsWith('HTTP 200') ? upstream.seen.at(-1) : text
    }
    const type = (it: unknown) => (it as { headers: Record<string, string> }).headers['content-type']
    const head = (it: unknown) => (it as { head: string }).head

    const raw = await sent('upload_file', { operation: 'setPhoto', arguments: { id: 'x' }, file: 'p.png' })
    expect([type(raw), head(raw)]).toEqual(['image/png', '\x89PNG\r\n\x1a\n'])
    const byPath = await sent('upload_file', { path: '/folders/y/photo', method: 'PUT', file: png })
    expect(byPath).toMatchObject({ method: 'PUT', target: '/folders/y/photo', head: '\x89PNG\r\n\x1a\n' })
    expect(type(await sent('upload_file', { operation: 'setCover', file: png }))).toBe('image/png')
    const rows = await sent('upload_file', { operation: 'addRows', file: 'data:text/csv,a%2Cb' })
    expect([type(rows), head(rows)]).toEqual(['text/csv', 'a,b'])
    const field = await sent('upload_file', { operation: 'addPair', field: 'right', file: png, filename: 'r.png' })
    expect(head(field)).toContain('name="right"; filename="r.png"\r\nContent-Type: image/png\r\n')
    const two = await sent('upload_file', {
      operation: 'addPair',
      field: 'right',
      file: png,
      fields: { left: 'p.png' },
    })
    expect(head(two)).toContain('name="left"; filename="p.png"')
    const free = await sent('upload_file', { path: '/free?x=1', file: png, field: 'doc', fields: { a: 1, b: [1, 2] } })
    expect(head(free)).toMatch(/name="a"\r\n\r\n1\r\n.*name="b"\r\n\r\n1\r\n.*name="b"\r\n\r\n2\r\n.*name="doc"; filename="doc.png"/s) // prettier-ignore
    const typed = await sent('upload_file', { path: '/free', method: 'PUT', file: 'data:,x', contentType: 'text/csv' })
    expect(type(typed)).toBe('text/csv')
    const direct = await sent('docs_add_document', { file: 'p.png', preview: png }).catch(() => undefined)
    const called = await sent('call_operation', {
      operation: 'addDocument',
      arguments: { file: 'p.png', preview: png },
    })
    expect(head(called)).toContain('name="preview"; filename="preview.png"\r\nContent-Type: image/png')
    expect(direct === undefined || typeof direct === 'string' || head(direct).includes('filename="p.png"')).toBe(true)
    const http = await sent('http_send', { method: 'POST', path: '/any', contentType: 'multipart/form-data', body: { a: 'b', f: png } }) // prettier-ignore
    expect(head(http)).toMatch(/name="a"\r\n\r\nb\r\n.*name="f"; filename="f.png"/s)

    expect(await sent('upload_file', { operation: 'addPair', file: png })).toMatch(
      /^arguments\.invalid: field: .*left, right/,
    )
    expect(await sent('upload_file', { operation: 'addNote', file: png })).toMatch(
      /^arguments\.invalid: .*takes no file/,
    )
    expect(await sent('upload_file', { file: png })).toMatch(/^arguments\.invalid: operation or path/)
    expect(await sent('upload_file', { path: '/x', method: 'GET', file: png })).toMatch(/^arguments\.invalid: method/)
    expect(await sent('upload_file', { operation: 'setPhoto', file: png })).toMatch(/^arguments\.invalid: id: missing/)
  })

  test('downloads of every shape', async () => {
    const { space, downloads } = await setUp((request, response) => {
      if (request.target === '/missing') return void response.writeHead(404, { 'content-type': 'application/json' }).end('{"why":"gone"}')
      if (request.target === '/binary-error') return void response.writeHead(500, { 'content-type': 'image/png' }).end(bytesOf(100))
      if (request.target.startsWith('/csv')) return void response.writeHead(200, { 'content-type': 'text/csv' }).end('id,name\n1,a\n2,b\n')
      if (request.target.startsWith('/untold')) return void response.writeHead(200).end('%PDF-1.7')
      return void response.writeHead(200, { 'content-type': 'application/zip' }).end(`PK${request.target}`)
    }) // prettier-ignore
    const client = await space.connect()
    const get = async (input: Record<string, unknown>) =>
      (await client.call('download_file', { api: 'docs', ...input })).text
    expect(await get({ path: '/x/data.zip' })).toContain(join(downloads, 'data.zip'))
    expect(await get({ path: '/x/data.zip' })).toContain(join(downloads, 'data-2.zip'))
    expect(await get({ path: '/x', saveAs: 'mine.zip' })).toContain(join(downloads, 'mine.zip'))
    expect(await get({ path: '/x', saveAs: 'mine.zip' })).toMatch(
      /^file\.blocked: .*is there already\n.*"overwrite": true/,
    )
    expect(await get({ path: '/y?a=b', saveAs: 'mine.zip', overwrite: true })).toContain(join(downloads, 'mine.zip'))
    expect(await readFile(join(downloads, 'mine.zip'), 'utf8')).toBe('PK/y?a=b')
    expect(await get({ operation: 'getReport', arguments: { id: 'a/b', format: 'zip' } })).toContain('saved as')
    expect(await get({ operation: 'GET /reports/7' })).toContain(join(downloads, '7.zip'))
    for (const saveAs of ['../x', 'a/b', '/etc/x', '.hidden', 'CON', 'a\0b', ''])
      expect(await get({ path: '/x', saveAs })).toMatch(/^(?:file\.blocked|arguments\.invalid)/)
    expect(await get({ path: '/missing' })).toMatch(/^upstream\.status: HTTP 404 Not Found[\s\S]*"why":"gone"/)
    expect(await get({ path: '/binary-error' })).toMatch(/^upstream\.status: HTTP 500/)
    expect(await get({ operation: 'addNote' })).toMatch(/^arguments\.invalid: operation: POST \/notes is no GET/)
    const untold = await get({ path: '/untold/7' })
    expect(untold).toContain(join(downloads, '7.pdf'))
    expect(untold).toContain('8 bytes, application/pdf')
    expect(await get({ path: '/untold/x.csv' })).toContain('8 bytes, text/csv')
    expect((await listed(space)).filter((name) => name.includes('error') || name.startsWith('.'))).toEqual([])
    const [csv] = await client.links('download_file', { api: 'docs', path: '/csv' })
    const handle = csv?.uri.slice('handle://'.length)
    expect((await client.call('query_result', { handle, select: "[?id=='2'].name" })).text).toContain('b')
  })

  test('a file that changed while its download was cut is the newer one, and said to be', async () => {
    const bytes = bytesOf(300_000)
    const { space, downloads } = await setUp(({ headers }, response) => {
      if (headers.range !== undefined)
        return void response.writeHead(200, { etag: '"v2"', 'content-type': 'text/plain' }).end('changed')
      response.writeHead(200, { etag: '"v1"', 'content-length': bytes.length, 'content-type': 'application/zip' })
      response.write(bytes.subarray(0, 100_000), () => setTimeout(() => response.destroy(), 50))
    })
    const client = await space.connect()
    const { text } = await client.call('download_file', { api: 'docs', path: '/latest' })
    expect(text).toContain('ETag: "v2"')
    expect(text).toContain(`saved as ${join(downloads, 'latest.txt')}\n7 bytes, text/plain`)
    expect(text).toContain('it was cut and asked for again once\nit had changed meanwhile: this is the newer one')
    expect(await listed(space)).toEqual(['latest.txt'])
  })

  test('bytes that any call answers become a file', async () => {
    const bytes = bytesOf(5000)
    const { space, downloads } = await setUp(
      serveFile(bytes, { 'content-disposition': 'attachment; filename=data.bin' }),
    )
    const client = await space.connect()
    const { text } = await client.call('http_get', { api: 'docs', path: '/data' })
    expect(text).toContain(`saved as ${join(downloads, 'data.bin')}`)
    expect((await readFile(join(downloads, 'data.bin'))).equals(bytes)).toBe(true)
  })

  test('over HTTP no path of the server is told', async () => {
    const { space } = await setUp(serveFile(bytesOf(5000), { 'content-disposition': 'attachment; filename=data.bin' }))
    const served = await space.serveHttp()
    const { connectClient } = await import('../support/mcp-clients.ts')
    const client = await connectClient('2025 SDK client', { url: `${served.url}/mcp`, token: served.token })
    for (const tool of ['download_file', 'http_get']) {
      const { text } = await client.call(tool, { api: 'docs', path: '/data' })
      expect(text).toMatch(/saved as data(?:-2)?\.bin/)
      expect(text).not.toContain(space.folder)
    }
    const { text } = await client.call('upload_file', { api: 'docs', path: '/x', file: '/etc/hostname' })
    expect(text).toMatch(/^file\.blocked/)
    expect(text).not.toContain(space.folder)
  })

  test('another host gets the file and not the credential, and only where it is listed', async () => {
    const elsewhere = await startFileUpstream(serveFile(Buffer.from('presigned'), { 'content-type': 'text/plain' }))
    const { space, upstream, downloads } = await setUp(undefined, { api: { domains: [elsewhere.host] } })
    await writeFile(join(space.folder, 'uploads', 'a.txt'), 'hello')
    const client = await space.connect()
    const url = `${elsewhere.url}/bucket/a.txt?X-Signature=abc%2Fdef&Expires=60`
    const up = await client.call('upload_file', { api: 'docs', path: url, method: 'PUT', file: 'a.txt' })
    expect(up.text).toMatch(/^HTTP 200/)
    expect((await client.call('download_file', { api: 'docs', path: url })).text).toContain(join(downloads, 'a.txt'))
    expect(elsewhere.seen.map((it) => [it.method, it.target, it.headers.authorization, it.bytes])).toEqual([
      ['PUT', '/bucket/a.txt?X-Signature=abc%2Fdef&Expires=60', undefined, 5],
      ['GET', '/bucket/a.txt?X-Signature=abc%2Fdef&Expires=60', undefined, 0],
    ])
    for (const tool of ['upload_file', 'download_file']) {
      const input = {
        api: 'docs',
        path: 'https://unlisted.example.com/x',
        ...(tool === 'upload_file' && { file: 'a.txt' }),
      }
      expect((await client.call(tool, input)).text).toMatch(/^host\.blocked: .*\n.*"domains"/)
    }
    expect(upstream.seen).toEqual([])
  })

  test('what the policy forbids moves no file', async () => {
    const { space, upstream } = await setUp(undefined, {
      api: { tools: { readOnly: true, exclude: [{ path: '/secret/**' }] } },
    })
    const client = await space.connect()
    const uploads = [{ operation: 'addDocument' }, { path: '/documents' }, { path: '/x', method: 'PUT' }]
    for (const input of uploads)
      expect((await client.call('upload_file', { api: 'docs', file: 'data:,x', ...input })).text).toMatch(
        /^policy\.denied/,
      )
    expect((await client.call('download_file', { api: 'docs', path: '/secret/x' })).text).toMatch(/^policy\.denied/)
    expect(upstream.seen).toEqual([])
  })

  test('a call that must be confirmed asks once for the same file and again when it changed', async () => {
    const { space, upstream } = await setUp(undefined, { api: { tools: { confirm: ['POST'] } } })
    const path = join(space.folder, 'uploads', 'a.txt')
    await writeFile(path, 'one')
    const client = await space.connect()
    const input = { api: 'docs', operation: 'addDocument', file: 'a.txt' }
    const asked = await client.call('upload_file', input)
    expect(asked.text).toMatch(/^policy\.unconfirmed/)
    const confirm = /"confirm": "([^"]+)"/.exec(asked.text)?.[1]
    await writeFile(path, 'two, longer')
    expect((await client.call('upload_file', { ...input, confirm })).text).toMatch(/^policy\.unconfirmed/)
    const again = /"confirm": "([^"]+)"/.exec((await client.call('upload_file', input)).text)?.[1]
    expect((await client.call('upload_file', { ...input, confirm: again })).text).toMatch(/^HTTP 200/)
    expect(upstream.seen).toHaveLength(1)
  })

  test('a cancelled upload and a cancelled download stop within a second and leave nothing', async () => {
    let gone = (): void => undefined
    const left = new Promise<void>((done) => (gone = done))
    const { space, upstream } = await setUp((_, response) => {
      response.on('close', gone)
      response.writeHead(200, { 'content-type': 'application/zip', 'content-length': '1000000' }).write('PK')
    })
    const client = await space.connect()
    const stop = new AbortController()
    const call = client
      .call('download_file', { api: 'docs', path: '/slow.zip' }, { signal: stop.signal })
      .catch(() => undefined)
    await expect.poll(() => listed(space)).toHaveLength(1) // what is on its way has a name of its own
    await expect.poll(() => upstream.seen.length).toBe(1)
    const began = performance.now()
    stop.abort()
    await left
    expect(performance.now() - began).toBeLessThan(5000) // the promise is a second (SECURITY-PROMISES.md §6.6), on an idle machine
    await call
    await expect.poll(() => listed(space)).toEqual([])
  })

  test('on the command line: files of the user, the answer on stdout, exit codes', async () => {
    const bytes = bytesOf(2_000_000)
    const file = serveFile(bytes, { 'content-disposition': 'attachment; filename="r.pdf"' })
    const { space, upstream } = await setUp((request, response) => {
      if (request.method !== 'GET') return void response.setHeader('content-type', 'application/json').end('{"id":7}')
      return request.target === '/none' ? void response.writeHead(404).end() : file(request, response)
    })
    await space.write('mine.png', bytes)
    const up = await space.run(['upload', 'docs', 'addDocument', 'mine.png', 'title=A', '--json'])
    expect([up.code, JSON.parse(up.stdout)]).toEqual([0, expect.objectContaining({ status: 200, body: { id: 7 } })])
    expect(upstream.seen[0]?.head).toContain('name="title"\r\n\r\nA\r\n')
    const raw = await space.run(['upload', 'docs', '/put', 'mine.png', '--method', 'PUT'])
    expect([raw.code, raw.stdout]).toEqual([0, '{"id":7}\n'])
    expect(upstream.seen[1]).toMatchObject({ method: 'PUT', sha256: sha256(bytes), bytes: bytes.length })

    const down = await space.run(['download', 'docs', 'getReport', 'id=1'])
    expect([down.code, down.stdout]).toEqual([0, `${join(space.folder, 'r.pdf')}\n`])
    expect((await readFile(join(space.folder, 'r.pdf'))).equals(bytes)).toBe(true)
    const json = await space.run(['download', 'docs', '/x', '--output', 'sub/y.bin', '--json'])
    expect(JSON.parse(json.stdout)).toMatchObject({ status: 200, file: { path: join(space.folder, 'sub', 'y.bin'), sha256: sha256(bytes) } }) // prettier-ignore
    const again = await space.run(['download', 'docs', '/x', '--output', 'r.pdf'])
    expect([again.code, again.stderr]).toEqual([1, expect.stringContaining('--overwrite')])
    expect((await space.run(['download', 'docs', '/x', '--output', 'r.pdf', '--overwrite'])).code).toBe(0)
    const codes = [
      ['download', 'docs', '/none'],
      ['upload', 'docs', '/x', 'not-there'],
      ['upload', 'docs', 'nothing', 'mine.png'],
      ['download', 'docs', 'https://other.example.com/'],
    ]
    const ended = []
    for (const argv of codes) ended.push((await space.run(argv)).code)
    expect(ended).toEqual([4, 1, 2, 1])
  }, 60_000)
})
