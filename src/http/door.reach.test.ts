import { describe, expect, test } from 'vitest'
import { startUpstream } from '../../test/support/upstream.ts'
import { doorTo, failure, send } from '../../test/support/door.ts'
import { get, toRequest, withCookie, withHeader, withQuery } from './request.ts'

describe('where it may go', () => {
  test('an origin that is not listed is refused without a connection', async () => {
    const upstream = await startUpstream()
    const error = await failure(send(doorTo(['https://api.example.com']), get(`${upstream.url}/x?key=secret`)))
    expect(error).toMatchObject({ code: 'host.blocked' })
    expect(error.message + error.hint).not.toContain('secret')
    expect(upstream.seen).toEqual([])
  })

  test('a loopback address needs consent for exactly its host and port', async () => {
    const upstream = await startUpstream()
    const policy = {
      origins: new Set([upstream.url]),
      privateConsent: new Set(['127.0.0.1:1', `localhost:${upstream.port}`]),
      allowInsecureHttp: true,
    }
    expect(await failure(send(doorTo([], { policy }), get(upstream.url)))).toMatchObject({ code: 'host.blocked' })
    expect(upstream.seen).toEqual([])
  })

  test.each(['http://0x7f.1', 'http://2130706433', 'http://0177.0.0.1', 'http://127.1', 'http://[::ffff:7f00:1]'])(
    '%s is loopback and needs consent under its one name',
    async (odd) => {
      const upstream = await startUpstream()
      const { origin } = new URL(`${odd}:${upstream.port}`)
      const policy = { origins: new Set([origin]), privateConsent: new Set<string>(), allowInsecureHttp: true }
      expect(await failure(send(doorTo([], { policy }), get(origin)))).toMatchObject({ code: 'host.blocked' })
      expect(upstream.seen).toEqual([])
    },
  )

  test.each([
    { stands: 'a private address', addresses: ['10.1.2.3'] },
    { stands: 'one private address among public ones', addresses: ['93.184.216.34', '10.1.2.3'] },
    { stands: 'loopback', addresses: ['127.0.0.1'] },
    { stands: 'metadata', addresses: ['169.254.169.254'] },
  ])('a name that stands for $stands is refused', async ({ addresses }) => {
    const upstream = await startUpstream()
    const url = `http://api.example.com:${upstream.port}`
    const door = doorTo([], {
      policy: { origins: new Set([url]), privateConsent: new Set(), allowInsecureHttp: true },
      resolve: () => Promise.resolve(addresses.map((address) => ({ address, family: 4 }))),
    })
    expect(await failure(send(door, get(url)))).toMatchObject({ code: 'host.blocked' })
    expect(upstream.seen).toEqual([])
  })

  test('a name resolves once per connection, and the checked address is the one called', async () => {
    const upstream = await startUpstream()
    const url = `http://api.example.com:${upstream.port}`
    let asked = 0
    const door = doorTo([url], {
      resolve: () => Promise.resolve([{ address: asked++ === 0 ? '127.0.0.1' : '169.254.169.254', family: 4 }]),
    })
    expect(await send(door, get(url))).toMatchObject({ status: 200 })
    expect(asked).toBe(1)
    expect(upstream.seen[0]?.headers.host).toBe(`api.example.com:${upstream.port}`)
  })

  test('metadata is refused even with consent', async () => {
    const error = await failure(send(doorTo(['http://169.254.169.254']), get('http://169.254.169.254/latest')))
    expect(error).toMatchObject({ code: 'host.blocked' })
  })

  test.each(['127.0.0.1', '0.0.0.0', 'localhost', '[::]'])('our own listener on %s is never called', async (host) => {
    const upstream = await startUpstream()
    const door = doorTo([upstream.url], { ownListeners: () => new Set([`${host}:${upstream.port}`]) })
    expect(await failure(send(door, get(upstream.url)))).toMatchObject({ code: 'host.blocked' })
    expect(upstream.seen).toEqual([])
  })
})

