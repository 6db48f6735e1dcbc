import { readTags } from '../../extractors/index.ts'
import type { InferredPlace } from '../model.ts'
import { toMethod } from '../methods.ts'
import type { RawParameter } from './raw.ts'
import { isName, readSaid, toDescription, toRequirement, toType, withSaid } from './words.ts'

const nouns =
  '(?:param(?:eter)?s?|arguments?|fields?|options?|attributes?|propert(?:y|ies)|keys?|headers?|flags?|variables?|filters?|parts?)'
const named = new RegExp(
  String.raw`\b(?:(optional|required|mandatory)\s+)?(?:(query[- ]?(?:string)?|url|uri|get|path|form|body|json|post|request|header|cookie|multipart form|multipart)\s+)?(${nouns})\s*(?:called|named)?\s*:?\s*((?:${'`'}[^${'`'}\s]{1,60}${'`'}(?:\s*\([^()]{1,60}\))?(?:\s*(?:,|and|or|&|/)\s*(?:optional\s+|the\s+)?)?){1,8})`,
  'gi',
)
const behind =
  /((?:`[^`\s]{1,60}`\s*(?:,|and|or|&)?\s*){1,8})\s*(?:(optional|required|mandatory)\s+)?(?:(query[- ]?(?:string)?|url|uri|get|path|form|body|json|post|request|header|cookie)\s+)?(param(?:eter)?s?|arguments?|form fields?|query strings?)\b/gi
/** "The fields `email` and `name` must be sent in the body": names, and where they go. */
const sentIn =
  /((?:`[\w.[\]-]{1,40}`(?:,? and |,? or |, )?){1,8}) (?:may|can|must|should|is|are|has to|have to|needs? to)\b[^.`]{0,40}\b(?:in|as part of) the (?:request )?(query|body|form|header)/g
const queryCode = /`[?&]((?:[\w.[\]-]+=[^`&\s]*)(?:&[\w.[\]-]+=[^`&\s]*)*)/g

/** "does not accept a": what follows is no parameter here. */
const refused =
  /\b(?:does not|doesn't|do not|don't|cannot|can't|no longer|never)\s+(?:\w+\s+)?(?:accept|take|support|allow|have|need|require|include|use|send)s?\b[^.`]{0,30}$/i

/** Parameters that running text names: "the query parameter `force`", "form field `document`", `` `?version={id}` ``. */
export function readTextParameters(marked: string): RawParameter[] {
  if (marked.length > 20_000) return []
  const found = new Map<string, RawParameter>()
  const add = (code: string, place: string | undefined, noun: string, need: string | undefined, lead: string): void => {
    for (const [, written = ''] of code.matchAll(/`([^`\s]+)`/g)) {
      const name = written
        .replace(/^[?&:]/, '')
        .replace(/=.*$/, '')
        .replace(/^["']|["']$/g, '')
      if (!isName(name) || found.has(name) || /[/*]/.test(name)) continue
      if (refused.test(lead) || (/^flag/i.test(noun) && /^[A-Z][A-Z0-9_]+$/.test(name))) continue
      const inBody = /\b(?:body|payload)\b[^.]{0,60}$/i.test(lead)
      if (
        place === undefined &&
        !inBody &&
        (/^(?:attribut|propert|key|variable|field)/i.test(noun) ||
          /\b(?:response|returned?|returns|result|configuration|config|environment|setting)\b[^.]{0,40}$/i.test(lead))
      )
        continue
      const where = toPlaceWord(place ?? (/^header/i.test(noun) ? 'header' : inBody ? 'body' : ''))
      const required = toRequirement(need ?? '')
      found.set(name, {
        name,
        schema: {},
        ...(where === undefined ? {} : { in: where }),
        ...(required === undefined ? {} : { required }),
        evidence: 'text',
        weight: place === undefined ? (/^param|^arg/i.test(noun) ? 0.55 : 0.4) : 0.65,
      })
    }
  }
  for (const match of marked.matchAll(named))
    add(match[4] ?? '', match[2], match[3] ?? '', match[1], marked.slice(Math.max(0, match.index - 60), match.index))
  for (const match of marked.matchAll(behind))
    add(match[1] ?? '', match[3], match[4] ?? '', match[2], marked.slice(Math.max(0, match.index - 60), match.index))
  for (const [, a, b] of marked.matchAll(/\bheader (X-[\w-]{2,50})\b|\b(X-[\w-]{2,50}) (?:request )?header\b/g))
    if (!/\b(?:response|answers?|returns?|returned)\b/i.test(marked))
      add(`\`${a ?? b ?? ''}\``, 'header', 'header', undefined, '')
  for (const [, names = '', place] of marked.matchAll(sentIn)) add(names, place, 'parameter', undefined, '')
  for (const match of marked.matchAll(queryCode))
    for (const pair of (match[1] ?? '').split('&'))
      add(`\`${pair.split('=')[0] ?? ''}\``, 'query', 'parameter', undefined, '')
  return [...found.values()]
}

function toPlaceWord(word: string): InferredPlace | undefined {
  const place = word.toLowerCase()
  if (/^(?:query|url|uri|get)/.test(place)) return 'query'
  if (place === 'path') return 'path'
  if (place === 'header') return 'header'
  if (place === 'cookie') return 'cookie'
  if (/form/.test(place)) return 'form'
  if (/^(?:body|json|post|request)$/.test(place)) return 'body'
  return undefined
}

const compact =
  /^(?:[-*]\s*)?(?:\*\*)?`?((?:query|url|path|form|body|request|header)?\s*(?:param(?:eter)?s?|arguments?|args|fields)|body|query|form|headers?|payload|params)`?(?:\*\*)?\s*[:：]\s*(.+)$/i

const captioned =
  /^([\p{L} -]{4,60}?)\s*[:：]\s*((?:`[^`\s]{1,60}`(?: ?\([^()`\n]{2,40}\))?(?:\s*[,、]\s*(?:\p{L}{1,4}\s+)?|\s+\p{L}{1,4}\s+|[.。]?$)){1,30})$/u

