/** Final touches on one schema object: types and values that contradict each other, nulls. All work in place. */

/** The JSON Schema type of a value. */
function typeOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number'
  return typeof value
}

function fits(value: unknown, types: readonly string[]): boolean {
  const type = typeOf(value)
  return types.includes(type) || (type === 'integer' && types.includes('number'))
}

/** `type: string, enum: [1, 2]` and the like: the values follow the type where they can, else the type gives way. */
export function repairValues(
  plain: Record<string, unknown>,
  types: readonly string[] | undefined,
): readonly string[] | undefined {
  const allowed = plain['enum'] as readonly unknown[] | undefined // an array or absent, readKeywords saw to it
  if (!allowed || !types) return types
  const values = allowed.map((value) => (value === null || fits(value, types) ? value : convert(value, types)))
  const good = values.filter((value) => value !== undefined)
  if (good.every((value) => value === null)) return [...new Set(allowed.map(typeOf))] // no value fits: the values are right
  plain['enum'] = [...new Set(good)]
  return types
}

function convert(value: unknown, types: readonly string[]): unknown {
  if (types.includes('string') && (typeof value === 'number' || typeof value === 'boolean')) return String(value)
  if (typeof value !== 'string') return undefined
  const number = value.trim() === '' ? Number.NaN : Number(value)
  if (types.includes('integer') && Number.isSafeInteger(number)) return number
  if (types.includes('number') && Number.isFinite(number)) return number
  if (types.includes('boolean') && (value === 'true' || value === 'false')) return value === 'true'
  return undefined
}

/** A default that the schema itself refuses is no default. */
export function repairDefault(
  plain: Record<string, unknown>,
  types: readonly string[] | undefined,
  nullable: boolean,
): void {
  const value = plain['default']
  if (value === undefined || !types) return
  if (value === null ? nullable : fits(value, types)) return
  const converted = value === null ? undefined : convert(value, types)
  if (converted === undefined) delete plain['default']
  else plain['default'] = converted
}

/** `null` joins the type, the enumeration or the alternatives. */
export function admitNull(schema: Record<string, unknown>, types: readonly string[] | undefined): void {
  const allowed = schema['enum']
  if (Array.isArray(allowed) && !allowed.includes(null)) schema['enum'] = [...(allowed as unknown[]), null]
  if (types) schema['type'] = [...new Set([...types, 'null'])]
}
