import process from 'node:process'

/**
 * Stands in for the SDK's runtime shims (`@modelcontextprotocol/server/_shims`) in the published bundle, where the build
 * puts it by an alias. The SDK's own bring Ajv, which makes code from schemas (SECURITY-PROMISES.md §4.3) and costs
 * 150 KB and a tenth of the start. What people answer is checked by our own validator.
 */
export class DefaultJsonSchemaValidator {
  /** @throws Error always: no server of ours may validate through the SDK */
  getValidator(): never {
    throw new Error('answers of people are checked by our own validator')
  }
}

export { process }