/** "Filtros opcionales: `desde`, `hasta` y `estado`.", "Fields: `name` (optional)": a caption in any language and names in code. */
export function readCaptionedNames(
  line: string,
): { readonly caption: string; readonly parameters: readonly RawParameter[] } | undefined {
  const [, caption = '', names = ''] = captioned.exec(line.trim()) ?? []
  if (caption === '' || /\b(?:config(?:uration)?|settings?|environment|env)\b/i.test(caption)) return undefined
  const parameters = [...names.matchAll(/`([^`]+)`(?: ?\(([^()`]+)\))?/g)].flatMap(
    ([, name = '', aside = '']): RawParameter[] => {
      if (!isName(name) || name.includes('/')) return []
      const required = toRequirement(aside)
      const need = required === undefined ? {} : { required }
      return [{ name, schema: toType(aside) ?? {}, ...need, evidence: 'text', weight: 0.65 }]
    },
  )
  return parameters.length === 0 ? undefined : { caption, parameters }
}

/** `'project' : project id 'format' : … [optional]`: names in quotes, each with what it is, alone in a paragraph. */
export function readQuotedNames(marked: string): RawParameter[] {
  const text = marked.trim()
  if (text.length > 4000 || !/^["'][\w.[\]-]{1,60}["']\s*:\s/.test(text)) return []
  return text.split(/\s+(?=["'][\w.[\]-]{1,60}["']\s*:\s)/).flatMap((piece): RawParameter[] => {
    const [, name = '', rest = ''] = /^["']([\w.[\]-]{1,60})["']\s*:\s+(.+)$/s.exec(piece) ?? []
    if (!isName(name)) return []
    const required = toRequirement(rest)
    const description = toDescription(rest.replaceAll('`', ''))
    return [
      {
        name,
        schema: {},
        ...(required === undefined ? {} : { required }),
        ...(description === '' ? {} : { description }),
        evidence: 'list',
        weight: 0.75,
      },
    ]
  })
}

/** `Parameters: all fields of the boat (name : string, length : integer)`: names and types within the brackets of a labelled line. */
export function readBracketedNames(
  line: string,
): { readonly caption: string; readonly parameters: readonly RawParameter[] } | undefined {
  const [, caption = '', value = ''] = /^[\s*•–—-]*([\p{L}][\p{L} -]{2,30})\s*[:：]\s*(\S.*)$/u.exec(line) ?? []
  const [, names = ''] = /\(([^()]{1,300})\)/.exec(value) ?? []
  if (caption === '' || names === '' || value.length > 2000) return undefined
  const pieces = names.split(',').map((piece) => /^\s*`?([a-z_][\w.]{0,40})`?(?:\s*:\s*([^:]{2,30}))?\s*$/.exec(piece))
  const parameters = pieces.flatMap((piece): RawParameter[] => {
    const type = toType(piece?.[2] ?? '')
    const alone =
      piece?.[2] === undefined && pieces.length === 1 && !/^(?:optional|required|mandatory)$/.test(piece?.[1] ?? '')
    return piece !== null && (type !== undefined || alone)
      ? [{ name: piece[1] ?? '', schema: type ?? {}, evidence: 'text', weight: 0.6 }]
      : []
  })
  return parameters.length === pieces.length ? { caption, parameters } : undefined
}

/** One line that lists names: `Parameters: sort?, order?, limit`, `Body: { name*, tags, owner: { … } }`. */
export function readCompactLine(
  line: string,
): { readonly caption: string; readonly parameters: readonly RawParameter[] } | undefined {
  const [, caption = '', value = ''] = compact.exec(line.trim()) ?? []
  if (caption === '' || value.length > 4000) return undefined
  const inner = /^\{\s*(.*?)\s*\}\.?$/s.exec(value.trim())?.[1]
  const pieces = cutTopLevel(inner ?? value.replace(/[.。]$/, ''))
  const read = pieces.map((piece) => {
    const [, name = '', mark = '', rest = ''] =
      /^[`"']?([\p{L}_$][\w.$[\]-]{0,60})[`"']?([*?!]?)[`"']?\s*(?:[:(]\s*(.*?)\)?)?$/su.exec(
        piece.replaceAll('`', '').trim(),
      ) ?? []
    if (!isName(name)) return undefined
    const nested = /^\{\s*(.*?)\s*\}$/s.exec(rest)?.[1]
    const children = nested === undefined ? undefined : readCompactLine(`body: { ${nested} }`)?.parameters
    const required = mark === '*' || mark === '!' ? true : mark === '?' ? false : toRequirement(rest)
    const made: RawParameter = {
      name,
      schema: children === undefined ? (toType(rest) ?? {}) : { type: 'object' },
      ...(children === undefined ? {} : { children }),
      ...(required === undefined ? {} : { required }),
      evidence: 'list',
      weight: 0.85,
    }
    return made
  })
  if (read.length === 0 || read.includes(undefined)) return undefined
  if (inner === undefined && read.length === 1 && value.includes(' ')) return undefined
  return { caption, parameters: read.filter((it) => it !== undefined) }
}

/** Cut at commas that stand in no bracket. */
function cutTopLevel(text: string): string[] {
  const found: string[] = []
  let depth = 0
  let from = 0
  for (let i = 0; i < text.length; i++) {
    const char = text[i] ?? ''
    if ('{[('.includes(char)) depth++
    else if ('}])'.includes(char)) depth--
    else if (depth === 0 && /[,、，;]/.test(char)) {
      found.push(text.slice(from, i))
      from = i + 1
    }
  }
  return [...found, text.slice(from)].map((piece) => piece.trim()).filter((piece) => piece !== '')
}

/**
 * A parameter as a line of its own, the way rendered references have it: a name, a type, maybe "required" and a default.
 * `behind` is the text after it, its description unless it is the next parameter.
 */
export function readParameterLine(marked: string, behind: string): RawParameter | undefined {
  const [line = '', ...below] = marked.split('\n')
  if (line.length > 160) return undefined
  const [, name = '', mark = '', rest = ''] =
    /^`?([\p{L}_$][\w.$[\]-]{0,60})`?(\*)?[ :–—-]+(.*)$/su.exec(line.trim()) ?? []
  if (!isName(name)) return undefined
  const words = rest.replaceAll('`', '').trim()
  // "Download a map …", a sentence: a name is told from what it is by more than a blank
  if (/^`?[\p{L}]+`?\s+(?:an?|the)\s|^(?:An?|The|This|These|It|If|All|Any|One)\s/u.test(line.trim())) return undefined
  const type = toType(words)
  const wordy =
    /^(?:[\p{L}\d<>[\]]+(?: of [\p{L}\d]+| or [\p{L}\d]+| <\w+>)?)(?:\s+|$|[,(|])(.*)$/su.exec(words)?.[1] ?? ''
  const need = toRequirement(words.slice(0, 60))
  if (
    type === undefined ||
    (wordy !== '' && need === undefined && !/^(?:defaults?\b|enum\b|nullable\b|[-–—(|,]|>=?|<=?|\[)/i.test(wordy))
  )
    return undefined
  const text =
    below.length > 0
      ? below.join(' ')
      : /^`?[\w.[\]-]+`?\s+\p{Ll}+/u.test(behind) && toType(behind.split(/\s+/)[1] ?? '') !== undefined
        ? ''
        : behind
  const said = readSaid(`${wordy} ${text}`)
  const description = toDescription(text.replaceAll('`', ''))
  const required = mark === '*' ? true : need
  return {
    name,
    schema: withSaid(type, said),
    ...(required === undefined ? {} : { required }),
    ...(description === '' ? {} : { description }),
    evidence: 'list',
    weight: 0.8,
  }
}

const fieldLine =
  /^[ \t]*:(query|param(?:eter)?|form|formparameter|json|jsonparam|<json|reqjson|<jsonarr|reqjsonarr|reqheader|<header|reqheader)(?:[ \t]+([\w[\]]+))?[ \t]+([\w.[\]*-]+):[ \t]*(.*)$/gim

/** Fields that markup names outright: `<ParamField query="limit" type="int" required>`, `{% swagger-parameter … %}`, `:query limit:`. */
export function readMarkupParameters(markdown: string): RawParameter[] {
  const found: RawParameter[] = []
  for (const { name: tag, attributes } of readTags(markdown)) {
    const place = (['path', 'query', 'body', 'header', 'cookie', 'form'] as const).find(
      (it) => attributes[it] !== undefined && attributes[it] !== '',
    )
    const isField = /param|field|argument|property/i.test(tag) && !/response/i.test(tag)
    const name = (place === undefined ? undefined : attributes[place]) ?? attributes['name'] ?? attributes['key']
    if (!isField || name === undefined || !isName(name) || toMethod(attributes['method'] ?? '') !== undefined) continue
    const where = place ?? toPlaceWord(attributes['in'] ?? attributes['paramtype'] ?? '')
    const required = attributes['required'] === undefined ? undefined : !/^(?:false|no)$/i.test(attributes['required'])
    found.push({
      name,
      schema: withSaid(
        toType(attributes['type'] ?? '') ?? {},
        attributes['default'] === undefined ? {} : { default: attributes['default'] },
      ),
      ...(where === undefined ? {} : { in: where }),
      ...(required === undefined ? {} : { required }),
      ...(attributes['description'] === undefined ? {} : { description: toDescription(attributes['description']) }),
      evidence: 'markup',
      weight: 0.95,
    })
  }
  for (const [, kind = '', type = '', name = '', text = ''] of markdown.matchAll(fieldLine)) {
    const lower = kind.toLowerCase()
    const place: InferredPlace | undefined =
      lower === 'query'
        ? 'query'
        : lower.includes('form')
          ? 'form'
          : lower.includes('json')
            ? 'body'
            : lower.includes('header')
              ? 'header'
              : undefined
    const required = toRequirement(text)
    found.push({
      name,
      schema: toType(type) ?? {},
      ...(place === undefined ? {} : { in: place }),
      ...(required === undefined ? {} : { required }),
      description: toDescription(text),
      evidence: 'markup',
      weight: 0.95,
    })
  }
  return found
}
