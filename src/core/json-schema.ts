/**
 * A JSON Schema 2020-12 as the rooms pass it on: self-contained (no `$ref` in input schemas), without `$id` and foreign
 * `x-` keys. Only the keywords our code reads are named; the others travel as they are.
 */
export interface JsonSchema {
  readonly type?: string | readonly string[]
  readonly title?: string
  readonly description?: string
  readonly default?: unknown
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly format?: string
  readonly pattern?: string
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: boolean | JsonSchema
  readonly items?: JsonSchema | boolean
  readonly prefixItems?: readonly JsonSchema[]
  readonly anyOf?: readonly JsonSchema[]
  readonly oneOf?: readonly JsonSchema[]
  readonly allOf?: readonly JsonSchema[]
  readonly not?: JsonSchema
  readonly deprecated?: boolean
  readonly readOnly?: boolean
  readonly writeOnly?: boolean
  readonly contentEncoding?: string
  readonly contentMediaType?: string
  readonly examples?: readonly unknown[]
  readonly [keyword: string]: unknown
}
