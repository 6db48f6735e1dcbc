import type { Outline } from './outline.ts'

const apiWords =
  /\bapis?\b|\bendpoints?\b|\brest(?:ful)?\b|^http\b(?!\/\d|[- ](?:[23]\b|servers?|prox(?:y|ies)|headers?|caching|metrics))|\bhttp (?:apis?|interface|requests?|endpoints?|methods?|verbs?|calls?|routes?|resources?)\b|(?<!\b(?:config(?:uration)?|settings?|options?|commands?|cli|variables?|keywords?|directives?|syntax|plugins?|themes?|functions?|language|components?|metrics?|class) )\breference\b|\brpc\b|\bwebhooks?\b|\b(?:api|example|sample) requests?\b|接口|интерфейс|schnittstelle|エンドポイント/iu

/** Whether a title or a heading has the words of APIs and of calling them. */
export const namesApis = (title: string): boolean => apiWords.test(title)

/** Whether the title of a page, or the heading that stands for it, names an API. */
export const isTitledApi = ({ roots }: Outline): boolean =>
  roots.some(({ page, children }) => {
    const tops = children.filter(({ section }) => section.level === 1)
    return namesApis(page.title) || (tops.length === 1 && namesApis(tops[0]?.section.title ?? ''))
  })

/** "X is a REST API that …", "exposes an HTTP interface". */
const isAnApi =
  /\b(?:is|provides|exposes|offers|implements|has) an? (?:[\w-]+ ){0,3}(?:rest(?:ful)?|http|json|web|remote|public|admin|management) (?:[\w-]+ )?(?:api|interface|service)\b/i

/** "This endpoint returns", "must be uploaded in the body of the HTTP POST request". */
const isOfCalls =
  /\b(?:this|these|the following) (?:\w+ ){0,2}(?:endpoints?|api|http requests?|api calls?)\b|\bhttp `?(?:GET|POST|PUT|PATCH|DELETE)`? (?:requests?|calls?)\b|\brest calls?\b/i

/** What one speaks of when one explains how to call an API; two of them in one text are no accident. */
const callWords: readonly RegExp[] = [
  /\bapis?\b|\brest(?:ful)?\b/i,
  /\bendpoints?\b/i,
  /\bbase ur[li]\b/i,
  /\bhttps? (?:requests?|calls?|methods?)\b|\brequests? (?:to|against)\b/i,
  /\b(?:query(?: string)?|path|request|url) parameters?\b|\bquery strings?\b/i,
]

/** Whether what opens the pages says that they are about an API and its calls: it is said early, of the whole at once. */
export function opensAsApi({ items }: Outline): boolean {
  const texts = items
    .filter(({ block }) => block?.kind === 'text')
    .slice(0, 4)
    .map(({ marked }) => marked.slice(0, 2000))
  return (
    texts.some((text) => isAnApi.test(text)) ||
    texts.slice(0, 1).some((text) => isOfCalls.test(text)) ||
    texts.slice(0, 2).some((text) => callWords.filter((pattern) => pattern.test(text)).length >= 2)
  )
}

/** By their titles, by what opens them, or by more than a stray heading: a long page of anything has one of "HTTP" or "API". */
export function isAboutApis(outline: Outline): boolean {
  if (isTitledApi(outline) || opensAsApi(outline)) return true
  const headings = outline.items.filter(({ block }) => block === undefined)
  // what is asked and what is answered, each under a heading
  const parts = headings.map(({ marked }) => marked.trim())
  if (parts.some((it) => asked.test(it)) && parts.some((it) => answered.test(it))) return true
  const about = headings.filter(({ marked }) => namesApis(marked)).length
  return about > 0 && about * 5 >= headings.length
}

const asked =
  /^(?:(?:get|post|put|delete|example|sample) )?requests?$|^(?:(?:query|request|url|path|body) )?param(?:eter)?s$/i
const answered = /^(?:(?:example|sample) )?responses?$|^returned (?:objects?|values?|data|results?)$/i
