import { existsSync, readFileSync } from 'node:fs'
import { link, mkdir, readFile, readdir, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { bytesOf, serveFile, startFileUpstream, type FileAnswer } from '../support/file-upstream.ts'
import { program, workspace } from '../support/program.ts'

/** SECURITY-PROMISES.md §1, §2.5, §8.4, through the built program. */
const token = 'fake-files-secret-9f8e7d6c5b4a'

async function setUp(
  answer?: FileAnswer,
  more: { files?: object; domains?: readonly string[]; apis?: readonly object[] } = {},
) {
  const upstream = await startFileUpstream(answer)
  const space = await workspace(
    {
      apis: [
        { name: 'Docs', baseUrl: upstream.url, auth: { type: 'bearer' }, domains: more.domains ?? [] },
        ...(more.apis ?? []),
      ],
      files: { roots: ['./uploads'], downloads: './downloads', ...more.files },
    },
    { env: { CUSTOM_API_DOCS: token }, files: { 'closed/secret.txt': 'not for anybody' } },
  )
  await mkdir(join(space.folder, 'uploads'))
  const downloads = join(space.folder, 'downloads')
  return { upstream, space, downloads, client: await space.connect(), at: (name: string) => join(space.folder, name) }
}

const escaped = token.replace(/./g, (one) => `\\u00${one.charCodeAt(0).toString(16)}`)

describe.skipIf(!existsSync(program))('what is uploaded', () => {
  test('comes from the roots, whatever a path, a link or a handle says', async () => {
    const { client, upstream, at } = await setUp()
    await symlink(at('closed/secret.txt'), at('uploads/link.txt'))
    await symlink(at('closed'), at('uploads/folder'))
    await link(at('closed/secret.txt'), at('uploads/hard.txt'))
    const tries = ['../closed/secret.txt', at('closed/secret.txt'), `file://${at('closed/secret.txt')}`, 'link.txt', 'folder/secret.txt', 'hard.txt', '/proc/self/environ', '/dev/zero', at('custom-api-mcp.json'), '~/x', `handle://${'A'.repeat(22)}`, `handle://../closed`] // prettier-ignore
    for (const file of tries) {
      for (const input of [
        { path: '/x', file },
        { path: '/x', file: 'data:,x', fields: { other: `file://${at('closed/secret.txt')}` } },
      ]) {
        const { text, isError } = await client.call('upload_file', { api: 'docs', ...input })
        expect([isError, text.split(':', 1)[0]]).toEqual([
          true,
          expect.stringMatching(/^(?:file\.blocked|handle\.unknown)$/),
        ])
        expect(text).not.toContain('not for anybody')
      }
      const multipart = { method: 'POST', path: '/x', contentType: 'multipart/form-data', body: { f: `file://${at('closed/secret.txt')}` } } // prettier-ignore
      expect((await client.call('http_send', { api: 'docs', ...multipart })).text).toMatch(/^file\.blocked/)
    }
    expect(upstream.seen).toEqual([])
  }, 30_000)

  test('is nothing of our own, even where a root holds it', async () => {
    const { client, upstream } = await setUp(undefined, { files: { roots: ['.'] } })
    for (const file of ['home/data/data.db', 'home/data/vault.key', 'custom-api-mcp.json'])
      await client.call('upload_file', { api: 'docs', path: '/x', file })
    expect(upstream.seen.map(({ head }) => head).filter((head) => !head.includes('"apis"'))).toEqual([])
  })

  test.each([
    ['bytes', Buffer.concat([Buffer.from([0, 1, 2, 255]), Buffer.from(token), Buffer.from([0, 255])])],
    ['bytes of more than one piece', Buffer.concat([bytesOf(262_130), Buffer.from(token), bytesOf(1000)])],
    ['a text after a zero', Buffer.from(`\0 ${token}`)],
    ['base64 in bytes', Buffer.concat([bytesOf(5_000_000), Buffer.from(Buffer.from(`u:${token}`).toString('base64'))])],
    ['hex in bytes', Buffer.concat([bytesOf(5_000_000), Buffer.from(Buffer.from(token).toString('hex'))])],
    [
      'base64 of JSON escapes in bytes',
      Buffer.concat([Buffer.from([0, 255]), Buffer.from(Buffer.from(escaped).toString('base64'))]),
    ],
    ['UTF-16 in bytes', Buffer.concat([Buffer.from([1, 2, 3]), Buffer.from(token, 'utf16le')])],
  ])('takes no credential of one API to another, echoed into %s', async (_, echo) => {
    const other = await startFileUpstream()
    const { client, upstream, space, at } = await setUp(
      serveFile(echo, { 'content-type': 'application/octet-stream' }),
      {
        apis: [{ name: 'Other', baseUrl: other.url }],
      },
    )
    await writeFile(at('uploads/own.bin'), echo)
    const [saved] = await client.links('download_file', { api: 'docs', path: '/f.bin' })
    const files = [saved?.uri ?? '', 'own.bin']
    for (const file of files) {
      const tries = [
        client.call('upload_file', { api: 'other', path: '/x', file }),
        client.call('upload_file', { api: 'other', path: '/x', file: 'data:,x', fields: { more: file.includes(':') ? file : `file://${at('uploads/own.bin')}` } }),
        client.call('http_send', { api: 'other', method: 'POST', path: '/x', contentType: 'application/octet-stream', body: file.includes(':') ? file : `file://${at('uploads/own.bin')}` }),
      ] // prettier-ignore
      for (const { text } of await Promise.all(tries))
        expect(text).toMatch(/^file\.blocked: a credential of this server/)
    }
    expect(other.seen).toEqual([])
    expect(upstream.seen).toHaveLength(1)
    // who runs a command sends files of their own
    expect((await space.run(['upload', 'Other', '/x', at('uploads/own.bin')])).code).toBe(0)
    expect(other.seen.map(({ bytes }) => bytes)).toEqual([echo.length])
  })

  test('goes to no other environment than the one that gave it', async () => {
    const environments = { test: {}, live: {} }
    const upstream = await startFileUpstream(
      serveFile(Buffer.from('x'.repeat(40_000)), { 'content-type': 'text/plain' }),
    )
    const env = { CUSTOM_API_DOCS: token, CUSTOM_API_DOCS_LIVE: `${token}-live` }
    const api = {
      name: 'Docs',
      baseUrl: upstream.url,
      auth: { type: 'bearer' },
      environments,
      defaultEnvironment: 'test',
    }
    const space = await workspace({ apis: [api], results: { budget: 1000 } }, { env })
    const client = await space.connect()
    const [saved] = await client.links('download_file', { api: 'docs', path: '/f', environment: 'live' })
    const { text: long } = await client.call('http_get', { api: 'docs', path: '/f', environment: 'live' })
    const before = upstream.seen.length
    const handles = [saved?.uri, `handle://${/"handle":"([\w-]{22})"/.exec(long)?.[1]}`]
    for (const file of handles) {
      const other = { api: 'docs', path: '/x', environment: 'test' }
      for (const { text } of [
        await client.call('upload_file', { ...other, file }),
        await client.call('upload_file', { ...other, environment: undefined, file: 'data:,x', fields: { more: file } }),
        await client.call('http_send', {
          ...other,
          method: 'PUT',
          contentType: 'application/octet-stream',
          body: file,
        }),
      ])
        expect(text).toMatch(
          /^handle\.unknown: what is kept there came from the environment "live" of "docs", not from "test"/,
        )
    }
    expect(upstream.seen).toHaveLength(before)
    for (const file of handles)
      expect((await client.call('upload_file', { api: 'docs', path: '/x', environment: 'live', file })).isError).toBe(
        false,
      )
  })

  test('goes to another host without the credential, and to no host that is not listed', async () => {
    const elsewhere = await startFileUpstream()
    const { client, upstream } = await setUp(
      (request, response) => void response.writeHead(request.target === '/307' ? 307 : 302, { location: `${elsewhere.url}/y` }).end(),
      { domains: [elsewhere.host] },
    ) // prettier-ignore
    await client.call('upload_file', { api: 'docs', path: `${elsewhere.url}/x`, method: 'PUT', file: 'data:,hello' })
    for (const path of ['/307', '/302']) await client.call('upload_file', { api: 'docs', path, file: 'data:,again' })
    expect(elsewhere.seen.map(({ method, target, bytes }) => `${method} ${target} ${bytes}`)).toEqual([
      'PUT /x 5',
      'GET /y 0',
    ])
    expect(JSON.stringify(elsewhere.seen)).not.toContain(token)
    expect(upstream.seen.map(({ headers }) => headers.authorization)).toEqual([`Bearer ${token}`, `Bearer ${token}`])
  })
})

describe.skipIf(!existsSync(program))('what is downloaded', () => {
  test('stays in its folder under a plain name, whatever the API calls it', async () => {
    const dispositions = [
      'attachment; filename="../../../escaped.txt"',
      'attachment; filename="..\\\\..\\\\escaped.txt"',
      "attachment; filename*=UTF-8''%2e%2e%2fescaped.txt",
      "attachment; filename*=UTF-8''%2Fetc%2Fescaped.txt",
      'attachment; filename="/etc/cron.d/escaped.txt"',
      'attachment; filename=".bashrc"',
      'attachment; filename="escaped.txt:stream"',
      'attachment; filename="CON"',
      'attachment; filename=".custom-api-mcp-1.part"',
      `attachment; filename="${'a'.repeat(3000)}.txt"`,
    ]
    const { client, downloads, at } = await setUp((request, response) => {
      const disposition = dispositions[Number(request.target.slice('/f'.length))] ?? ''
      return serveFile(Buffer.from('x'), { 'content-disposition': disposition })(request, response)
    })
    const before = (await readdir(at('.'))).sort()
    for (const [nth, disposition] of dispositions.entries()) {
      const { isError } = await client.call('download_file', { api: 'docs', path: `/f${nth}` })
      const names = await readdir(downloads)
      expect({ disposition, isError, names }).toEqual({
        disposition,
        isError: false,
        names: [expect.stringMatching(/^[^./\\:][^/\\:]{0,200}$/)],
      })
      expect((await readdir(at('.'))).sort()).toEqual([...new Set([...before, 'downloads', 'home'])].sort())
      await rm(join(downloads, names[0] ?? ''))
    }
  })

  test('a text that holds the credential is not stored as it is, in whatever form and wherever it is cut', async () => {
    const forms = [
      token,
      Buffer.from(token).toString('base64'),
      encodeURIComponent(`x ${token}`),
      Buffer.from(token).toString('hex'),
    ]
    const line = 'an ordinary line of a log, with äöü in it\n'
    const text = forms.map((form) => `${line.repeat(3000)}Authorization: Bearer ${form}\n`).join('')
    const { client, downloads } = await setUp((_, response) => {
      response.writeHead(200, { 'content-type': 'application/octet-stream' })
      const bytes = Buffer.from(text)
      for (let from = 0; from < bytes.length; from += 997) response.write(bytes.subarray(from, from + 997))
      response.end()
    })
    const { text: said } = await client.call('download_file', { api: 'docs', path: '/log.txt' })
    expect(said).toContain('masked')
    const stored = await readFile(join(downloads, 'log.txt'), 'utf8')
    for (const form of forms) expect(stored).not.toContain(form)
    expect(stored.replaceAll(/Authorization: .*\n/g, '')).toBe(text.replaceAll(/Authorization: .*\n/g, ''))
  })

  test.each([
    ['little-endian', Buffer.from(`hello ${token} there`, 'utf16le')],
    ['big-endian', Buffer.from(`hello ${token} there`, 'utf16le').swap16()],
    ['with its mark', Buffer.from(`\ufeffgr\u00fc\u00dfe ${token} \u4f60`, 'utf16le')],
  ])('a text in UTF-16 that holds it is not stored or shown as it is: %s', async (_, bytes) => {
    const { client, downloads } = await setUp(serveFile(bytes, { 'content-type': 'text/plain; charset=utf-16' }))
    const [saved] = await client.links('download_file', { api: 'docs', path: '/wide.txt' })
    const stored = await readFile(join(downloads, 'wide.txt'), 'latin1')
    expect(stored.replaceAll('\0', '')).toContain('[redacted]')
    expect(stored.replaceAll('\0', '')).not.toContain(token.slice(6))
    const shown = [
      await client.read(saved?.uri ?? ''),
      (await client.call('query_result', { handle: saved?.uri ?? '' })).text,
    ]
    for (const text of shown) expect(text.replace(/\0|\\u\{0\}/g, '')).not.toContain(token.slice(6))
  })

  test('a text without one is stored byte for byte', async () => {
    const bytes = Buffer.concat([Buffer.from('grüße \u{1f600}\n'.repeat(20_000)), Buffer.from([0xff, 0xfe, 0x80])])
    const { client, downloads } = await setUp(serveFile(bytes, { 'content-type': 'text/plain' }))
    expect((await client.call('download_file', { api: 'docs', path: '/a.txt' })).text).not.toContain('masked')
    expect((await readFile(join(downloads, 'a.txt'))).equals(bytes)).toBe(true)
  })

  test('leaves nothing where it fails: cut, too large, refused, an error of the API', async () => {
    const file = bytesOf(2_000_000)
    const cut = serveFile(file, {}, [500_000, 500_000, 500_000])
    const { client, downloads } = await setUp(
      (request, response) => {
        if (request.target === '/cut') return cut(request, response)
        if (request.target === '/large') return void response.writeHead(200, { 'content-length': '3000001' }).end(Buffer.alloc(3_000_001))
        if (request.target === '/endless') return void (response.writeHead(200), response.end(Buffer.alloc(4_000_000)))
        return void response.writeHead(500, { 'content-type': 'application/zip' }).end(file)
      },
      { files: { maxBytes: 3_000_000 } },
    ) // prettier-ignore
    const codes: string[] = []
    for (const path of ['/cut', '/large', '/endless', '/error', 'https://other.example.com/x'])
      codes.push((await client.call('download_file', { api: 'docs', path })).text.split(':', 1)[0] ?? '')
    expect(codes).toEqual([
      'upstream.unreachable',
      'result.too_large',
      'result.too_large',
      'upstream.status',
      'host.blocked',
    ])
    expect(await readdir(downloads)).toEqual([])
  }, 30_000)

  test('a redirect takes the file from a listed host, and the credential to none', async () => {
    const elsewhere = await startFileUpstream(serveFile(Buffer.from('there'), { 'content-type': 'text/plain' }))
    const { client, downloads } = await setUp(
      (request, response) => void response.writeHead(302, { location: request.target === '/a.txt' ? `${elsewhere.url}/b.txt?sig=1` : 'https://other.example.com/' }).end(),
      { domains: [elsewhere.host] },
    ) // prettier-ignore
    expect((await client.call('download_file', { api: 'docs', path: '/a.txt' })).isError).toBe(false)
    expect((await client.call('download_file', { api: 'docs', path: '/other' })).text).toMatch(/^host\.blocked/)
    expect(JSON.stringify(elsewhere.seen)).not.toContain(token)
    expect(await readdir(downloads)).toEqual(['a.txt'])
  })

  test('a link in the downloads folder leads nowhere', async () => {
    const { client, downloads, at } = await setUp(
      serveFile(Buffer.from('new'), { 'content-disposition': 'attachment; filename=a.txt' }),
    )
    await mkdir(downloads)
    await symlink(at('closed/secret.txt'), join(downloads, 'a.txt'))
    await client.call('download_file', { api: 'docs', path: '/f' })
    await client.call('download_file', { api: 'docs', path: '/f', saveAs: 'a.txt', overwrite: true })
    expect(await readFile(at('closed/secret.txt'), 'utf8')).toBe('not for anybody')
    expect((await readdir(downloads)).sort()).toEqual(['a-2.txt', 'a.txt'])
  })
})

describe.skipIf(!existsSync(program) || process.platform !== 'linux')('memory', () => {
  /** The largest that a process was, in megabytes. */
  const peak = (pid: number): number =>
    Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? Number.NaN) / 1024

  test('stays flat while 150 MB go up and 150 MB come down', async () => {
    const size = 150_000_000
    const chunk = bytesOf(1_000_000)
    const { client, at, upstream } = await setUp(async (request, response) => {
      if (request.method !== 'GET') return void response.end('{}')
      response.writeHead(200, { 'content-type': 'application/zip', 'content-length': size })
      for (let sent = 0; sent < size; sent += chunk.length)
        if (!response.write(chunk)) await new Promise((drained) => response.once('drain', drained))
      response.end()
    })
    await writeFile(at('uploads/big.bin'), '')
    await truncate(at('uploads/big.bin'), size) // sparse
    await client.call('upload_file', { api: 'docs', path: '/x', file: 'data:,warm', field: 'f' })
    const before = peak(client.pid)
    expect((await client.call('upload_file', { api: 'docs', path: '/x', file: 'big.bin', field: 'f' })).isError).toBe(
      false,
    )
    expect((await client.call('download_file', { api: 'docs', path: '/big.zip' })).text).toContain(`${size} bytes`)
    expect(upstream.seen[1]?.bytes).toBeGreaterThan(size)
    expect(peak(client.pid) - before).toBeLessThan(100)
  }, 60_000)
})
