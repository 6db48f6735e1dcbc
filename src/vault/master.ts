import { CustomApiError, type Secret } from '../core/index.ts'
import { deriveKey, freshStretching, idOf, readKey, toKeyObject, type Stretching } from './derive.ts'
import { isKeyOf, type Header } from './header.ts'
import { freshKey, keyFile, readKeyFile, removeKeyFile, writeKeyFile } from './key-file.ts'
import { ownService } from './keychain.ts'
import type { KeyHome, KeyPlaces, NewKey } from './model.ts'
import type { Master } from './record.ts'

const account = (id: string): string => `vault-${id}`

/** A master key that was just made; it opens nothing yet. */
export interface MadeKey {
  readonly master: Master
  readonly home: KeyHome
  readonly stretching: Stretching | undefined
  /** Removes it again from where it was put: another process was faster, or the work failed. */
  forget(): Promise<void>
}

const toMaster = (bytes: Buffer): Master => {
  const key = toKeyObject(bytes)
  return { id: idOf(key), key }
}

const wrongKey = (what: string, hint: string): CustomApiError =>
  new CustomApiError('credential.invalid', `${what} does not open the vault; nothing was changed`, { hint })

const missingKey = (what: string, hint: string): CustomApiError =>
  new CustomApiError('credential.invalid', `the vault is locked: ${what}`, { hint })

const startOver = 'or give them up with `custom-api-mcp credentials delete --all` and set them anew'

/** Without the bus of the desktop another keychain answers there, the kernel's, and knows nothing of the first. */
const otherKeychain =
  process.platform === 'linux' ? 'start this where the desktop session is (DBUS_SESSION_BUS_ADDRESS); else ' : ''

async function fromVariable(text: string, header: Header): Promise<Master | undefined> {
  const key = await deriveKey(text, header.stretching)
  return key === undefined ? undefined : { id: idOf(key), key }
}

/** Keychains answer with errors of their own; what they say is not ours to show. */
async function askKeychain<T>(ask: () => T | Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (cause) {
    throw new CustomApiError('credential.invalid', 'the OS keychain did not give the key of the vault', {
      hint: 'unlock the keychain and try again',
      cause,
    })
  }
}

async function fromKeychain(places: KeyPlaces, header: Header): Promise<Master> {
  const keychain = await places.keychain()
  if (keychain === undefined)
    throw missingKey(
      'its key is in the OS keychain, and no keychain answers here',
      `install @napi-rs/keyring beside this program, ${startOver}`,
    )
  const text = await askKeychain(() => keychain.get(ownService, account(header.keyId)))
  const bytes = text === undefined ? undefined : readKey(text)
  if (bytes === undefined)
    throw missingKey(
      `the OS keychain holds no entry "${account(header.keyId)}" of "${ownService}"`,
      `${otherKeychain}restore the entry, ${startOver}`,
    )
  return toMaster(bytes)
}

async function fromFile(places: KeyPlaces, header: Header): Promise<Master> {
  const path = keyFile(places.folder, header.keyId)
  const bytes = await readKeyFile(path)
  if (bytes === undefined)
    throw missingKey(`its key file ${path} is not there`, `restore that file from a backup, ${startOver}`)
  return toMaster(bytes)
}

/**
 * The master key of an existing vault. `CUSTOM_API_MCP_KEY`, where it is set, must be the right one: a vault whose key is
 * elsewhere does not open beside a variable that says otherwise.
 *
 * @throws CustomApiError `credential.invalid` — the key is wrong or missing; nothing has changed
 */
export async function unlock(places: KeyPlaces, header: Header, data: Uint8Array | undefined): Promise<Master> {
  const text = places.variable()
  if (text !== undefined) {
    const master = await fromVariable(text, header)
    if (master !== undefined && isKeyOf(master, header, data)) return master
    const where = { variable: 'another key', keychain: 'a key in the OS keychain', file: 'a key file' }[header.home]
    throw wrongKey(
      'the key in CUSTOM_API_MCP_KEY',
      header.home === 'variable'
        ? `the vault was made with ${where}: set the variable to that one, ${startOver}`
        : `the vault was made with ${where}: unset the variable, or move to its key with \`custom-api-mcp credentials rekey\``,
    )
  }
  return unlockWithout(places, header, data)
}