describe('redirects', () => {
  const redirecting = (status: number, location: (target: string) => string | undefined) =>
    startUpstream((request, response) => {
      const to = location(request.target)
      if (to === undefined) response.end('arrived')
      else response.writeHead(status, { location: to }).end('moved')
    })

  test.each([
    { status: 301, method: 'POST', becomes: 'GET', body: '' },
    { status: 302, method: 'POST', becomes: 'GET', body: '' },
    { status: 303, method: 'POST', becomes: 'GET', body: '' },
    { status: 303, method: 'DELETE', becomes: 'GET', body: '' },
    { status: 303, method: 'HEAD', becomes: 'HEAD', body: '' },
    { status: 302, method: 'PUT', becomes: 'PUT', body: 'data' },
    { status: 307, method: 'POST', becomes: 'POST', body: 'data' },
    { status: 308, method: 'PATCH', becomes: 'PATCH', body: 'data' },
    { status: 307, method: 'GET', becomes: 'GET', body: '' },
  ])('$status of $method to the same origin is followed as $becomes', async ({ status, method, becomes, body }) => {
    const upstream = await redirecting(status, (target) => (target === '/from' ? '/to?x=1#part' : undefined))
    const plain = withHeader(toRequest(method, `${upstream.url}/from`), 'X-Key', 'k')
    const hasBody = method !== 'GET' && method !== 'HEAD' && method !== 'DELETE'
    const request = hasBody ? { ...withHeader(plain, 'Content-Type', 'a/b'), body: Buffer.from('data') } : plain
    await send(doorTo([upstream.url]), request)
    const last = upstream.seen[1]
    expect(last).toMatchObject({ method: becomes, target: '/to?x=1', body: Buffer.from(body) })
    expect(last?.headers['x-key']).toBe('k')
    expect(last?.headers['content-type']).toBe(body === '' ? undefined : 'a/b')
  })

  test('another origin is refused, and nothing reaches it', async () => {
    const other = await startUpstream()
    const upstream = await redirecting(302, () => `${other.url}/steal`)
    const request = withQuery(withHeader(get(`${upstream.url}/from`), 'X-Key', 'secret-a'), 'key', 'secret-b')
    const error = await failure(send(doorTo([upstream.url]), request))
    expect(error).toMatchObject({ code: 'host.blocked' })
    expect(error.hint).toContain('"domains"')
    expect(error.message + error.hint).not.toContain('secret-')
    expect(other.seen).toEqual([])
  })

  test('a listed other origin gets nothing of ours, nor does the way back', async () => {
    const upstream = await startUpstream((request, response) => {
      if (request.target.startsWith('/from')) response.writeHead(302, { location: `${other.url}/there?own=1` }).end()
      else response.end('back')
    })
    const other = await startUpstream(
      (_, response) => void response.writeHead(307, { location: `${upstream.url}/back` }).end(),
    )
    let request = withQuery(withHeader(toRequest('POST', `${upstream.url}/from`), 'X-Key', 'secret-a'), 'k', 'secret-b')
    request = { ...withCookie(withHeader(request, 'Accept', 'a/b'), 'sid', 'secret-c'), body: Buffer.from('secret-d') }
    expect(await send(doorTo([upstream.url, other.url]), request)).toMatchObject({ text: 'back' })
    const after = [other.seen[0], upstream.seen[1]]
    expect(after.map((seen) => [seen?.method, seen?.target, seen?.headers.accept])).toEqual([
      ['GET', '/there?own=1', 'a/b'],
      ['GET', '/back', 'a/b'],
    ])
    const sent = after.map((seen) => `${seen?.target}${seen?.rawHeaders.join()}${seen?.body.toString()}`).join()
    expect(sent).not.toContain('secret-')
  })

  test('a changing method is not repeated at another origin', async () => {
    const other = await startUpstream()
    const upstream = await redirecting(307, () => `${other.url}/there`)
    const request = { ...toRequest('POST', upstream.url), body: Buffer.from('data') }
    expect(await failure(send(doorTo([upstream.url, other.url]), request))).toMatchObject({ code: 'host.blocked' })
    expect(other.seen).toEqual([])
  })

  test.each([
    'file:///etc/passwd',
    'ftp://example.com/',
    'http://user:pw@127.0.0.1/',
    'http://169.254.169.254/latest',
    '//evil.example/x',
    'https:\\\\evil.example',
  ])('a redirect to %s is refused', async (location) => {
    const upstream = await redirecting(302, () => location)
    expect(await failure(send(doorTo([upstream.url]), get(upstream.url)))).toMatchObject({ code: 'host.blocked' })
  })

  test('at most five are followed', async () => {
    const upstream = await redirecting(302, (target) => `/${Number(target.slice(1)) + 1}`)
    const error = await failure(send(doorTo([upstream.url]), get(`${upstream.url}/0`)))
    expect(error).toMatchObject({ code: 'upstream.unreadable' })
    expect(upstream.seen).toHaveLength(6)
  })

  test('a redirect without a Location is the answer', async () => {
    const upstream = await startUpstream((_, response) => void response.writeHead(302).end('x'))
    expect(await send(doorTo([upstream.url]), get(upstream.url))).toMatchObject({ status: 302, text: 'x' })
  })

  test('every redirect is refused where that is asked for', async () => {
    const upstream = await redirecting(302, () => '/to')
    const error = await failure(send(doorTo([upstream.url]), get(upstream.url), { redirects: 'refuse' }))
    expect(error).toMatchObject({ code: 'host.blocked' })
    expect(upstream.seen).toHaveLength(1)
  })
})
