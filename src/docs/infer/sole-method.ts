import { toMarked } from './inline.ts'
import { toMethod, type Method } from './methods.ts'
import type { Outline } from './outline.ts'

const method = '`?(?:HTTP )?(GET|POST|PUT)`?'
const calls =
  '(?:requests?|calls?|endpoints?|apis?|methods?|routes?|operations?|functions?|запрос|метод|вызов|обращени|anfragen?|aufrufe?|endpunkte?|methoden?|requêtes?|appels?|méthodes?|solicitudes|llamadas|peticiones|métodos?|chamadas?|requisições|richieste|chiamate|metodi|żądania|wywołania|metody|запит|виклик|istekler|çağrılar|permintaan|yêu cầu)'
const all =
  '(?:all|every|each|both|alle|jede[rs]?|tous|toutes|todos|todas|cada|tutti|tutte|le|les|los|las|все|каждый|всі|wszystkie|tüm|semua|tất cả)'

/** "All calls are POST", "接口均为 POST", "すべて POST メソッド": who is meant by "all" stands before the method, what they are behind. */
const said: readonly RegExp[] = [
  new RegExp(
    String.raw`(?<!\p{L})${all} (?!(?:HTTP )?(?:GET|POST|PUT)\b)(?:(?:of|the|our|its|these|our|api|rest|rpc|http|available|following|der|die|des|del|de|di) ){0,3}${calls}\p{L}{0,4}(?!\p{L})[^.;\n]{0,50}?(?<![\p{L}/])${method}(?![\p{L}/])(?!${'`'}?\s*/)`,
    'iu',
  ),
  new RegExp(
    String.raw`(?<!\p{L})(?:all|both|each) (?:are|is|use|uses)(?: the)? ${method}(?: (?:methods?|requests?|calls?))?(?!${'`'}?\s*/|\p{L})`,
    'iu',
  ),
  new RegExp(
    String.raw`(?:均|都|一律|统一|統一|全部|皆|全て|すべて|いずれも|모두|전부)[^。；;\p{L}\n]{0,3}(?:为|為|是|使用|采用|採用|用|以|通过)?\s*(?:HTTP)?\s*${method}(?![\p{Script=Latin}/]|\s*(?:请求|リクエスト|요청)\p{L})`,
    'iu',
  ),
  new RegExp(
    String.raw`(?:すべて|全て|全)の(?:API|エンドポイント|リクエスト|メソッド)[^。\n]{0,20}?${method}|모든 (?:API|요청|메서드|호출|엔드포인트)[^.\n]{0,20}?${method}|(?:所有|全部|本文档)[^。；\n]{0,12}(?:接口|请求|方法|API)[^。；\n]{0,8}(?:为|是|使用|采用|用|以|通过)\s*(?:HTTP)?\s*${method}`,
    'iu',
  ),
]

const except =
  /(?<!\p{L})(?:except|other than|supports?|can|may|also|auch|aussi|también|também|anche|также|besides|apart from|but|unlike|not|кроме|außer|ausser|sauf|hormis|excepto|salvo|exceto|tranne|oprócz|крім)(?!\p{L})|以外|之外|除了|支持/iu

/** The one method that the pages say all of their calls have; for the paths that are written without any. */
export function soleMethod({ items }: Outline): Method | undefined {
  for (const { block, marked, node } of items.slice(0, 2000)) {
    if (node.history || (block?.kind !== 'text' && block?.kind !== 'list')) continue
    const texts = block.kind === 'text' ? marked.split('\n') : block.items.map(({ markdown }) => toMarked(markdown))
    for (const text of texts)
      for (const sentence of text.slice(0, 2000).split(/(?<=[.!?。；;])\s*/)) {
        if (except.test(sentence)) continue
        if (new Set(sentence.match(/\b(?:GET|POST|PUT|PATCH|DELETE)\b/g)).size !== 1) continue
        const match = said.map((pattern) => pattern.exec(sentence)).find((it) => it !== null)
        const word = match?.slice(1).find((part) => part !== undefined)
        if (word !== undefined && word === word.toUpperCase()) return toMethod(word)
      }
  }
  return undefined
}
