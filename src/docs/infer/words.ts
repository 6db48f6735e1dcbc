import { simplified } from './han.ts'
import { memo } from './memo.ts'
import { moreCaptions, moreColumns, moreNo, moreParts, moreYes } from './more-languages.ts'

// What authors call things, in the languages that documentation is written in. Lower case; a row is one meaning.

/** A meaning of a caption, a column or a label. */
export type Word =
  | 'method'
  | 'path'
  | 'name'
  | 'type'
  | 'required'
  | 'optional'
  | 'description'
  | 'default'
  | 'example'
  | 'values'
  | 'place'
  | 'format'

/** Headers of table columns and labels of pairs, whole. `|` is the alternation of a regular expression. */
const columns: Readonly<Record<Word, string>> = {
  method:
    'method|http method|http verb|verb|http|(?:http )?request (?:method|type|verb)|methods|http request methods|метод|http-метод|метод запроса|тип запроса|方法|方式|(?:http|接口|api)? ?(?:请求|调用|访问|提交|传输)(?:方法|方式|类型)|请求类型|http方法|methode|http-methode|anfragemethode|méthode|méthode http|método|metodo|メソッド|httpメソッド|메서드|메소드|metoda|metod',
  path: 'path|url|uri|endpoint|route|resource|endpoints|resource url|api|request url|request uri|http request|api endpoint|url path|request|rest endpoint|api path|syntax|address|путь|адрес|эндпоинт|ресурс|маршрут|адрес запроса|url запроса|路径|请求路径|地址|请求地址|地址格式|请求url|接口|接口地址|接口路径|url地址|接口url|终结点|端点|(?:api|接口|请求) ?端点|pfad|adresse|endpunkt|pfade|chemin|point de terminaison|ruta|dirección|percorso|caminho|パス|エンドポイント|url|경로|엔드포인트|주소|ścieżka|adres',
  name: 'name|parameter|parameter name|param|params|parameters|argument|arguments|field|fields|field name|key|property|attribute|attributes|property name|query parameter|query parameters|path parameter|path parameters|body parameter|body parameters|url parameter|url parameters|query param|query string parameter|request parameter|request parameters|form parameter|(?:get|post|put|json|data|input) (?:param(?:eter)?s?|fields?)|物理名|フィールド名|カラム名|項目名|option|inputs?|header|header name|variable|query|flag|member|имя|название|параметр|параметры|поле|наименование|ключ|аргумент|заголовок|имя параметра|参数|参数名|参数名称|名称|字段|字段名|字段名称|变量名|变量|请求参数|键|key名|parametername|feld|feldname|eigenschaft|schlüssel|paramètre|paramètres|nom|champ|clé|parámetro|parametro|nombre|campo|clave|parâmetro|nome|パラメータ|パラメーター|パラメータ名|名前|項目|キー|매개변수|파라미터|이름|필드|변수명|nazwa|pole',
  type: 'type|data type|datatype|schema|kind|value type|param type|json type|тип|тип данных|类型|数据类型|参数类型|字段类型|typ|datentyp|tipo|tipo de dato|tipo de dados|型|タイプ|データ型|타입|자료형|유형',
  required:
    'required|required?|is required|mandatory|mandatory?|req|req\\.|requirement|presence|need|required/optional|req/opt|обязательный|обязательность|обязательное|обязателен|обяз|обяз\\.|обязательно|обязателен\\?|必填|必须|必选|是否必填|是否必须|是否必选|必需|是否必需|是否必传|必传|pflicht|pflichtfeld|erforderlich|notwendig|requis|obligatoire|obligatorio|requerido|obligatório|richiesto|obbligatorio|必須|필수|필수여부|필수 여부|wymagane|wymagany|verplicht',
  optional: 'optional|optional\\?|необязательный|可选|是否可选|facultatif|opcional|任意|선택|nullable',
  description:
    'description|desc|details|meaning|explanation|notes|note|comment|comments|remarks|purpose|info|information|explain|what it does|usage|описание|пояснение|комментарий|значение и описание|примечание|назначение|说明|描述|备注|含义|注释|参数说明|字段说明|beschreibung|bedeutung|erklärung|bemerkung|hinweis|descripción|descripcion|descrizione|descrição|説明|備考|内容|설명|비고|opis|beschrijving|beskrivning',
  default:
    'default|default value|defaults|defaults to|по умолчанию|значение по умолчанию|默认|默认值|缺省值|standard|standardwert|vorgabe|défaut|par défaut|valeur par défaut|por defecto|predeterminado|valor por defecto|padrão|デフォルト|既定値|デフォルト値|初期値|기본값|기본',
  example:
    'example|examples|sample|example value|sample value|e\\.g\\.|пример|примеры|示例|例子|样例|示例值|举例|beispiel|exemple|ejemplo|esempio|exemplo|例|サンプル|예|예시|przykład',
  values:
    'values|allowed values|possible values|valid values|enum|accepted values|options|allowed|constraints|choices|value range|range|значения|допустимые значения|возможные значения|可选值|取值|取值范围|枚举|枚举值|werte|mögliche werte|valeurs|valores|값|허용값|許容値|値の範囲',
  place:
    'in|located in|location|parameter type|param in|place|sent in|position|where|transport|parameter location|passed in|где|расположение|место|位置|参数位置|请求类型|传参方式|参数方式|ort|position|emplacement|ubicación|場所|位置|위치|source',
  format: 'format|pattern|формат|格式|формат данных|형식|形式',
}

