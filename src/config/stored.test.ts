import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { CustomApiError, Secret, type Log } from '../core/index.ts'
import type { OpenedSecret, Place } from '../vault/index.ts'
import { credentialSource, loadConfig, referenceSource, type CredentialMeans } from './index.ts'

const origin = 'https://x.example.com'

async function entry(more: object = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'stored-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const path = join(folder, 'config.json')
  writeFileSync(path, JSON.stringify({ apis: [{ name: 'Pets', baseUrl: origin, ...more }] }))
  const [api] = (await loadConfig(path, 'flag')).apis
  if (api === undefined) throw new Error('no entry')
  return api
}

interface World {
  readonly stored?: readonly (Place & { readonly value: string; readonly origins?: readonly string[] })[]
  /** What asking the vault throws. */
  readonly broken?: CustomApiError
  /** What opening a stored one throws. */
  readonly locked?: CustomApiError
}

function means({ stored = [], broken, locked }: World) {
  const warnings: string[] = []
  const used: Place[] = []
  const log: Log = {
    error: () => undefined,
    warn: (message) => void warnings.push(message),
    info: () => undefined,
    debug: () => undefined,
  }
  const find = (place: Place) =>
    stored.find((it) => it.api === place.api && it.environment === place.environment && it.part === place.part)
  const made: CredentialMeans = {
    log,
    vault: {
      async has(place) {
        if (broken !== undefined) throw broken
        return find(place) !== undefined
      },
      async open(place): Promise<OpenedSecret | undefined> {
        if (locked !== undefined) throw locked
        const found = find(place)
        return found && { secret: new Secret(found.value), origins: found.origins ?? [origin] }
      },
      used: (places) => void used.push(...places),
    },
    references: { read: async (text) => new Secret(`fake of ${text}`) },
  }
  return { means: made, warnings, used }
}

function variable(name: string, value: string): void {
  process.env[name] = value
  onTestFinished(() => void delete process.env[name])
}

const whole = { api: 'pets', environment: undefined, part: undefined, value: 'fake-stored' }

test('the stored one goes before the variable, and is noted as used only where it was sent', async () => {
  variable('CUSTOM_API_PETS', 'fake-variable')
  const { means: made, used } = means({ stored: [whole] })
  const source = credentialSource(await entry(), undefined, made)
  expect((await source.get())?.reveal()).toBe('fake-stored')
  source.used?.()
  expect(used).toEqual([])
  expect((await source.get(undefined, origin))?.reveal()).toBe('fake-stored')
  source.used?.()
  expect(used).toEqual([{ api: 'pets', environment: undefined, part: undefined }])
})

test.each(['https://y.example.com', 'http://x.example.com', 'https://x.example.com:444'])(
  'one that was stored for another origin than %s is refused, whatever the variable says',
  async (other) => {
    variable('CUSTOM_API_PETS', 'fake-variable')
    const source = credentialSource(await entry(), undefined, means({ stored: [whole] }).means)
    await expect(source.get(undefined, other)).rejects.toMatchObject({
      code: 'auth.required',
      message: `the stored credential of "pets" was set for ${origin} and does not go to ${other}`,
      hint: 'if the new address is right, set it anew: custom-api-mcp credentials set pets',
    })
  },
)

test('one of another environment, or of none, does not serve', async () => {
  const api = await entry({ environments: { test: {}, live: {} }, defaultEnvironment: 'test' })
  const { means: made } = means({ stored: [whole, { ...whole, environment: 'live', value: 'fake-live' }] })
  expect(await credentialSource(api, 'test', made).get()).toBeUndefined()
  expect((await credentialSource(api, 'live', made).get())?.reveal()).toBe('fake-live')
  expect(credentialSource(api, 'live', made).howToSet('password')).toBe(
    'run `custom-api-mcp credentials set pets --environment live --part password`, or set the variable CUSTOM_API_PETS_LIVE_PASSWORD where the server starts',
  )
})

test('a vault that cannot be asked leaves it to the variable, once said; without one it is told', async () => {
  const broken = new CustomApiError('store.unavailable', 'the disk is gone')
  const { means: made, warnings } = means({ broken })
  const source = credentialSource(await entry(), undefined, made)
  await expect(source.get()).rejects.toBe(broken)
  variable('CUSTOM_API_PETS', 'fake-variable')
  expect((await source.get())?.reveal()).toBe('fake-variable')
  await source.get()
  expect(warnings).toEqual(['pets: the vault cannot be read; the credential comes from its variable'])
})

test('one that is there and does not open is no reason to take another', async () => {
  variable('CUSTOM_API_PETS', 'fake-variable')
  const locked = new CustomApiError('credential.invalid', 'the vault is locked')
  const source = credentialSource(await entry(), undefined, means({ stored: [whole], locked }).means)
  await expect(source.get()).rejects.toBe(locked)
})

test('a reference goes before both', async () => {
  const api = await entry({ auth: { type: 'bearer', credential: 'op://vault/pets/key' } })
  const { means: made } = means({ stored: [whole] })
  expect((await credentialSource(api, undefined, made).get())?.reveal()).toBe('fake of op://vault/pets/key')
  expect((await referenceSource(api, 'op://vault/pets/key', made).get())?.reveal()).toBe('fake of op://vault/pets/key')
  expect(credentialSource(api, undefined, made).howToSet()).toBe(
    'the reference op://vault/pets/key of its `auth` gives nothing: put the credential there',
  )
})

test('a config that is not trusted is given nothing', async () => {
  const api = { ...(await entry()), trusted: false }
  const { means: made } = means({ stored: [whole] })
  expect(await credentialSource(api, undefined, made).get()).toBeUndefined()
  expect(await referenceSource(api, 'op://vault/pets/key', made).get()).toBeUndefined()
  expect(credentialSource(api, undefined, made).howToSet()).toContain('custom-api-mcp trust')
})
