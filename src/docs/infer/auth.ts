import type { Finding } from '../extractors/index.ts'
import { fromText } from './auth-text.ts'
import { authTitle, fromHeader, isKeyHeader, keyQuery, toVotes, type Votes } from './auth-votes.ts'
import { toMarked } from './inline.ts'
import { readJsonSample } from './json-sample.ts'
import type { InferredAuth } from './model.ts'
import type { Outline } from './outline.ts'

/** How calls authenticate, by what samples send and what the text states; best first, at most four. */
export function inferAuth(outline: Outline, findings: readonly Finding[]): InferredAuth[] {
  const votes = toVotes()
  for (const finding of findings) {
    const inAuth = authTitle.test(outline.items[finding.at]?.node.section.title ?? '') ? 2 : 1
    for (const [name, value] of finding.headers ?? []) fromHeader(name, value, 0.4 * inAuth, votes)
    if (finding.basic === true) votes.add({ type: 'basic' }, 0.4 * inAuth)
    const sent = finding.headers?.some(([name]) => /^authorization$/i.test(name) || isKeyHeader(name)) === true
    for (const { name, value } of finding.target.query)
      if (isKeyQuery(name, value) && !(sent && name.length <= 5))
        votes.add({ type: 'apiKey', in: 'query', name }, 0.3 * inAuth)
  }
  for (const item of outline.items) {
    const block = item.block
    if (block === undefined || item.node.history) continue
    const text =
      block.kind === 'text'
        ? item.marked
        : block.kind === 'list'
          ? block.items.map(({ markdown }) => toMarked(markdown)).join('\n')
          : block.kind === 'definitions'
            ? block.rows.map(({ term, markdown }) => `${toMarked(term)}: ${toMarked(markdown)}`).join('\n')
            : block.kind === 'code' && block.text.length < 20_000 && !/^\s*HTTP\/\d/.test(block.text)
              ? block.text
              : block.kind === 'table'
                ? [block.header, ...block.rows]
                    .slice(0, 40)
                    .map((cells) => cells.map(toMarked).join(' : '))
                    .join('\n')
                : ''
    if (text !== '') fromText(text, block.kind, item.node.section.title, votes)
    if (block.kind === 'code') fromHeaderSample(block.text, outline.items[item.at - 1]?.marked ?? '', votes)
  }
  if (votes.all().length === 0) fromMereWords(outline, votes)
  return votes.all()
}

/** A parameter of a query that is called like a credential, and is not just called so. */
const isKeyQuery = (name: string, value = ''): boolean => {
  if (!keyQuery.test(name)) return false
  const random = /^(?=\D*\d)(?=[^A-Za-z]*[A-Za-z])[\w-]{12,}$/.test(value)
  if (/^app_?id$/i.test(name))
    return random || (value === '' && name === 'appid') || /key|token|xxx|app_?id/i.test(value)
  return (
    name.length > 5 || (value === '' && name !== 'auth') || (random && name === 'key') || /key|token|xxx/i.test(value)
  )
}

/** "The request headers should include:" over `{ "apiKey": "…" }`. */
function fromHeaderSample(code: string, lead: string, votes: Votes): void {
  if (!/\bheaders?\b[^.\n]{0,40}[:：]?\s*$/i.test(lead) || /\brespon/i.test(lead)) return
  const sample = readJsonSample(code)
  if (typeof sample !== 'object' || sample === null || Array.isArray(sample)) return
  for (const [name, value] of Object.entries(sample)) if (typeof value === 'string') fromHeader(name, value, 0.6, votes)
}

/** "Calls must include a token acquired from the login endpoint": where nothing says how, it is a bearer token (RFC 6750). */
function fromMereWords(outline: Outline, votes: Votes): void {
  for (const { block, marked, node } of outline.items.slice(0, 5_000)) {
    if (block?.kind !== 'text' || node.history || marked.length > 5_000) continue
    if (
      /\b(?:must|need(?:s|ed)? to|have to|has to|required? to|should)\b[^.\n]{0,30}\b(?:include|contain|provide|pass|send|carry|present|supply)\w*\b[^.\n]{0,20}\b(?:an?|the|valid|your)\b[^.\n]{0,20}\b(?:tokens?|jwt)\b/i.test(
        marked,
      ) &&
      !/`[^`]*token[^`]*`|\bcsrf\b|\bcookies?\b|\b(?:parameter|field|body)\b/i.test(marked)
    )
      return votes.add({ type: 'bearer' }, 0.35)
  }
}
