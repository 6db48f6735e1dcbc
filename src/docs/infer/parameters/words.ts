import type { JsonSchema } from '../../../core/index.ts'
import { toPlain } from '../inline.ts'

const nameOnly = /^(?:[\p{L}_$@:#][\p{L}\p{N}_.$:@#[\]{}<>*/-]{0,79})$/u

/** Whether a word may be the name of a parameter: no blanks, no sentence. */
export const isName = (text: string): boolean =>
  nameOnly.test(text) &&
  !/^(?:For|If|When|The|This|An?|GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|NOTE|TIP|WARNING|IMPORTANT|CAUTION|HINWEIS|NONE|None|none|N\/A|keine?|aucun|ninguno|nenhum)$/.test(
    text,
  ) &&
  !/[.:]$|^\$\{/.test(text) &&
  !/^(?:\/|https?:)/.test(text) &&
  /[\p{L}]/u.test(text)

/** "Note", "Warning": what such a word opens is a remark. */
export const isNoteLabel =
  /^(?:info|note|notice|warning|tip|hint|caution|danger|important|attention|example|see also|hinweis|achtung|remarque|nota|注意|提示|примечание)$/iu

export interface NameCell {
  readonly name: string
  readonly required?: boolean
  /** What stands behind the name: type words, "(optional)". */
  readonly rest: string
  /** How deep an arrow or dots in front of the name put it. */
  readonly depth: number
}

const requiredWord =
  /\brequired\b|\bmandatory\b|\bcompulsory\b|обязател|必填|必须|必选|必需|\bpflicht|\berforderlich\b|\brequis\b|\bobligatoire\b|\bobligatori[oa]\b|\brequerido\b|\bobrigatório\b|必須|필수/iu
const optionalWord =
  /\boptional\b|\bnot required\b|необязател|опционал|可选|选填|非必|\bfacultatif\b|\bopcional\b|\bfacoltativo\b|任意|선택/iu

/** "required", "optional" and the like in any of the languages; `undefined` when neither or both are said. */
export function toRequirement(text: string): boolean | undefined {
  const optional = optionalWord.test(text)
  const required = requiredWord.test(text.replace(new RegExp(optionalWord.source, 'giu'), ' '))
  if (optional === required) return optional && /^\W*\(?(?:optional|необязател|可选)/iu.test(text) ? false : undefined
  return required
}

/** The name cell of a row: `` `name` ``, `name*`, `name?`, `**name** required`, `» name`, `user[name]`. */
export function readNameCell(cell: string): NameCell | undefined {
  const plain = toPlain(cell)
    .replace(/<br\s*\/?>/gi, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  const [, arrows = '', text = ''] = /^((?:[»›→↳└├─│>.…·•–-]\s*)*)(.*)$/u.exec(plain) ?? []
  const [first = '', ...others] = text.split(' ')
  const [, name = '', mark = ''] = /^["']?(.*?)["']?([*?!]?)[,:]?$/.exec(first) ?? []
  const bare = name
    .replace(/=.*$/, '')
    .replace(/^--?/, '')
    .replace(/^[?&:](?=\w)/, '')
  if (!isName(bare)) return undefined
  const rest = others.join(' ')
  // a cell of words is a heading or a sentence, unless the words say something about the name
  if (rest !== '' && !isAside(rest)) return undefined
  const said = toRequirement(rest)
  const required = mark === '*' || mark === '!' ? true : mark === '?' ? false : said
  return {
    name: bare.replace(/\{\}$/, ''),
    rest,
    depth: (arrows.match(/[»›→↳└├>]|\.(?=\s*)|--?/gu) ?? []).length,
    ...(required === undefined ? {} : { required }),
  }
}

const isAside = (rest: string): boolean =>
  /^[([<{|*:–—-]/.test(rest) ||
  (rest.split(' ').length <= 4 &&
    !/^(?:is|are|was|were|must|can|may|should|will|has|have)\b/i.test(rest) &&
    (toRequirement(rest) !== undefined || toType(rest) !== undefined)) ||
  /^(?:required|optional|string|integer|number|boolean|array|object|deprecated|enum|any)\b/i.test(rest) ||
  /^(?:or|und|и|\/|,) \S+$/i.test(rest)

const types: readonly (readonly [RegExp, JsonSchema])[] = [
  [
    /^(?:array|list|set|массив|список|数组|列表|liste|tableau|lista|arreglo|配列|배열|vec)\b|\[\]$|^\[.*\]$|^(?:array|list)<|\barray of\b|\blist of\b|массив/iu,
    { type: 'array' },
  ],
  [
    /^(?:date-?time|timestamp|datetime|iso[- ]?8601|zoned|дата и время|日期时间|时间)/iu,
    { type: 'string', format: 'date-time' },
  ],
  [/^(?:date|дата|日期|datum|fecha)\b/iu, { type: 'string', format: 'date' }],
  [/^(?:uuid|guid)\b/iu, { type: 'string', format: 'uuid' }],
  [/^e-?mail\b/iu, { type: 'string', format: 'email' }],
  [/^(?:url|uri|link)\b/iu, { type: 'string', format: 'uri' }],
  [
    /^(?:bool(?:ean)?|flag|логическ|булев|布尔|wahrheitswert|booléen|booleano|真偽|ブール|불리언|true\s*[/|]\s*false)/iu,
    { type: 'boolean' },
  ],
  [
    /^(?:(?:unsigned |big|small|positive |signed )?(?:int(?:eger)?|long|int\d{1,2}|uint\d{0,2}|i\d{2}|u\d{2}|short|bigint)\b|целое|整数|整型|长整型|ganzzahl|entier|entero|inteiro|intero|整数型|정수|unix ?time(?:stamp)?)/iu,
    { type: 'integer' },
  ],
  [
    /^(?:number|numeric|float\d*|double|decimal|real|num\b|число|дробн|数字|数值|浮点|zahl|nombre|número|numero|数値|숫자|실수)/iu,
    { type: 'number' },
  ],
  [
    /^(?:file|binary|blob|bytes|файл|文件|datei|fichier|archivo|ファイル|파일)\b/iu,
    { type: 'string', format: 'binary' },
  ],
  [
    /^(?:object|dict(?:ionary)?|map|hash|json|struct|record|объект|对象|objekt|objet|objeto|オブジェクト|객체)/iu,
    { type: 'object' },
  ],
  [
    /^(?:str(?:ing)?|text|varchar|char|enum|строка|текст|字符串?|字符|文本|zeichenkette|chaîne|cadena|texto|stringa|文字列|문자열)/iu,
    { type: 'string' },
  ],
]

/** What a word of a type column says, or `undefined` when it is no type. */
export function toType(text: string): JsonSchema | undefined {
  const word = toPlain(text)
    .replace(/^[\s(:<–—-]+/, '')
    .replace(/^(?:an?|the|optional|required|nullable|тип)\s+/i, '')
    .trim()
  if (word === '' || word.length > 120) return undefined
  const schema = types.find(([is]) => is.test(word))?.[1]
  if (schema?.type !== 'array') return schema
  const of = /(?:of|<|:|из)\s*(?:the\s+)?([\p{L}\d-]+?)s?\b|^(\w+)\[\]$|^\[\s*(\w+)\s*\]$/iu.exec(word)
  const item = of === null ? undefined : toType(of[1] ?? of[2] ?? of[3] ?? '')
  return item === undefined ? schema : { type: 'array', items: item }
}

export interface Said {
  readonly required?: boolean
  readonly default?: string
  readonly enum?: readonly string[]
  readonly type?: JsonSchema
  readonly description?: string
}

const defaultWord =
  /(?:\bdefaults?(?:\s+value)?\s*(?:is|are|to|:|=|of)?|по умолчанию\s*[:—–-]?|默认(?:值)?(?:为|是|:|：)?|\bstandard(?:wert)?\s*(?:ist|:)|\bpar défaut\s*:?|\bpor defecto\s*:?|デフォルト(?:は|:|：)?|기본값(?:은|:)?)\s*[`"'«]?([^\s`"',;.)»，。]{1,60}(?:\.\d+)?)/iu
const enumWord =
  /(?:\bone of\b|\beither\b|\bcan be\b|\b(?:allowed|possible|valid|accepted|available|supported)\s+(?:values?|options?|types?)\b|\bvalues?\s*:|\benum\b|\boptions?\s*:|допустимые значения|возможные значения|可选值|取值|枚举|mögliche werte|valeurs possibles|valores posibles)[^\n]{0,300}/iu

/** What a description says beside describing: a default, the values allowed, whether it is needed, a type in brackets. */
export function readSaid(markdown: string): Said {
  const plain = toPlain(markdown).replace(/\s+/g, ' ').trim()
  const required = toRequirement(ofNeed(plain.slice(0, 60))) ?? toRequirement(ofNeed(plain.slice(-40)))
  const type = toType(/^\s*[([<]([^)\]>]{2,40})[)\]>]/.exec(plain)?.[1] ?? '') ?? typeInFront(plain)
  const [, fallback] = defaultWord.exec(plain) ?? []
  const values = readEnum(markdown)
  const description = toDescription(plain)
  return {
    ...(required === undefined ? {} : { required }),
    ...(fallback === undefined ||
    /^(?:is|to|value|the|a|an|if|none|null|no|n\/a|current|your|all|behaviou?r|false,|-)$/i.test(fallback)
      ? {}
      : { default: fallback }),
    ...(values.length < 2 ? {} : { enum: values }),
    ...(type === undefined ? {} : { type }),
    ...(description === '' ? {} : { description }),
  }
}

/** Without what is required of something else: "minimum required distance", "the required length". */
const ofNeed = (text: string): string =>
  text.replace(
    /(?<=\b(?:minimum|maximum|min|max|the|least|most|all|any|total|of|not|no|for|by|with|other|each) )(?:required|optional|mandatory)(?= [a-z])/gi,
    '',
  )

/** `string, required. The name`, `int - how many`, `(boolean) whether`. */
function typeInFront(plain: string): JsonSchema | undefined {
  const [, word = ''] = /^([\p{L}\d[\]<>]{2,24}(?: of \p{L}+)?)(?=\s*(?:[,;.|:–—-]|\(|$))/u.exec(plain) ?? []
  return word === '' ? undefined : toType(word)
}

/** Values in code or quotes after "one of", "can be", "possible values". */
function readEnum(markdown: string): string[] {
  const [sentence = ''] = enumWord.exec(markdown) ?? []
  const [end = sentence] = sentence.split(/(?<=[^.])\.\s/)
  const coded = [...end.matchAll(/`([^`\n]{1,60})`|"([^"\n]{1,40})"|“([^”\n]{1,40})”/g)].map((match) =>
    (match[1] ?? match[2] ?? match[3] ?? '').replace(/^["']|["']$/g, ''),
  )
  const values = coded.filter((value) => /^[\p{L}\p{N}_.:/+-]+$/u.test(value))
  return values.length === coded.length && values.length <= 60 ? [...new Set(values)] : []
}

const longestDescription = 300

/** Plain, one line, at most 300 characters, cut at a sentence where it can be. */
export function toDescription(text: string, longest = longestDescription): string {
  const plain = text
    .replace(/\s+/g, ' ')
    .replace(/^[\s:–—,.;-]+/, '')
    .trim()
  if (plain.length <= longest) return plain
  const cut = plain.slice(0, longest)
  const sentence = Math.max(cut.lastIndexOf('. '), cut.lastIndexOf('。'), cut.lastIndexOf('; '))
  if (sentence > longest / 3) return cut.slice(0, sentence + 1).trim()
  return `${cut.slice(0, cut.lastIndexOf(' ') > longest / 2 ? cut.lastIndexOf(' ') : longest - 1).trim()}…`
}

/** A schema with what was said beside it; values and defaults in the type's own form. */
export function withSaid(schema: JsonSchema, said: Said): JsonSchema {
  const base = schema.type === undefined && said.type !== undefined ? said.type : schema
  const list = said.enum === undefined ? undefined : said.enum.map((value) => ofType(value, base.type))
  const values = list?.includes(undefined) === true ? undefined : list
  const fallback = said.default === undefined ? undefined : ofType(said.default, base.type)
  const isArray = base.type === 'array'
  return {
    ...base,
    ...(values === undefined || isArray ? {} : { enum: values }),
    ...(fallback === undefined ||
    isArray ||
    base.type === 'object' ||
    (values !== undefined && !values.includes(fallback))
      ? {}
      : { default: fallback }),
  }
}

function ofType(text: string, type: JsonSchema['type']): unknown {
  if (type === 'boolean')
    return /^(?:true|yes|1)$/i.test(text) ? true : /^(?:false|no|0)$/i.test(text) ? false : undefined
  if (type === 'integer' || type === 'number')
    return /^-?\d{1,15}(?:\.\d{1,10})?$/.test(text) ? Number(text) : undefined
  return text
}
