/** A media type taken apart: `type/subtype` in lower case, parameters by lower-case name. */
export interface MediaType {
  readonly essence: string
  readonly parameters: ReadonlyMap<string, string>
}

const token = String.raw`[!#$%&'*+\-.^_\`|~0-9A-Za-z]+`
const essencePattern = new RegExp(`^[ \\t]*(${token}/${token})[ \\t]*(?:;|$)`)
const parameterPattern = new RegExp(`;[ \\t]*(${token})=(?:"((?:[^"\\\\]|\\\\.)*)"|([^;"]*))`, 'g')

/** A type is written in few ways, and comes with every answer. */
const known = new Map<string, MediaType>()
const mostKnown = 200

/** Reads a `Content-Type`; what is none has the essence `''`. Never fails. */
export function parseMediaType(text: string): MediaType {
  const before = known.get(text)
  if (before !== undefined) return before
  const type = readMediaType(text)
  if (known.size >= mostKnown) known.clear()
  if (text.length <= 200) known.set(text, type)
  return type
}

function readMediaType(text: string): MediaType {
  const essence = (essencePattern.exec(text)?.[1] ?? '').toLowerCase()
  const parameters = new Map<string, string>()
  for (const [, name = '', quoted, bare] of text.matchAll(parameterPattern)) {
    const key = name.toLowerCase()
    if (!parameters.has(key)) parameters.set(key, quoted?.replace(/\\(.)/g, '$1') ?? (bare ?? '').trim())
  }
  return { essence, parameters }
}

/** `application/json`, `text/json`, every `+json` (RFC 6839 §3.1), and what AWS calls its own. */
export const isJson = (essence: string): boolean =>
  /^(?:application|text)\/(?:(?:x-)?json|x-amz-json-1\.\d)$/.test(essence) || essence.endsWith('+json')

/** One JSON value a line. */
export const isJsonLines = (essence: string): boolean =>
  /^(?:application|text)\/(?:x-)?(?:nd-?json|jsonl|jsonlines|json-lines)$/.test(essence)

/** RFC 7464, and what RFC 8091 made of it. */
export const isJsonSequence = (essence: string): boolean =>
  essence === 'application/json-seq' || essence.endsWith('+json-seq')

/** Records of values between commas or tabs. */
export const isCsv = (essence: string): boolean =>
  /^(?:text|application)\/(?:x-)?(?:csv|tab-separated-values)$/.test(essence)

export const isEventStream = (essence: string): boolean => essence === 'text/event-stream'

/** Pages; XHTML is XML only in name. */
export const isHtml = (essence: string): boolean => essence === 'text/html' || essence === 'application/xhtml+xml'

export const isXml = (essence: string): boolean =>
  /^(?:application|text)\/xml$/.test(essence) || essence.endsWith('+xml')

export const isForm = (essence: string): boolean => essence === 'application/x-www-form-urlencoded'
export const isMultipart = (essence: string): boolean => essence.startsWith('multipart/')
export const isRange = (essence: string): boolean => essence.includes('*')

/** Types beyond `text/*` that are text to a reader. */
const textual =
  /^application\/(?:(?:x-)?javascript|ecmascript|graphql|sql|toml|rtf|(?:x-)?yaml|(?:x-)?sh|(?:x-)?csv|http|x-www-form-urlencoded|x-httpd-php|pgp-signature|pem-certificate-chain|x-pem-file|jwt|jose|json5|openmetrics-text|(?:vnd\.github\.(?:v3\.)?)?(?:diff|patch)|x-(?:diff|patch)|n-(?:triples|quads)|trig)$/

export const isText = (essence: string): boolean =>
  essence.startsWith('text/') ||
  textual.test(essence) ||
  isXml(essence) ||
  isJsonLines(essence) ||
  isJsonSequence(essence) ||
  essence.endsWith('+yaml')
