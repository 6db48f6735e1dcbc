/** The HTTP methods that documentation speaks of; TRACE and CONNECT are no operations of an API. */
export const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'] as const

export type Method = (typeof methods)[number]

/** Abbreviations of badges (`DEL`) and verbs of WebDAV-like APIs are not methods of OpenAPI; `DEL` is DELETE. */
const spelled: ReadonlyMap<string, Method> = new Map([
  ...methods.map((method) => [method, method] as const),
  ['DEL', 'DELETE'],
])

/** The method that a word is, in whatever case, or `undefined`. */
export function toMethod(word: string): Method | undefined {
  return spelled.get(word.trim().toUpperCase())
}

/** What translators of whole pages made of the methods, in capitals as they stood. */
const translated: ReadonlyMap<string, Method> = new Map([
  ['OBTENER', 'GET'], ['CONSEGUIR', 'GET'], ['PUBLICAR', 'POST'], ['ENVIAR', 'POST'], ['PONER', 'PUT'], ['ELIMINAR', 'DELETE'], ['BORRAR', 'DELETE'],
  ['OBTER', 'GET'], ['POSTAR', 'POST'], ['COLOCAR', 'PUT'], ['EXCLUIR', 'DELETE'], ['OBTENIR', 'GET'], ['PUBLIER', 'POST'], ['SUPPRIMER', 'DELETE'],
  ['ERHALTEN', 'GET'], ['LÖSCHEN', 'DELETE'], ['获取', 'GET'], ['提交', 'POST'], ['删除', 'DELETE'], ['取得', 'GET'], ['削除', 'DELETE'],
]) // prettier-ignore

/** The method that a cell beside a path names in translation: `PUBLICAR`. */
export const toTranslatedMethod = (cell: string): Method | undefined => translated.get(cell.replace(/[`*_ ]/g, ''))

/** The methods of `GET`, `GET/POST`, `GET, POST`, `GET | POST`, `GET or POST`; empty when anything else stands there. */
export function toMethods(text: string): Method[] {
  const bare = text.replace(/[`*_[\]()"']/g, ' ').trim()
  if (bare === '' || bare.length > 60) return []
  const found = bare
    .split(/\s*(?:[/,|&+]|\bor\b|\band\b|\boder\b|\bund\b|\bили\b|\bи\b|或|和)\s*|\s+/i)
    .filter((word) => word !== '')
  const known = found.map(toMethod)
  return known.every((method) => method !== undefined) ? [...new Set(known as Method[])] : [] // every element was tested
}

/** Whether a request with this method usually has a body. */
export const hasBody = (method: Method): boolean => method === 'POST' || method === 'PUT' || method === 'PATCH'

/** `GET`, `Post`, `DEL` as one word, for use inside larger patterns (flag `i` is the caller's choice). */
export const methodPattern = 'GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|DEL'
