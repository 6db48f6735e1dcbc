import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { credentialNotes, loadConfig } from './index.ts'

async function notes(entry: object, variables: Readonly<Record<string, string>>): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'config-'))
  Object.assign(process.env, variables)
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true })
    for (const name of Object.keys(variables)) delete process.env[name]
  })
  const path = join(folder, 'config.json')
  writeFileSync(path, JSON.stringify({ apis: [{ name: 'Parrots', baseUrl: 'https://x.example.com', ...entry }] }))
  return credentialNotes(await loadConfig(path, 'flag'))
}

test.each<[entry: object, variables: Record<string, string>, says: RegExp]>([
  [{}, { CUSTOM_API_PARROTS: 'fake-1' }, /CUSTOM_API_PARROTS holds fewer than 8 bytes/],
  [{ environments: { live: {} } }, { CUSTOM_API_PARROTS_LIVE: 'fake-1' }, /CUSTOM_API_PARROTS_LIVE holds/],
  [{ headers: { 'X-Api-Key': '${PARROT_K}' } }, { PARROT_K: 'fake-1' }, /PARROT_K holds/],
  [{}, { CUSTOM_API_PAROTS: 'fake-12345' }, /CUSTOM_API_PAROTS belongs to no API .* did you mean CUSTOM_API_PARROTS\?/],
])('%j with %j is worth a word, without the value', async (entry, variables, says) => {
  const found = await notes(entry, variables)
  expect(found).toEqual([expect.stringMatching(says)])
  expect(found.join()).not.toContain('fake-1')
})

test.each<[variables: Record<string, string>]>([
  [{ CUSTOM_API_PARROTS: 'fake-12345' }],
  [{ CUSTOM_API_SOMETHING_ELSE: 'fake-12345' }], // another config's
  [{ CUSTOM_API_PARROTS_USERNAME: 'me' }], // no secret
  [{ CUSTOM_API_MCP_TOKEN: 'fake-1' }], // not an API's
])('%j is not', async (variables) => {
  expect(await notes({}, variables)).toEqual([])
})
