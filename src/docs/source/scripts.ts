import type { ScriptHint } from '../model.ts'
import { isFile, pathOf, speaks, type Clues } from './clues.ts'
import { readArguments, readExpression, readLiteral, type Lookup } from './script/literal.ts'
import { fromArgument, fromElement, fromSettings, fromText } from './settings.ts'

/** Calls and variables that a viewer is set up with; the value or the arguments follow. */
const marks =
  /\b(SwaggerUIBundle|SwaggerUi|SwaggerUI|Redoc\s*\.\s*init|createApiReference|createApp|__redoc_state|__NEXT_DATA__|swaggerOptions|configObject|configuration|options|spec|swaggerDoc|openapi|initialState|apiDescriptionDocument|loadSpec|urls|Object\s*\.\s*assign)\s*(\(|=(?!=))/g
const mostMarks = 60
const largest = 2_000_000

/** Scripts of their own that hold nothing but the settings of a viewer; Swashbuckle's is beside its page. */
const setUp =
  /swagger-?initializer|swagger-?ui-?init|swagger-?init|swagger-config|(?:redoc|scalar|rapidoc|elements)-?(?:init|config)|\/swagger\/index\.js$/i

/** Viewers whose scripts ask the page's own address for the description, in a form of its own. */
const conventions: readonly { readonly script: RegExp; readonly address: string }[] = [
  { script: /drf-yasg\/(?:swagger-ui|redoc)-init/i, address: '?format=openapi' },
]

/** `element.setAttribute('spec-url', '/openapi.json')` */
const attributeSet = /\bsetAttribute\s*(?=\(\s*["'`](?:spec-?url|apiDescriptionUrl)["'`])/gi

/** A variable or a setting that is called like the address of a description. */
const addressed =
  /\b[\w$]{0,20}(?:schema|spec|swagger|open-?api|api-?docs?|definition|description)_?ur[li]["']?\s*[=:](?![=>])\s*/gi

const viewer = /apiDescription|swagger|redoc|rapidoc|rapi-doc|scalar|elements|spec-?url|openapi/i

/** What a script of a page, or one that it loads, says about the description. */
export function fromScript({ text, type, src, data, id }: ScriptHint, lookup: Lookup, found: Clues): void {
  if (data !== undefined)
    fromElement(
      id === 'api-reference' ? id : 'script', // Scalar
      Object.fromEntries(Object.entries(data).map(([key, value]) => [`data-${key.replace(/^data-/, '')}`, value])),
      found,
    )
  for (const { script, address } of conventions)
    if (src !== undefined && script.test(src)) found.link(address, 'where its viewer asks')
  if (src !== undefined && (setUp.test(pathOf(src)) || /\?script=?$/.test(src)))
    found.link(src, 'the script of the viewer', 'ask')
  if (text.length === 0 || type.includes('ld+json')) return
  if (/json|yaml/i.test(type)) return fromText(text, 'embedded in the page', found)
  const head = text.slice(0, largest)
  fromCalls(text, lookup, found)
  for (const rest of behind(head, attributeSet)) found.link(readArguments(rest, 0, lookup)[1], 'spec-url')
  fromSwaggerUi(head, lookup, found)
}

/** Names in a script of a page that are called like the address of a description: said less surely than by a call. */
export function fromNames({ text, type, src }: ScriptHint, lookup: Lookup, found: Clues): void {
  if (src !== undefined || /json|yaml/i.test(type) || !viewer.test(text)) return
  for (const rest of behind(text.slice(0, largest), addressed)) {
    const address = readExpression(rest, 0, lookup)
    if (typeof address === 'string' && /[/.?]/.test(address)) found.link(address, 'named in a script of the page')
  }
}

/** What stands behind the first of a kind of word: as much as an address takes. */
function* behind(text: string, words: RegExp): Generator<string> {
  let count = 0
  for (const { 0: word, index } of text.matchAll(words)) {
    if (++count > mostMarks) return
    const from = index + word.length
    yield text.slice(from, from + 5_000)
  }
}

function fromCalls(text: string, lookup: Lookup, found: Clues): void {
  let count = 0
  let after = 0
  for (const mark of text.matchAll(marks)) {
    if (mark.index < after || ++count > mostMarks) continue
    const at = mark.index + mark[0].length
    if (mark[2] === '(')
      for (const [place, argument] of readArguments(text, at - 1, lookup).entries())
        fromArgument(argument, place, `${mark[1]}(…)`, found)
    else {
      const start = at + (/^\s*/.exec(text.slice(at, at + 200))?.[0].length ?? 0)
      const read = readLiteral(text, start, lookup)
      if (read !== undefined) after = read.end
      fromSettings(mark[1] === 'urls' ? { urls: read?.value } : read?.value, mark[1] ?? '', found)
    }
  }
}

const mostSettings = 10

/** Settings of Swagger UI under whatever name a bundle gave to it: the object that says where it is drawn. */
function fromSwaggerUi(text: string, lookup: Lookup, found: Clues): void {
  let count = 0
  for (const { index } of text.matchAll(/\bdom_id["']?\s*:/g)) {
    if (++count > mostSettings) return
    const start = Math.max(text.lastIndexOf('({', index) + 1, text.lastIndexOf('={', index) + 1)
    if (start > 0 && index - start < 3_000)
      fromSettings(readLiteral(text.slice(start, start + 500_000), 0, lookup)?.value, 'Swagger UI', found)
  }
}

/** Addresses that a script of a viewer puts together: text that is written out and looks like one. */
const quoted =
  /(["'`])((?:\.{0,2}\/|https?:\/\/)?[\w./:@%~-]{0,200}?(?:openapi|swagger|api-docs|api_docs)[\w./?=&%-]{0,120}|[\w./:@%~-]{1,200}\.ya?ml)\1/gi

/** What a viewer's script fetches itself. */
const fetched = /\b(?:fetch|axios\.get|axios|\$\.(?:getJSON|get|ajax)|d3\.json)\s*(?=\()/g

export function fromMentions({ text }: ScriptHint, lookup: Lookup, found: Clues): void {
  if (text.length > largest || !viewer.test(text)) return
  for (const [, , address = ''] of text.matchAll(quoted))
    if (isFile(address) || /api-docs/.test(address)) found.link(address, 'named in a script of the page')
  for (const rest of behind(text, fetched)) {
    const [address] = readArguments(rest, 0, lookup)
    if (typeof address === 'string' && (isFile(address) || speaks.test(address)))
      found.link(address, 'fetched by a script of the page')
  }
}
