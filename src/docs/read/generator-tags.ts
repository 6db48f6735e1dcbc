import type { ElementHint } from '../model.ts'

/** What tags of viewers are called: `swagger`, `<ApiReference>`, `<OASpec>`, `rest-api-viewer`. */
const viewer =
  /redoc|swagger|open-?api|\boas|\boa[ad]\b|\boaoperation|rapi-?(?:doc|pdf)|scalar|stoplight|elements|api-?(?:reference|explorer|docs?|viewer|console|description)/i
/** What a file of a description is called by; whatever ends in JSON or YAML may be one where a viewer names it. */
const spoken = /open-?api|swagger|\boas\d?\b|api-?(?:spec|docs?|definition|description)/i
const file = /\.(?:json|ya?ml)(?:[?#]|$)/i
const named =
  /^:?(?:data-)?(?:src|ur[li]|href|(?:spec|openapi|swagger|oas|definition|document)(?:-?(?:ur[li]|src|file|path))?)$/i
const most = 50

/**
 * Forms of tags, with a name and what follows it: shortcodes of Hugo, Liquid and GitBook (`{{< redoc "a.yaml" >}}`,
 * `{% swagger src="a.yaml" %}`), macros of AsciiDoc, directives of reStructuredText and MyST, containers, marks of MkDocs.
 */
const forms: readonly RegExp[] = [
  /\{(?:%|\{[<%]?)-?[ \t]*(?:include(?:_relative)?[ \t]+)?([\w./-]{1,60})[ \t]+([^\s{}][^{}\n]{0,500}?)[-/]?(?:%\}|[>%]?\}\})/g,
  /^([\w-]{1,40})::([^\s[\]]{1,500})\[[^\]\n]{0,200}\]/gm,
  /^[ \t]*\.\. ([\w-]{1,40})::[ \t]+(\S{1,500})/gm,
  /^[ \t]*(?:`{3,}|~{3,}|:{3,})[ \t]*\{([\w-]{1,40})\}[ \t]+(\S{1,500})/gm,
  /^[ \t]*:{3,}[ \t]*([\w-]{1,40})[ \t]+(\S{1,500})/gm,
  /^!!([\w-]{1,40})[ \t]+(\S{1,500}?)!!/gm,
  /^\[(OAD)\(([^()\n]{1,500}?)(?:,[^()\n]{0,100})?\)\]/gm,
]

/** Files that are put into a page as they are: the description as a listing. */
const inclusions: readonly RegExp[] = [
  /^[ \t]*\.\. (?:literalinclude|include)::[ \t]+(\S{1,500})/gm,
  /^[ \t]*-{1,2}8<-{1,2}[ \t]+["'](\S{1,500}?)["']/gm,
  /\{\{[ \t]*#include[ \t]+([^\s{}]{1,500})[ \t]*\}\}/g,
  /^(?:include::)([^\s[\]]{1,500})\[/gm,
]

/** What the tags of a page's generator name as a description, as the elements of a viewer. */
export function generatorTags(text: string): ElementHint[] {
  const tags = forms.flatMap((form) => [...text.matchAll(form)].slice(0, most))
  const shown = tags.flatMap(([, name = '', rest = '']) => {
    const address = viewer.test(name) ? addressIn(rest) : undefined
    return address === undefined ? [] : [viewerOf(address)]
  })
  const included = inclusions.flatMap((form) =>
    [...text.matchAll(form)].flatMap(([, address = '']) => (isDescription(address) ? [viewerOf(address)] : [])),
  )
  return [...shown, ...included].slice(0, most)
}

/** `src="a.yaml"`, or what stands first: `"a"`, `a.yaml`, `/a`. */
function addressIn(rest: string): string | undefined {
  const [, bare] = /^["']?([^\s"'=]{1,500})["']?(?=\s|$)/.exec(rest) ?? []
  if (bare !== undefined && (file.test(bare) || /^["'.]|\//.test(rest.slice(0, bare.length)))) return bare
  for (const [, key = '', one, two, open] of rest.matchAll(/([:\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"']+))/g)) {
    const value = one ?? two ?? open ?? ''
    if (value !== '' && (named.test(key) || (/^(?:file|path)$/.test(key) && file.test(value)))) return value
  }
  return undefined
}

const isDescription = (address: string): boolean => file.test(address) && spoken.test(address)

const components = /<([A-Z]\w{0,60}(?:\.\w{1,60})?|redoc|swagger(?:-ui)?|openapi|rapidoc|scalar)(\s[^<>]{0,2000}?)\/?>/g
const attribute =
  /([:\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|\{\s*(?:require\(\s*)?["'`]([^"'`{}]*)["'`][^{}]*\}|\{(\{[^]{0,1500}\})\s*\}|\{\s*([\w$]+)[^{}]*\})/g

/** Files that a page imports: JSX and Vue hand them to the viewer by their name. */
const imported = /^[ \t]*import\s+(?:\*\s+as\s+)?([\w$]+)\s+from\s+["'](?:!!raw-loader!)?([^"'\n]{1,500})["']/gm

/** Viewers as components of JSX and Vue, and the files that are imported for them. */
export function componentTags(text: string): ElementHint[] {
  const files = new Map(
    [...text.matchAll(imported)]
      .slice(0, most)
      .flatMap(([, name = '', from = '']) =>
        file.test(from)
          ? [[name, from.replace(/^@site\/(?:static|public)\//, '/').replace(/\?\w+$/, '')] as const]
          : [],
      ),
  )
  const tags = [...text.matchAll(components)].filter(([, name = '']) => viewer.test(name)).slice(0, most)
  const shown = tags.flatMap(([, , attributes = '']) =>
    [...attributes.matchAll(attribute)].flatMap(([, key = '', one, two, quoted, literal, name]) => {
      if (literal !== undefined) return [{ tag: 'scalar', attributes: { configuration: literal } }]
      const value = one ?? two ?? quoted ?? ''
      const address = files.get(name ?? value) ?? value
      return named.test(key) && /[/.]/.test(address) ? [viewerOf(address)] : []
    }),
  )
  if (shown.length > 0) return shown
  return [...files.values()]
    .filter((from) => isDescription(from) || tags.length > 0 || /\buse(?:OpenApi|Swagger|Theme)\b/i.test(text))
    .map(viewerOf)
}

const facts =
  /^(?:open-?api|swagger|redoc|oas|api|spec|api[-_]?(?:spec|definition|description|docs?))(?:[-_]?(?:ur[li]|file|path|spec|src|json|yaml))?$/

/** Front matter that names the description: `openapi: a.json GET /v1/items`, `swagger: a.yaml`, `spec_url: /a`. */
export function frontMatterTags(values: ReadonlyMap<string, string>): ElementHint[] {
  return [...values].flatMap(([key, value]) => {
    const [address = ''] = value.split(/\s/)
    if (!facts.test(key) || !(file.test(address) || (/ur[li]$/.test(key) && /\//.test(address)))) return []
    return [viewerOf(address.replace(/^["']|["']$/g, ''))]
  })
}

const viewerOf = (address: string): ElementHint => ({ tag: 'redoc', attributes: { 'spec-url': address } })
