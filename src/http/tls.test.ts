import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { CustomApiError, silentLog } from '../core/index.ts'
import { createDoor, type DoorOptions } from './door.ts'
import { get, withHeader } from './request.ts'
import { hostPort } from './target-url.ts'

// Made for these tests, trusted by nobody, for a name that does not exist.
const key = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgZEhkQzMPZt50RzEM
bHktKjq0gBtSbV/mOWOlhqPs/FWhRANCAAQEx4x5ERGMn224QNidahmxDK1BHIAz
m1o0NZO8iCculvbNQmNtmb7peG6gi82HI7sJG3GSnkOEpFhGBcDnPQ1w
-----END PRIVATE KEY-----`
const cert = `-----BEGIN CERTIFICATE-----
MIIBrTCCAVOgAwIBAgIUedO5LPMeSTRHkIe5NEyhPZg8b+QwCgYIKoZIzj0EAwIw
HDEaMBgGA1UEAwwRdGVzdC1vbmx5LmV4YW1wbGUwIBcNMjYxMTIyMDg0NTI1WhgP
MjEyNjEwMjkwODQ1MjVaMBwxGjAYBgNVBAMMEXRlc3Qtb25seS5leGFtcGxlMFkw
EwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEBMeMeRERjJ9tuEDYnWoZsQytQRyAM5ta
NDWTvIgnLpb2zUJjbZm+6XhuoIvNhyO7CRtxkp5DhKRYRgXA5z0NcKNxMG8wHQYD
VR0OBBYEFEZw+bsyfBzrJ01ecSK8CYxkywXPMB8GA1UdIwQYMBaAFEZw+bsyfBzr
J01ecSK8CYxkywXPMA8GA1UdEwEB/wQFMAMBAf8wHAYDVR0RBBUwE4IRdGVzdC1v
bmx5LmV4YW1wbGUwCgYIKoZIzj0EAwIDSAAwRQIhAPZTgvtHek5WX5EzktGuWkww
8WeAkKEyLbPxmXhn9QjoAiBOmHx4KtWyy8+l9Tr5WAmD3BVTo0BDdvUbPL+ldLLg
Cw==
-----END CERTIFICATE-----`

async function failureAt(url: string, more: Partial<DoorOptions> = {}): Promise<CustomApiError> {
  const door = createDoor({
    policy: { origins: new Set([url]), privateConsent: new Set([hostPort(url)]), allowInsecureHttp: false },
    log: silentLog,
    name: 'pets',
    timeouts: { connect: 2, response: 2 },
    resolve: async () => [{ address: '127.0.0.1', family: 4 }],
    ...more,
  })
  onTestFinished(() => door.close())
  const request = withHeader(get(`${url}/pets`), 'X-Key', 'fake-key')
  return door.send(request, { signal: new AbortController().signal }).then(
    () => expect.unreachable('it was expected to fail'),
    (error: unknown) => CustomApiError.from(error),
  )
}

async function startTls() {
  const seen: unknown[] = []
  const server = createServer({ key, cert }, (request, response) => {
    seen.push(request.url)
    response.end()
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  onTestFinished(() => void server.close())
  return { port: (server.address() as AddressInfo).port, seen }
}

test.each(['test-only.example', 'other.example', '127.0.0.1'])(
  'a self-signed certificate is refused at %s, and nothing is sent',
  async (host) => {
    const { port, seen } = await startTls()
    const error = await failureAt(`https://${host}:${port}`)
    expect(error).toMatchObject({ code: 'upstream.unreachable' })
    expect(error.message).toContain('shows a self-signed certificate')
    expect(seen).toEqual([])
  },
)

test('a name that nobody resolves in time is a timeout of the connection', async () => {
  const error = await failureAt('https://slow.example', {
    resolve: () => new Promise(() => {}),
    timeouts: { connect: 0.2, response: 2 },
  })
  expect(error).toMatchObject({ code: 'upstream.timeout' })
  expect(error.message).toBe('no connection to slow.example:443 within 0.2 s (GET https://slow.example/pets)')
})
