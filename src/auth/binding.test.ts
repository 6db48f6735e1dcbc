import { describe, expect, test } from 'vitest'
import { bindHosts, type HostWords } from './binding.ts'

const fromUrl = (source: string, ...servers: string[]): HostWords['description'] => ({
  kind: 'url',
  source,
  servers: servers.map((url) => ({ url })),
})
const fromFile = (...servers: string[]): HostWords['description'] => ({
  kind: 'file',
  source: '/x/openapi.yaml',
  servers: servers.map((url) => ({ url })),
})

describe('whose word binds a credential to a host', () => {
  test.each<{
    name: string
    words: Partial<HostWords>
    base: string | undefined
    credential: string[]
    reach: string[]
  }>([
    {
      name: 'baseUrl of the config',
      words: { baseUrl: 'https://a.example/v1/' },
      base: 'https://a.example/v1',
      credential: ['https://a.example'],
      reach: ['https://a.example'],
    },
    {
      name: 'baseUrl wins over servers of the description',
      words: { baseUrl: 'https://a.example', description: fromFile('https://b.example') },
      base: 'https://a.example',
      credential: ['https://a.example'],
      reach: ['https://a.example'],
    },
    {
      name: 'first server of a file',
      words: { description: fromFile('https://b.example/v2', 'https://c.example') },
      base: 'https://b.example/v2',
      credential: ['https://b.example'],
      reach: ['https://b.example'],
    },
    {
      name: 'first usable server of a file',
      words: { description: fromFile('/v2', 'https://c.example') },
      base: 'https://c.example',
      credential: ['https://c.example'],
      reach: ['https://c.example'],
    },
    {
      name: 'server on the origin of the description',
      words: { description: fromUrl('https://b.example/openapi.json', 'https://b.example/api') },
      base: 'https://b.example/api',
      credential: ['https://b.example'],
      reach: ['https://b.example'],
    },
    {
      name: 'server on another origin than the description: reached, never trusted',
      words: { description: fromUrl('https://docs.example/openapi.json', 'https://b.example') },
      base: 'https://b.example',
      credential: [],
      reach: ['https://b.example'],
    },
    {
      name: 'another port is another origin',
      words: { description: fromUrl('https://b.example:444/openapi.json', 'https://b.example') },
      base: 'https://b.example',
      credential: [],
      reach: ['https://b.example'],
    },
    { name: 'nothing usable', words: { description: fromFile('/v1') }, base: undefined, credential: [], reach: [] },
    {
      name: 'an odd scheme is not usable',
      words: { description: fromFile('ftp://b.example', 'file:///etc') },
      base: undefined,
      credential: [],
      reach: [],
    },
    {
      name: 'domains: reached, trusted only where it says so',
      words: {
        baseUrl: 'https://a.example',
        domains: [
          { host: 'files.example', credential: false },
          { host: 'up.example:8443', credential: true },
        ],
      },
      base: 'https://a.example',
      credential: ['https://a.example', 'https://up.example:8443'],
      reach: ['https://a.example', 'https://files.example', 'https://up.example:8443'],
    },
  ])('$name', ({ words, base, credential, reach }) => {
    const binding = bindHosts({ domains: [], ...words })

    expect(binding.baseUrl).toBe(base)
    expect([...binding.credentialOrigins].sort()).toEqual(credential)
    expect([...binding.origins].sort()).toEqual(reach)
  })

  test('consent to a private address names exactly host and port', () => {
    expect([...bindHosts({ baseUrl: 'http://127.0.0.1:8080/x', domains: [] }).privateConsent]).toEqual([
      '127.0.0.1:8080',
    ])
    expect([...bindHosts({ baseUrl: 'https://intra.example', domains: [] }).privateConsent]).toEqual([
      'intra.example:443',
    ])
  })

  test('a description from elsewhere gives no consent to private addresses', () => {
    const binding = bindHosts({
      domains: [],
      description: fromUrl('https://evil.example/openapi.json', 'http://127.0.0.1:9200'),
    })
    expect(binding.privateConsent.size).toBe(0)
    expect(binding.credentialOrigins.size).toBe(0)
  })

  test('a domains row that is no host is an error that shows how to write it', () => {
    expect(() =>
      bindHosts({ baseUrl: 'https://a.example', domains: [{ host: 'not a host', credential: false }] }),
    ).toThrow(/"not a host" is no host/)
  })
})