/** The same, from where the vault says that its key is, whatever the variable says. */
export async function unlockWithout(places: KeyPlaces, header: Header, data: Uint8Array | undefined): Promise<Master> {
  if (header.home === 'variable')
    throw missingKey(
      'it was made with the key in CUSTOM_API_MCP_KEY, and that variable is not set',
      `set it where the server starts, ${startOver}`,
    )
  const master = await (header.home === 'keychain' ? fromKeychain(places, header) : fromFile(places, header))
  if (isKeyOf(master, header, data)) return master
  const what = header.home === 'keychain' ? 'the key in the OS keychain' : keyFile(places.folder, header.keyId)
  throw wrongKey(what, `restore the right one from a backup, ${startOver}`)
}

async function madeOfText(text: Secret): Promise<MadeKey> {
  const stretching = readKey(text.reveal()) === undefined ? freshStretching() : undefined
  const key = await deriveKey(text.reveal(), stretching)
  if (key === undefined) throw new CustomApiError('internal', 'something went wrong here')
  return { master: { id: idOf(key), key }, home: 'variable', stretching, forget: async () => undefined }
}

async function madeForKeychain(places: KeyPlaces): Promise<MadeKey | undefined> {
  const keychain = await places.keychain()
  if (keychain === undefined) return undefined
  const bytes = freshKey()
  const text = bytes.toString('base64')
  const master = toMaster(bytes)
  try {
    await keychain.set(ownService, account(master.id), text)
    if ((await keychain.get(ownService, account(master.id))) !== text) return undefined
  } catch {
    return undefined // it is there and does not answer, as without a desktop session
  }
  const forget = async (): Promise<void> => keychain.delete(ownService, account(master.id))
  return { master, home: 'keychain', stretching: undefined, forget }
}

async function madeForFile(places: KeyPlaces): Promise<MadeKey> {
  const bytes = freshKey()
  const copy = Buffer.from(bytes)
  const master = toMaster(bytes)
  const path = keyFile(places.folder, master.id)
  await writeKeyFile(path, places.folder, copy)
  copy.fill(0)
  return { master, home: 'file', stretching: undefined, forget: () => removeKeyFile(path) }
}

/** The key of a new vault: the variable's, else one in the keychain, else one in a file. */
export async function makeFirst(places: KeyPlaces, asSecret: (text: string) => Secret): Promise<MadeKey> {
  const text = places.variable()
  if (text !== undefined) return madeOfText(asSecret(text))
  return (places.preferKeychain ? await madeForKeychain(places) : undefined) ?? madeForFile(places)
}

/** A key to move to. @throws CustomApiError `credential.invalid` where no keychain answers */
export async function makeNext(places: KeyPlaces, next: NewKey): Promise<MadeKey> {
  if (next.home === 'variable') return madeOfText(next.text)
  if (next.home === 'file') return madeForFile(places)
  const made = await madeForKeychain(places)
  if (made !== undefined) return made
  const hint =
    (await places.keychain()) === undefined
      ? 'install @napi-rs/keyring beside this program, or use `--to file`'
      : 'unlock it, on Linux within a desktop session, or use `--to file`'
  throw new CustomApiError('credential.invalid', 'no OS keychain answers here; nothing was changed', { hint })
}

/** Forgets a key that no vault needs any more. */
export async function forgetKey(places: KeyPlaces, header: Header): Promise<void> {
  if (header.home === 'file') await removeKeyFile(keyFile(places.folder, header.keyId))
  if (header.home === 'keychain') await (await places.keychain())?.delete(ownService, account(header.keyId))
}