const columnPatterns = Object.fromEntries(
  Object.entries(columns).map(([word, row]) => [
    word,
    new RegExp(`^(?:${row}|${moreColumns[word as Word] ?? row})$`, 'iu'),
  ]),
) as Record<Word, RegExp> // the same keys

/** Letters of a caption or header without marks, punctuation at its ends, blanks folded. */
export function bareLabel(text: string): string {
  return text
    .replace(/[`*_~]/g, '')
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/\s+/g, ' ')
    .replace(/^[\s:：.#>–—-]+|(?<![\s:：.–—-])[\s:：.–—-]+$/g, '')
    .trim()
}

/** Which column a header is, or which label a pair has; the first that fits, in the order given. */
export function toColumn<W extends Word>(header: string, among: readonly W[]): W | undefined {
  const label = bareLabel(header).replace(/\s*\([^)]*\)$/, '')
  if (label === '' || label.length > 40) return undefined
  const plain = simplified(label)
  return among.find((word) => columnPatterns[word].test(label) || columnPatterns[word].test(plain))
}

const yes =
  /^(?:yes|y|true|required|mandatory|always|✓|✔|✔️|✅|☑|●|x|\+|да|обязательный|обязательно|обязательное|обязателен|是|必填|必须|必选|必需|必传|√|ja|pflicht|erforderlich|oui|requis|obligatoire|sí|si|obligatorio|requerido|sim|obrigatório|はい|必須|○|◯|예|필수|tak|wymagane|1)$/iu
const no =
  /^(?:no|n|false|optional|not required|-|–|—||✗|✘|❌|×|нет|необязательный|необязательно|否|可选|选填|非必填|非必须|nein|optional|non|facultatif|no|opcional|não|いいえ|任意|아니오|선택|nie|0)$/iu

const furtherYes = new RegExp(`^(?:${moreYes})$`, 'iu')
const furtherNo = new RegExp(`^(?:${moreNo})$`, 'iu')

/** What a cell of a column "required" says. */
export function toRequired(cell: string): boolean | undefined {
  const label = bareLabel(cell.replace(/[✓✔✅☑√●○◯✗✘❌×]/gu, (mark) => mark)).toLowerCase()
  if (yes.test(label) || furtherYes.test(label)) return true
  if (no.test(label) || furtherNo.test(label)) return false
  if (/^(?:yes|required|да|是|ja|oui|sí|必填|必须)\b/iu.test(label)) return true
  if (/^(?:no|optional|нет|否|nein|non|not)\b/iu.test(label)) return false
  return undefined
}

/** What a caption says about the list, table or sample below it. */
export type Caption =
  | 'path'
  | 'query'
  | 'header'
  | 'cookie'
  | 'form'
  | 'body'
  | 'parameters'
  | 'request'
  | 'response'
  | 'status'
  | 'errors'
  | 'other'

// in order: the first that fits wins
const captions: readonly (readonly [Caption, RegExp])[] = [
  [
    'other',
    /\benvironment variables?\b|переменн\p{L}{2} (?:окружения|среды)|环境变量|環境変数|\bumgebungsvariablen?\b/iu,
  ],
  [
    'other',
    /^(?:search(?:able)?|sort(?:able)?)[- ]fields$|\b(?:param(?:eter)?|field|argument|data) types are\b|^key (?:concepts|terms|features|points|ideas|facts|differences|benefits|components)$/i,
  ],
  ['query', /\bquery(?:[- ]string)? (?:param(?:eter)?s|arguments|options) (?:can|may|are|to)\b/i],
  [
    'response',
    /\bunsupported (?:param\w*|fields?|options?)\b|\bresponse (?:body|headers?|fields?|param\w*|attributes?|object|schema|data|format|example|content|payload|json|syntax|elements?|properties)\b|\b(?:responds?|replies|answers)\b[^.]{0,20} with\b|\breturned\b|\breturns?\b[^.]{0,40}\b(?:json|object|array|list|body|response|payload)\b|\bin the (?:json )?response\b|\bresponse\b[^.]{0,30}\b(?:contains?|includes?|is|looks|has|with)\b|返回(?:参数|值|字段|说明|示例|结果)|响应(?:参数|字段|体|示例)|параметры ответа|поля ответа|тело ответа|antwortfelder|レスポンス(?:パラメータ|ボディ|フィールド)|응답 ?(?:파라미터|필드|본문)/iu,
  ],
  [
    'query',
    /\bquery(?:[- ]string)?(?:[- ]url)?[- ](?:param\w*|arguments?|args|fields?|options?|string)\b|\bget[- ](?:param\w*|arguments?|data)\b|\bsearch param\w*|^(?:available |supported |optional )*filters?\b|\bin the url\b|\bquery$|^query\b|query.?параметр|параметры? (?:строки )?запроса \(?query|查询参数|query参数|abfrageparameter|query-parameter|paramètres? de requête|parámetros? de (?:consulta|query)|クエリ|쿼리/iu,
  ],
  [
    'path',
    /\b(?:path|url|uri|route|template)[- ]?(?:segment|template)?[- ]?(?:param\w*|arguments?|variables?)\b|параметры? (?:пути|url|path)|路径参数|path参数|url参数|pfad-?parameter|paramètres? (?:de |d')?(?:chemin|url)|parámetros? de (?:ruta|url)|パスパラメータ|경로 ?(?:매개변수|파라미터)|^path$/iu,
  ],
  [
    'header',
    /\brequest headers?\b|\bheader (?:param\w*|fields?)\b|^headers?$|^http headers?$|請求头|请求头|заголовки(?: запроса)?$|header参数|kopfzeilen|en-têtes?|cabeceras?|encabezados?|リクエストヘッダ|요청 ?헤더/iu,
  ],
  ['body', /\bjson\s*(?:[/|]|or)\s*form\b/iu],
  [
    'form',
    /\bform(?:[- ]?data|[- ]?fields?|[- ]param\w*|[- ]urlencoded)\b|\bmultipart\b|поля формы|表单|formularfelder|formulardaten|フォーム/iu,
  ],
  [
    'body',
    /\b(?:request|json|post|message) (?:body|payload|data|object|schema|json)\b|\bbody (?:param\w*|fields?|schema|attributes?|properties)\b|\b(?:json|data|post|input|payload) (?:param\w*|fields?|attributes?|arguments?|properties|keys)\b|\bbody of\b|^(?:body|payload|data|json)$|\bwith (?:a |the )?(?:json )?(?:body|payload)\b|тело запроса|параметры тела|请求体|请求正文|body参数|anfragekörper|request-body|corps (?:de la |de )?requête|cuerpo|リクエスト ?ボディ|요청 ?본문/iu,
  ],
  [
    'parameters',
    /\brequest (?:param\w*|fields?|attributes?|arguments?|properties)\b|请求参数|参数(?:说明|列表)?$|параметры(?: запроса)?$|anfrageparameter|リクエストパラメータ|요청 ?(?:파라미터|매개변수|변수)/iu,
  ],
  [
    'errors',
    /\berrors?\b|\bexceptions?\b|\bmisserfolg|\béchec|неудач|失败|\bfehler|\berreurs?\b|ошиб|错误|异常|エラー|에러|오류|\bfail(?:ures?|ed)\b/iu,
  ],
  [
    'status',
    /\bstatus(?:[- ]codes?|es)?\b|\b(?:http|response|return|result)[- ]codes?\b|коды? (?:ответ|состоян|статус)|状态码|返回码|ステータス|상태 ?코드/iu,
  ],
  [
    'response',
    /\brespon[sd]e?s?\b|\breturn(?:s|ed|ing)?\b|\bresults?\b|\bresulting\b|\boutput\b|\bretrieves\b|\breply\b|\breplies\b|\banswers?\b|\breceived?\b|\bsuccess(?:fully)?\b|\berfolg(?:reich)?\b|\bsuccès\b|(?<!\p{L})éxito\b|(?<!\p{L})успех|成功|\bgives?\b|\byields?\b|\bproduces?\b|\blooks? like\b|\bexample value\b|^(?:the )?[\w-]+(?: [\w-]+)? (?:object|model|resource|attributes|properties)$|^(?:attributes|properties|object|model|fields|schema)$|^(?:атрибуты|свойства|поля|структура|описание полей|описание атрибутов|модель)(?: (?:сущности|объекта|модели|документа)(?: \p{L}+){0,3})$|^атрибуты$|对象(?:属性|字段|结构)|数据结构|实体(?:属性|字段)|ответ|возвращ|результат|返回|响应|应答|输出|结果|成功|antwort|rückgabe|réponse|retour|respuesta|devuelve|resposta|risposta|レスポンス|応答|戻り値|응답|반환|결과|odpowiedź/iu,
  ],
  ['header', /\bheaders?\b|заголов|头部|kopfzeile|ヘッダ|헤더/iu],
  ['cookie', /\bcookies?\b/iu],
  ['form', /\bform\b|формы|formular|폼/iu],
  [
    'query',
    /\bquery\b|\bfilters?\b|\bfiltros?\b|\bfiltres?\b|(?<!\p{L})фильтр|строк[аие] запроса|查询|abfrage|consulta/iu,
  ],
  [
    'body',
    /\bbody\b|\bpayload\b|\bexpects?\b|\baccepts?\b|\btakes\b|\bmust (?:contain|include|provide|send|have)\b|\bpost(?:ed)? data\b|\bsend(?:ing)?\b|\bjson object\b|тел[оае]\b|rumpf|corps|corpo|ボディ|본문|바디/iu,
  ],
  [
    'parameters',
    /\bpar[ae]m(?:[ae]t[ae]r)?s?\b|\barguments?\b|\bfields?\b|\boptions?\b|\binputs?\b|\bkeys?\b(?! to\b)|\bvariables\b|\bflags?\b|параметр|аргумент|поля|参数|字段|变量|parameter|felder|paramètres?|champs|parámetros?|campos|parametri|parâmetros|パラメータ|パラメーター|引数|매개변수|파라미터|인자|^(?:required|optional|(?:必填|必选|选填|可选|非必填)(?:项|参数|字段)?|必須|任意|필수|선택|(?:не)?обязательные|obligatoires?|facultatifs?|obligatorios?|opcionales|opcionais|erforderlich|wymagane|opcjonalne)$/iu,
  ],
  [
    'parameters',
    /^(?:optionally|additionally)\b|\byou (?:can|may) (?:also |optionally )?(?:include|specify|provide|pass|supply|set)\b/i,
  ],
  [
    'request',
    /\brequest\b|\bexample call\b|\bdefinition\b|\busage\b|\bsyntax\b|\bhttp\b|запрос|请求|anfrage|requête|solicitud|petición|richiesta|requisição|リクエスト|요청|żądanie|\bcall\b/iu,
  ],
]

const furtherCaptions = Object.entries(moreCaptions).map(
  ([says, row]) => [says as Caption, new RegExp(`(?<!\\p{L})(?:${row})`, 'iu')] as const, // the same keys
)

/** What a caption speaks of; `undefined` for an empty one. Long sentences are judged by their end, where the colon is. */
export const toCaption: (text: string) => Caption | undefined = memo((text) => {
  // RequestBody; the words of a path (`POST /boats/query`) say nothing of what stands below it
  const label = bareLabel(text)
    .replace(/(?<=[a-z])(?=(?:Body|Header|Param|Data|Fields?|Payload|Query)s?\b)/g, ' ')
    .replace(/(?<![\w/:])(?:\/[\w{}<>:.$-]+){2,20}/g, ' ')
    .trim()
  if (label === '') return undefined
  const tail = label.length > 160 ? label.slice(-160) : label
  const plain = simplified(tail)
  const [says] =
    captions.find(([, pattern]) => pattern.test(tail) || (plain !== tail && pattern.test(plain))) ??
    furtherCaptions.find(([, pattern]) => pattern.test(tail)) ??
    []
  return says ?? 'other'
})

/** Whether a heading names a part of an operation (`Parameters`, `Example request`) rather than an operation or a topic. */
export const isPartTitle: (title: string) => boolean = memo((title) => {
  const label = simplified(bareLabel(title))
  if (label.length > 60) return false
  return (
    /^(?:consumes|produces|(?:return|response|request|content|media) types?)$/i.test(label) ||
    /^(?:(?:example|sample|http|url|api|resource|json|curl|rest|sdk|code|required|optional|available|supported|common|additional|possible|allowed|path|query|body|form|header|headers|request|response|get|post|uri|data|success|error|errors|default|return|returns|the|input|output|cookie|string|status|field|data|usage|of|and|&|in|for|schema|method|endpoint|route|shell|bash|python|javascript|ruby|php|go|java|node|node\.js|typescript|c#|swift|kotlin|\d{3}|ok|created|content|type|types|example:|пример|параметры|запрос|ответ|запроса|ответа|тело|заголовки|метод|адрес|описание|пути|query-параметры|коды|ошибки|успешный|beispiel|anfrage|antwort|pfad|kopfzeilen|rückgabe|fehler|exemple|réponse|requête|ejemplo|respuesta|solicitud|de|la|du|paramètres|parámetros|corps|cuerpo)[\s/,:-]*)*(?:par[ae]m(?:[ae]t[ae]r)?s?|arguments?|fields?|options?|filters?|headers?|body|payload|request|requests|response|responses|returns?|result|results|example|examples|sample|samples|codes?|errors?|schema|definition|usage|syntax|attributes|properties|description|url|uri|path|method|methods|endpoint|notes?|remarks?|security|authorizations?|permissions?|scopes?|authentication|callbacks?|output|input|data|curl|shell|bash|python|javascript|ruby|php|go|java|node|node\.js|typescript|c#|query|pagination|sorting|information|параметры|параметр|запрос|запроса|ответ|ответа|пример|примеры|заголовки|ошибки|тело|описание|метод|адрес|parameter|felder|antwort|anfrage|beispiel|beispiele|fehler|rückgabe|beschreibung|kopfzeilen|paramètres|réponse|exemple|requête|erreurs|en-têtes|corps|parámetros|respuesta|ejemplo|solicitud|errores|cuerpo|cabeceras)$/iu.test(
      label,
    ) ||
    /^(?:请求|返回|响应|参数|示例|错误|路径|查询|接口|url|http|body|备注|说明|调用|输入|输出|パラメータ|リクエスト|レスポンス|サンプル|例|エラー|요청|응답|매개변수|예시|파라미터|에러|结果|方法|方式|地址|头|体|码|数据|字段|示范|样例|成功|失败|公共|列表|描述|简要|ヘッダー?|ボディ|クエリ|パス|헤더|본문|경로|쿼리|[\s/:：-])+$/iu.test(
      label,
    ) ||
    furtherParts.test(label)
  )
})

/** Titles of nothing but words for parts, in any of the languages, with words that generators leave in English. */
const furtherParts = new RegExp(
  `^(?=.*(?:${moreParts}))(?:(?:${moreParts}|http|json|api|url|request|response|body|query|path|header|headers|params?|curl|example|exemple|ejemplo|beispiel|réponse|requête|respuesta|solicitud|anfrage|antwort|paramètres|parámetros|parameter|corps|cuerpo|de|la|le|du|des|der|los|las|del|di|della|da|do)[\\s/,:()-]*)+$`,
  'iu',
)

/** Sections that speak of the past or of other places: what they name is no statement about the API as it is. */
export const isHistory = (title: string): boolean =>
  !/^(?:[A-Z]{3,7} )?`?\/\w/.test(title) && // `/upgrade`
  /\bchange ?log\b|\brelease notes\b|\bwhat'?s new\b|\b(?:version|revision|release|change|document|update|api) history\b|\bmigrat(?:ion|ing)\b|(?<![([~])\bdeprecat(?:ed|ion)\b(?! (?:notice|warning)s?$)|\bupgrad(?:e|ing)\b|\bbreaking changes\b|\broadmap\b|\b(?:past|known|resolved) (?:security )?(?:issues|bugs|vulnerabilities)\b|\bsecurity advisor(?:y|ies)\b|история изменений|список изменений|更新日志|变更|änderungen|変更履歴|변경|\b(?:non|not|un)[- ]?(?:yet )?(?:implemented|supported|supportable) (?:endpoints?|calls?|methods?|routes?|operations?)\b|未实现|не реализован|nicht implementiert|non implément|no implementad/iu.test(
    title,
  )

/** Sections of general matters: a request shown there is an example, not a definition. "Configuration APIs" is none. */
export const isGeneral = (title: string): boolean =>
  !/^(?:configuration|webhooks?|clients?|tools|support|errors?|webhook) (?:rest )?(?:apis?|endpoints?)\b/i.test(
    bareLabel(title),
  ) &&
  /^(?:\d+[.)]?\s*)?(?:introduction|intro|overview|getting started|quick ?start|authentication|authorization|auth|authenticating|security|pagination|paging|rate[- ]limit(?:s|ing)?|errors?|error handling|versioning|conventions|general|basics|clients?|libraries|sdks?|webhooks?|installation|install|setup|configuration|usage|examples?|faq|support|cors|filtering|sorting|formats?|conditional requests|caching|tools|testing|prerequisites|idempotency|введение|авторизация|аутентификация|пагинация|ошибки|общие сведения|认证|鉴权|授权|分页|错误|介绍|概述|einführung|authentifizierung|überblick|seitennummerierung|fehler|introducción|autenticación|認証|はじめに|인증|소개)\b/iu.test(
    bareLabel(title),
  )

/** A bold cell of words that caption a list of parameters. */
export const isCaptionCell = (cell: string): boolean =>
  /^\*\*[^*`]{3,40}\*\*[:：]?$/.test(cell.trim()) && !['other', undefined].includes(toCaption(cell.replaceAll('*', '')))
