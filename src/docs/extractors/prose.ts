import type { Method } from '../infer/methods.ts'
import type { Extractor, Finding } from './extractor.ts'
import { findCalls, findPaths, type BarePath } from './scan.ts'

/** Words right before or behind a path that say it is an endpoint one calls. */
const before =
  /(?:\bendpoints?|\broutes?|\bapis?|\burls?(?: (?:scheme|format|form|pattern|syntax))?(?: is)?|\buris?|\bresource|\bpath|\baddress|\bmethod|\bcall(?:ing)?|\brequests? (?:to|against|at|on)|\brequesting|\bquery(?:ing)?|\bfetch(?:ing)?(?: from)?|\bsent? (?:a \w+ )?(?:request )?to|\bpost(?:ed|ing)? to|\bavailable (?:at|under|via|through)|\blive under|\bfound (?:at|under)|\blocated at|\baccess(?:ible)? (?:at|via|through)|\bis (?:at|under)|\bare (?:at|under)|\bat|\bvia|\busing|\bunder|\buse|\bhit|\b(?:served|queried|reached|retrieved|fetched|requested|accessed|returned) (?:by|from|at|via|under|through|using)|\bexamples?|\be\.g\.|\b(?:POST|PUT|PATCH|DELETE|GET|send|submit|post|posting|sending|submitting)\b(?:[^.`]|`[^`]{1,40}`){0,80}\bto|(?<!\p{L})(?:вызов|запрос|адрес|метод)\p{L}{0,3}(?: (?:на|по|к|адресу))?|\b(?:anfrage|aufruf|appel|requête|solicitud|petición) (?:an|auf|à|a|sur)|接口|请求|访问|调用|地址|\b(?:is|are|follows)(?=[:：]))(?: (?:the|a|an|its|our|this))?[\s:：*`"'(]*$/iu
const exampleWord = /(?:\bexamples?|\be\.g\.|пример|示例|例如|beispiel|ejemplo|exemple)[\s:：,*`"'(]*$/iu
const behind =
  /^[`"')*\s]*(?:(?:sub)?(?:endpoints?|pages?) (?:of the api|over http)|endpoints?\b|routes?\b|subpages?\b|apis?\b|resource\b|url\b|method\b|call\b|接口|エンドポイント|endpunkt)/iu
/** "an HTTP POST on `", "use HTTP DELETE to `": the method is said of what follows. */
const callsOutright =
  /(?<![\p{L}\p{N}])(?:GET|POST|PUT|PATCH|DELETE)(?:[- ]\p{L}+){0,2}[:： ]\s*`$|`(?:GET|POST|PUT|PATCH|DELETE)` (?:to|on|at|against|from) (?:the )?`$/u
/** "an HTTP `PUT` request at `", "``GET``-Request sent: `", "`POST`-Anfrage an `". */
const requestsOutright =
  /(?<![\p{L}\p{N}])`?(?:GET|POST|PUT|PATCH|DELETE)`?[- ](?:(?:http|api)[- ])?(?:requests?|calls?|query|anfragen?|aufrufe?|requête|petición|solicitud|запрос\p{L}{0,2})(?: \p{L}+){0,3}[:： ]\s*`$/iu
/** A path that is called something else than what is called over HTTP. */
const other =
  /^[`"')*\s]*(?:\]\([^()\s]{0,200}\)\s*)?(?:slash[- ])?(?:commands?|director(?:y|ies)|folders?|log groups?|topics?|mounts?|volumes?|(?:regular )?expressions?|regex(?:es)?)\b/i
/** What one tells another service to come back to. */
const registered = /\b(?:redirect(?:ion)?|callback|return|logout)[- _](?:ur[il]s?|urls?)\b[^.]{0,60}$/i
/** What is said not to be so. */
const refusedSuch = /\bnot (?:supported|allowed|provided|implemented)\b.{0,60}\be\.g\..{0,40}$/i
const refused = /\b(?:is|are) (?:not |un)(?:supported|allowed|implemented)\b/i
const series = /(?:[,;(]|\band|\bor|&)\s*`?$/i

/** "The `/event` endpoints", "the `/api/old` path prefix", "mounted at the `/vault` path": what calls go on from. */
const family = /^[`"')*\s]*(?:endpoints\b|(?:(?:url|path|route) )?prefix\b|namespace\b)/i
const mounted =
  /\b(?:mounted|enabled) (?:at|on|under)(?: the)?[\s`]*$|\b(?:(?:base|context|root)[- ](?:path|url|uri)|(?:(?:url|path|route) )?prefix)(?: (?:is|of|named))?(?: the)?[\s`*:"]*$/i
/** "Visit `/admin`", "the admin pages at `/admin`", "the `/setup` page": what people look at in a browser. */
const browsed =
  /\b(?:visit(?:ing)?|brows(?:e|ing)|navigat(?:e|ing)|surf|log(?:ging)? ?in|sign(?:ing)? ?in)(?: \w+){0,3}[\s`"(:]*$|\b(?:pages?|dashboards?|user interface|web ?ui|ui|web interface|(?:web|admin) (?:console|panel)|screens?)(?: (?:is|are|that is))?(?: (?:available|found|located|served|reachable|accessible))? (?:at|under|on|from|via)(?: the)?[\s`"(:]*$/i
const isPage =
  /^[`"')*\s]*(?:(?:web|admin|html|settings|login|start)[- ])?(?:pages?\b(?! (?:of the api|over http|number|size|param))|dashboard\b|screen\b|in (?:a|your|the) (?:web ?)?browser)/i

/** Verbs of sending around a path that has no method of its own. */
const sends =
  /\bPOST(?:ing|ed|s)?\b|\bpost (?:a|an|the|to|your|your|data|request)\b|\bjson (?:payload|body|object|string)\b|\bpayload\b|\brequest body\b|\bform[- ]data\b|\bupload(?:s|ing|ed)?\b|\bPOST-|\bsubmit(?:s|ted|ting)?\b|\bpost\b[^;!?]{1,30}\bto\b|\bposting\b[^;!?]{1,80}\bto\b/

/** Paths in running text: the way of hand-written pages that never write a method. Weak, stronger next to "endpoint". */
export const prose: Extractor = {
  id: 'prose',
  read(item) {
    if (item.block?.kind !== 'text' && item.block?.kind !== 'list') return []
    const texts = item.block.kind === 'text' ? [item.marked] : item.block.items.map(({ markdown }) => markdown)
    const found: Finding[] = []
    for (const [row, text] of texts.entries()) {
      const calls = findCalls(text)
      const flat = text.replaceAll('\n', ' ')
      let saidBefore = false
      const paths = findPaths(flat)
      for (const [nth, path] of paths.entries()) {
        if (calls.some(({ from, to }) => path.from >= from && path.to <= to)) continue
        const lead = flat.slice(Math.max(0, path.from - 100), path.from)
        const rest = flat.slice(path.to, path.to + 30)
        const group = mounted.test(lead) || (family.test(rest) && !/`?\/\w[^.]{0,60}$/.test(lead))
        const page = browsed.test(lead) || isPage.test(rest)
        const said: boolean =
          !group &&
          !page &&
          (before.test(lead) ||
            behind.test(rest) ||
            (saidBefore && series.test(lead)) ||
            isBeforeEndpoints(flat, paths.slice(nth)))
        saidBefore = said
        const url = path.target.origin !== undefined
        const rule = !path.code && exampleWord.test(lead) && /\b(?:should|must|ought)\b/.test(lead)
        if (!path.code && !said && !url) continue
        if (refused.test(flat.slice(path.to, path.to + 60).split('. ')[0] ?? '') || refusedSuch.test(lead)) continue
        const method = methodAround(flat, path.from, path.to)
        if (method === undefined && (other.test(flat.slice(path.to, path.to + 80)) || registered.test(lead))) continue
        const outright = path.code && (callsOutright.test(lead) || requestsOutright.test(lead))
        found.push({
          at: item.at,
          row,
          ...(method === undefined ? {} : { method }),
          ...(method === undefined || isWritten(flat, path.from, path.to) ? {} : { guessed: true }),
          target: path.target,
          form: url ? 'sample' : 'mention',
          weight: url
            ? path.code && (/\{/.test(path.target.path) || outright || (said && path.target.origin === '{host}'))
              ? 0.6
              : exampleWord.test(lead)
                ? 0.55
                : 0.45
            : outright
              ? 0.75
              : said && !rule
                ? path.code
                  ? 0.6
                  : 0.5
                : path.code && path.target.query.length > 0
                  ? 0.55
                  : 0.35,
          by: 'prose',
        })
      }
    }
    return found
  },
}

/** The first two or more of "the `/metrics`, `/status` and `/version` endpoints": what is said of the last is said of all. */
function isBeforeEndpoints(text: string, [first, ...others]: readonly BarePath[]): boolean {
  let end = first?.to ?? 0
  for (const { from, to } of others) {
    if (!/^`?\s?(?:,|and|or|,\s?and|,\s?or|&)\s?`?$/i.test(text.slice(end, from))) return false
    end = to
    if (
      /^`?\s(?:(?:api|http|rest) )?(?:endpoints|routes|resources)\b(?! (?:group|prefix))/i.test(
        text.slice(end, end + 40),
      )
    )
      return true
  }
  return false
}

/** The method that the sentence around a path speaks of, if any. */
export function methodAround(text: string, from: number, to: number): Method | undefined {
  const sentence = sentenceAround(text, from, to)
  const named = written.exec(sentence)?.[1]
  if (named !== undefined) return named as Method // one of the alternatives
  return sends.test(sentence.replace(/\bno (?:json )?(?:payload|(?:request )?body)\b|\bpayload:/gi, ''))
    ? 'POST'
    : undefined
}

const written = /\b(GET|POST|PUT|PATCH|DELETE)\b/

const isWritten = (text: string, from: number, to: number): boolean => written.test(sentenceAround(text, from, to))

function sentenceAround(text: string, from: number, to: number): string {
  const start = Math.max(text.lastIndexOf('. ', from), text.lastIndexOf('! ', from), 0)
  const stop = text.indexOf('. ', to)
  return text.slice(Math.max(start, from - 300), stop < 0 ? to + 200 : Math.min(stop, to + 200))
}
