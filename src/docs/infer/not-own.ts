import type { Finding } from '../extractors/index.ts'
import { memo } from './memo.ts'
import type { Outline } from './outline.ts'

/** Services that answer anybody with what was asked, stand in for a server or tell the caller's address: tried, not documented. */
const service =
  /^https?:\/\/(?:[\w-]+\.)*(httpbin|httpbingo|postman-echo|jsonplaceholder|reqres|requestbin|webhook|ifconfig|ipinfo|icanhazip|ipify|dummyjson)\.(?:org|com|site|co|me|io|in|typicode\.com)(?::\d+)?$/i

/** `/your-webhook`: what the reader serves. */
const readers = /^\/your[-_][\w-]*(?:\/your[-_][\w-]*)*\/?$/i
/** `/watch?v=$1`, `/(.*)`: what a rule of rewriting puts there; in a command it is an argument of the shell. */
const rewritten = /\$\d|\(\.\*\)/

/** Findings without those that are not of the page's API, whoever reads it: before a base is guessed out of them. */
export function withoutOthers(findings: readonly Finding[], { roots }: Outline): readonly Finding[] {
  const about = roots.map(({ page }) => `${page.title.slice(0, 300)} ${page.url}`.toLowerCase()).join(' ')
  const isAbout = memo((name) => about.includes(name))
  return findings.filter(({ by, target: { origin = '', path, raw } }) => {
    if (readers.test(path) || (by !== 'curl' && by !== 'client-code' && rewritten.test(raw))) return false
    const [, name] = service.exec(origin) ?? []
    return name === undefined || isAbout(name.toLowerCase())
  })
}
