import type { ReferenceKind } from './reference.ts'

/** A variable of the server's environment. */
export const env: ReferenceKind = {
  id: 'env',
  form: /^[A-Za-z_][A-Za-z0-9_]*$/,
  written: 'env:NAME',
  keep: 0,
  async read(name, _whole, means) {
    return means.variable(name)
  },
}
