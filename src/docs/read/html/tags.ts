/** Elements that begin a line of their own (the standard's default style sheet). */
export const blockTags: ReadonlySet<string> = new Set(
  (
    'address article aside blockquote body center dd details dialog dir div dl dt fieldset figcaption figure footer form ' +
    'frameset h1 h2 h3 h4 h5 h6 header hgroup hr html legend li listing main menu nav ol optgroup option p plaintext pre ' +
    'search section summary table tbody td tfoot th thead tr ul xmp'
  ).split(' '),
)

/** Never part of what is read: code of the page, forms, media, drawings. */
export const silentTags: ReadonlySet<string> = new Set(
  (
    'script style template head title meta link base noscript svg canvas audio video object embed iframe frame frameset ' +
    'map area track source param datalist select option optgroup input textarea progress meter dialog rp rt'
  ).split(' '),
)

export const headingTags: ReadonlySet<string> = new Set(['h1', 'h2', 'h3', 'h4', 'h5', 'h6'])

/** Methods as a badge or a line shows them; `DEL` is Redoc's. */
const methods: Readonly<Record<string, string>> = {
  GET: 'GET',
  POST: 'POST',
  PUT: 'PUT',
  PATCH: 'PATCH',
  DELETE: 'DELETE',
  DEL: 'DELETE',
  HEAD: 'HEAD',
  OPTIONS: 'OPTIONS',
  QUERY: 'QUERY',
}

/** The HTTP method that a short text is and nothing else, in whatever case; `undefined` for any other text. */
export function methodOf(text: string): string | undefined {
  return text.length > 10 ? undefined : methods[text.trim().toUpperCase()]
}

/** `img/get.svg`, `method-post.png`, `https://…/badge/DELETE-red`: the method that a picture without words of its own shows. */
export function methodOfPicture(address: string, alt: string): string | undefined {
  if (
    !/^(?:(?:http|api|rest|the|request|badge|static) ?)*(?:method|verb|badge|image|img|icon|request)?$/i.test(
      alt.trim(),
    )
  )
    return undefined
  const [, name = ''] = /([^/?#]{3,60})(?:[?#].*)?$/.exec(address) ?? []
  const words = name.replace(/\.\w{2,4}$/, '').split(/[-_.%]+|20/).filter((word) => !besideMethod.test(word)) // prettier-ignore
  return words.length === 1 ? methodOf(words[0] ?? '') : undefined
}

const besideMethod =
  /^(?:|http|api|rest|method|verb|badge|icon|btn|button|label|tag|request|small|large|\d+x?|[0-9a-f]{6}|blue|green|red|orange|yellow\w*|bright\w+|purple|gr[ae]y|black|white|lightgr[ae]y|success|informational|important|critical|inactive)$/i

/** Whether a text begins like the target of a request: `/path`, `{base}/path`, `http://host/path`. */
export function beginsLikePath(text: string): boolean {
  return /^(?:\/[^\s/]|\/$|https?:\/\/\S|\{+[\w.$-]{1,60}\}+\/)/.test(text)
}

const inlineTags: ReadonlySet<string> = new Set(
  (
    'a abbr acronym b bdi bdo big body br button cite code col colgroup data del dfn em font i img ins kbd label mark math ' +
    'nobr output picture q rb rtc ruby rt s samp slot small source span strike strong sub sup time tt u var wbr'
  ).split(' '),
)

/** Whether a tag is none of HTML's: `<boat_name>` that an author forgot to escape. */
export const isNoTag = (tagName: string): boolean =>
  /^[a-z][a-z0-9]*(?:[_-][a-z0-9]+){0,6}$/.test(tagName) &&
  !blockTags.has(tagName) &&
  !silentTags.has(tagName) &&
  !inlineTags.has(tagName)

/** The class names of an element and its id, each a word. */
export function wordsOf(value: string | undefined): readonly string[] {
  return value === undefined ? [] : value.split(/\s+/).filter((it) => it !== '')
}
