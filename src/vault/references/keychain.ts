import { brokenReference, type ReferenceKind } from './reference.ts'

/** An entry of the OS keychain. */
export const keychain: ReferenceKind = {
  id: 'keychain',
  form: /^[^/\0\r\n]+\/[^\0\r\n]+$/,
  written: 'keychain:service/account',
  keep: 3 * 60_000,
  async read(target, whole, means) {
    const found = await means.keychain()
    if (found === undefined)
      throw brokenReference(whole, 'no OS keychain answers here', 'install @napi-rs/keyring beside this program')
    const slash = target.indexOf('/')
    try {
      return await found.get(target.slice(0, slash), target.slice(slash + 1))
    } catch (cause) {
      throw brokenReference(whole, 'the OS keychain did not answer', 'unlock it and try again', cause)
    }
  },
}
