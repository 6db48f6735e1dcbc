import { readSent, type Sent } from './client-body.ts'
import { withAddresses } from './code-values.ts'
import { toMethod, type Method } from './methods.ts'

/** A call that a code sample makes: the URL and, where the code says it, the method; what is sent with it. */
export interface ClientCall extends Sent {
  readonly method: Method
  readonly url: string
}

/** `axios.get("https://…")`, `requests.post(f"https://…")`, `http.Get("https://…")`, `HttpClient.delete(`https://…`)`. */
const verbCall =
  /(?:\b\w{1,40}[.:]{1,2}|(?<![\w.:>])(?=[a-z]{3,6}\())(get|post|put|patch|delete|head|Get|Post|Put|Patch|Delete|GET|POST|PUT|PATCH|DELETE)(?:Async|JSON|Json|_json)?\s*!?\(\s*(?:url\s*[:=]\s*)?[fr$@]?["'`]((?:https?:\/\/|\$?\{)[^"'`\s]{3,500})["'`]/g
/** A call of `fetch` with options, `requests.request("GET", "https://…")`, `url: …`, `url = …`, `new Request(…)`. */
const urlOf =
  /(?:\bfetch\s*\(|\brequest\s*\(|\b(?:url|uri|endpoint|URL)["']?\s*(?:[:=]|:=|=>)\s*[fr$@]?|\bURI\.parse\s*\(|\bURL\s*\(|\bURI\s*\(|\bNewRequest\s*\([^,\n]{1,40},|\burlopen\s*\(|\bRequest\s*\(|\bcurl_init\s*\(|\bhttp\s+)\s*[fr$@]?["'`]?((?:https?:\/\/|\$?\{\w{2,30}\}\/)[^"'`\s,)]{3,500})/g
const methodOf =
  /\b(?:method|type|verb|CURLOPT_CUSTOMREQUEST|NewRequest|request|http)\b["']?\s*[:=(,]?>?\s*["'`]?(?:Method\.|HttpMethod\.|http\.Method)?(GET|POST|PUT|PATCH|DELETE)\b/i
/** `wget https://…`, `Invoke-RestMethod -Method Post -Uri …`; a call of HTTPie that could not be read as one. */
const shellCall =
  /^\s*(?:\$\s+)?(?:(?:http|https|xh|xhs)(?:\s+-{1,2}[\w-]+)*\s+(?:(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)\s+)?|(?:wget|iwr|irm|Invoke-(?:RestMethod|WebRequest))\b[^\n"'h]{0,120}?(?:-Method\s+(\w+)\s+)?(?:-Uri\s+)?)["']?(https?:\/\/[^\s"']{3,500})/gim

/** Of so many calls what they send is read. */
const mostRead = 30

/** The calls of a code sample in any language that names whole URLs; server-side routes (`app.get('/x', …)`) are none. */
export function readClientCode(written: string): ClientCall[] {
  if (written.length > 100_000) return []
  const code = withAddresses(written)
  const found: ClientCall[] = []
  const verbs = [...code.matchAll(verbCall)]
  for (const [nth, { 0: whole, 1: verb = '', 2: url = '', index }] of verbs.entries()) {
    const rest = code.slice(index + whole.length, verbs[nth + 1]?.index)
    add(toMethod(verb), url, nth < mostRead ? readSent(rest, code, true) : undefined)
  }
  for (const [, a, b, url = ''] of code.matchAll(shellCall)) add(toMethod(a ?? b ?? 'GET'), url)
  if (found.length === 0) {
    const method = toMethod(methodOf.exec(code)?.[1] ?? 'GET')
    const urls = [...new Set([...code.matchAll(urlOf)].map((match) => match[1] ?? ''))]
    if (urls.length === 1) add(method, urls[0] ?? '', readSent(code, code, false))
    else for (const url of urls.slice(0, 10)) add(methodOf.test(code) ? undefined : 'GET', url)
  }
  return found

  function add(method: Method | undefined, url: string, sent: Sent = { query: [] }): void {
    if (method !== undefined && !/\.(?:js|css|png|jpe?g|gif|svg|zip|gz|html?|md)(?:$|\?)/i.test(url))
      found.push({ method, url, ...sent })
  }
}
