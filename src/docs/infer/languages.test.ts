import { expect, test } from 'vitest'
import { fence, inferFrom, operationsOf } from '../../../test/support/prose.ts'

const record = (path: string, sent: string): string =>
  `* \`${path}\`\n* 参数\n\n  ${fence('json', sent).replaceAll('\n', '\n  ')}\n    * \`ship\`：船\n* 返回值\n\n  ${fence('json', '{ "code": 0 }').replaceAll('\n', '\n  ')}\n`

test.each([
  {
    says: 'one method for all paths, said once in Chinese; lists that begin with a path, two in one section',
    text: `# 港口\n\n## 规范\n\n* 端点：\`http://127.0.0.1:7001\`\n* 均是 POST 方法\n\n## 船\n\n### 改名\n\n${record('/api/ship/rename', '{ "ship": "a", "title": "b" }')}\n按编号：\n\n${record('/api/ship/renameByID', '{ "id": "a" }')}`,
    base: 'http://127.0.0.1:7001',
    operations: ['POST /api/ship/rename ship,title', 'POST /api/ship/renameByID id'],
  },
  {
    says: 'one method for all paths, said once in Japanese and in Russian',
    text: '# 港\n\n* すべてPOSTメソッドを使用\n\n## 一覧\n\n* `/api/ship/list`\n\n## 追加\n\n* `/api/ship/add`\n',
    operations: ['POST /api/ship/list', 'POST /api/ship/add'],
  },
  {
    says: 'one method for all paths, said once in Russian',
    text: '# API порта\n\nВсе запросы выполняются методом POST.\n\n## Список\n\n* `/api/ship/list`\n\n## Новый\n\n* `/api/ship/add`\n',
    operations: ['POST /api/ship/list', 'POST /api/ship/add'],
  },
  {
    says: 'a method that calls of one kind have, or may have, is not that of all',
    text: '# Port API\n\nAll the ship endpoints support filters sent using POST. All POST requests need a token. All requests except POST are free.\n\n## Ships\n\n* `/api/ships` endpoint\n\n## Docks\n\n* `/api/docks` endpoint\n',
    operations: ['GET /api/ships', 'GET /api/docks'],
  },
  {
    says: 'the method in brackets in code',
    text: `# 接口\n\n### 认证\n\n${fence('', '[POST] /verify')}\n### 查询\n\n${fence('', '【GET】/shipFromId?dock=YourDock&count=10')}`,
    operations: ['POST /verify', 'GET /shipFromId dock,count'],
  },
  {
    says: 'a method and a linked path without its slash; the words of a path are no caption',
    text: '# Porty\n\n## Lista\n\nGET [ships](https://porty.example/docs#ships)\n\n## Jeden\n\nPOST [ships/\\{number\\}/query/crew](https://porty.example/docs#crew)\n\n| Pole | Opis |\n| --- | --- |\n| `rank` | Stopień |\n',
    operations: ['GET /ships', 'POST /ships/{number}/query/crew rank'],
    places: ['path', 'body'],
  },
  {
    says: 'words of a script without blanks right behind a path; the base behind its Japanese label',
    text: `# 港 API\n\n- エンドポイント URL: **[https://port.example](https://port.example)**\n- 署名 (GET: /v1/shipsのケース)\n\n## 船\n\n${fence('http', 'GET /v1/ships')}\n## 追加\n\n${fence('http', 'POST /v1/ships')}`,
    base: 'https://port.example',
    operations: ['GET /v1/ships', 'POST /v1/ships'],
  },
  {
    says: 'an id of the table that is the variable made of an example; the attributes of an entity are an answer',
    text: `# API порта\n\n## Корабль\n\n#### Атрибуты сущности\n\n| Название | Тип | Описание |\n| --- | --- | --- |\n| **role** | String | Роль |\n\n### Изменить\n\n| Параметр | Описание |\n| --- | --- |\n| **id** | \`string\` (required) id корабля |\n\n${fence('shell', `curl -X PUT "https://port.example/api/ships/7944ef04-f831-11e5-7a69-971500188b19" -d '{"name":"x"}'`)}\n### Удалить\n\n| Параметр | Описание |\n| --- | --- |\n| **id** | \`string\` (required) id корабля |\n\n${fence('shell', `curl -X DELETE "https://port.example/api/ships/7944ef04-f831-11e5-7a69-971500188b19"`)}\n### Список\n\n${fence('shell', `curl "https://port.example/api/ships&limit=5"`)}`,
    operations: ['PUT /api/ships/{id} name', 'DELETE /api/ships/{id}', 'GET /api/ships limit'],
  },
  {
    says: 'the words of Taiwan for the columns of a table, that of the answer left out',
    text: '# 查詢船隻\n\n### HTTP 請求\n\nGET `/v5/ships/list`\n\n### 請求參數\n| 參數 | 是否必需 | 類型 | 說明 |\n| --- | --- | --- | --- |\n| dock | **true** | string | 碼頭 |\n| limit | false | integer | 每頁數量 |\n\n### 響應參數\n| 參數 | 類型 | 說明 |\n| --- | --- | --- |\n| total | integer | 總數 |\n',
    operations: ['GET /v5/ships/list dock,limit'],
  },
  {
    says: 'columns and titles in Polish and Turkish',
    text: '# API portu\n\n## POST /ships\n\n### Parametry\n\n| Nazwa | Typ | Wymagane | Opis |\n| --- | --- | --- | --- |\n| name | string | tak | Nazwa |\n\n### Odpowiedź\n\n| Nazwa | Typ |\n| --- | --- |\n| number | string |\n\n## PUT /ships/{id}\n\n### İstek Gövdesi\n\n| Alan | Tip | Zorunlu | Açıklama |\n| --- | --- | --- | --- |\n| dock | string | evet | Rıhtım |\n\n### Yanıt\n\n| Alan | Tip |\n| --- | --- |\n| state | string |\n',
    operations: ['POST /ships name', 'PUT /ships/{id} dock'],
  },
  {
    says: 'a label of words that has the method, and nothing but the path',
    text: '# Port\n\n## Liste\n\nRequête GET : `/api/ships`\n\n## Create\n\n``POST``-Request sent: ``/api/ships``\n'.replaceAll(
      '``',
      '`',
    ),
    operations: ['GET /api/ships', 'POST /api/ships'],
  },
  {
    says: 'paths without their slash as all of a title or of an entry, several methods before one; those of unimplemented ones left out',
    text: '# Port\n\n## Endpoints\n\n### GET api/ships/list\n\n#### Parameters\n\n- `count`: how many\n\n#### Unsupported parameters\n\n- `trim`\n\n## Others\n\n- POST/DELETE api/ships/sink\n- [GET v1/docks/:id (deprecated)](https://port.example/docks)\n\n## Non-implemented endpoints\n\n- GET api/ships/raise\n',
    operations: ['GET /api/ships/list count', 'POST /api/ships/sink', 'DELETE /api/ships/sink', 'GET /v1/docks/{id}'],
  },
  {
    says: 'several records of methods below the title that is their path, each with what is its own',
    text: '# API\n\n## `/upgrade`\n\n- 请求方法：`POST`\n\n## `/group/group_name`\n\n取得\n\n- 请求方法：`GET`\n\n换掉\n\n- 请求方法：`PUT`\n- 携带参数：`?force=true`\n',
    operations: ['POST /upgrade', 'GET /group/{group_name}', 'PUT /group/{group_name} force'],
  },
  {
    says: 'what is called for (an action in words), operations of FHIR and numbers with dots',
    text: '# Ships API\n\n| Action | HTTP method | URL |\n| --- | --- | --- |\n| Read all ships | GET | /v3/ships |\n| Accept one | POST | /v3/Task/160.000.036.967.704.52/$accept |\n',
    operations: ['GET /v3/ships', 'POST /v3/Task/{task_id}/$accept'],
  },
  {
    says: 'a page about one path, in its title, called in full',
    text: `# Stand \`/status\`\n\nSagt, wie es steht.\n\n${fence('http', 'GET /status HTTP/1.1', 'Accept: application/json')}`,
    operations: ['GET /status'],
  },
  {
    says: 'a title that is the end of the whole URL right below it, its variable spelled out',
    text: '# Etiquetas\n\n## Método\n\n#### /business/tag/ID-da-etiqueta\n\n`DELETE` https://port.example/docks/{{dock}}/business/tag/{{ID-da-etiqueta}}\n\n## Request Params\n\nNada.\n',
    operations: ['DELETE /docks/{dock}/business/tag/{ID-da-etiqueta}'],
  },
  {
    says: 'a section for the URL beside the one that shows the call',
    text: `# Ships\n\n## 그룹 정보\n\n### Resource URL\n\`https://port.example/Ships/group/{groupId}/info\`\n\n### Request\n\n${fence('bash', 'curl -X POST https://port.example/Ships/group/[GROUP_ID]/info')}`,
    operations: ['POST /Ships/group/{groupId}/info'],
  },
  {
    says: 'words that are verbs and end in Id, words written large behind others, methods as each other',
    text: '# Ships API\n\n* PUT/*PATCH*: changes one\n\n## GET /v1/ships/getByExternalId\n\n## GET /v1/near_dock/NUMBER\n\n## POST /api/v1/ships/userId\n',
    operations: ['GET /v1/ships/getByExternalId', 'GET /v1/near_dock/{NUMBER}', 'POST /api/v1/ships/{userId}'],
  },
  {
    says: 'a list of a label and its value below it, in Chinese',
    text: '# 港口接口文档\n\n### __登记__\n* 接口说明\n\n* URL  \n  `http://10.0.0.7/port/ship.php`  \n* HTTP请求方式  \n  PUT  \n* 参数  \n\n请求参数\n\n|参数名称|类型|参数描述|\n|---|---|---|\n|name|string||\n\n返回参数\n\n|参数名称|类型|参数描述|\n|---|---|---|\n|code|int||\n',
    operations: ['PUT /port/ship.php name'],
  },
  {
    says: 'nothing but names in the column for what is sent; classes of the server and ticks are no names',
    text: '所有接口以 http://127.0.0.1:8000/api/ 开头\n\n## 船\n\n| 功能 | url | method | 参数 | 返回 |\n| --- | --- | --- | --- | --- |\n| 新 | ships/new | POST | name,dock、crew | id |\n| 列表 | ships/list | GET | page, size | list |\n| 改 | ships/edit | POST | ShipDto | yes |\n',
    base: 'http://127.0.0.1:8000/api',
    operations: ['POST /ships/new name,dock,crew', 'GET /ships/list page,size', 'POST /ships/edit'],
  },
  {
    says: 'several names in one cell, and names without values in code',
    text: `# 선박 API\n\n> ### 수정 \`PATCH\` /ships/:shipId\n\n## \`Request\`\n| **Input** | **Type** | **Description** |\n|--|--|--|\n| shipId, title | number, string | 수정합니다. |\n\n${fence('json', 'params : shipId', '', 'body: {', '    title', '    crew', '}')}`,
    operations: ['PATCH /ships/{shipId} title,crew'],
  },
  {
    says: 'tables within lists whose entries say what part of a call they are of',
    text: '# 항구 API\n\n#### 1. 등록\n\n- **Endpoint**\n  - **URL**: `/api/ships`\n  - **Method**: `POST`\n\n- **Request**\n  - **Body**:\n\n    | 항목 | Type |\n    | --- | --- |\n    | name | String |\n\n- **Response**\n  - **Body**:\n\n    | 항목 | Type |\n    | --- | --- |\n    | result | String |\n\n  - **data 정보 파라미터**\n\n    | 항목 | Type |\n    | --- | --- |\n    | number | String |\n\n#### 2. 조회\n\n- **Endpoint**\n  - **URL**: `/api/ships/{id}`\n  - **Method**: `GET`\n\n- **Request**\n  - **Query Parameters**:\n\n    | 항목 | Type |\n    | --- | --- |\n    | page | Long |\n',
    operations: ['POST /api/ships name', 'GET /api/ships/{id} page'],
  },
  {
    says: 'labels for what is needed and what is not, and a name in large letters that is one of a default',
    text: `# 船接口\n\n## 排名\n\n### Method & Url\n\n${fence('', 'POST http://localhost:8080/spaces/DEFAULT/rank')}\n### Params\n\n**必填项**:\n- source: 起始，类型 string\n\n**选填项**:\n- alpha：概率，类型 number\n`,
    operations: ['POST /spaces/DEFAULT/rank source,alpha'],
  },
  {
    says: 'entries that go on from the path in their title',
    text: '# Endpoints\n\n### Tripulação (/api/crew)\n\n- `POST /` - Criar\n- `GET /:id` - Buscar\n\n### Docas (/api/docks)\n\n- `PUT /:id` - Atualizar\n\n### Navios (/api/ships)\n\n- `GET /api/ships` - Listar\n',
    operations: ['POST /api/crew', 'GET /api/crew/{id}', 'PUT /api/docks/{id}', 'GET /api/ships'],
  },
])('$says', ({ text, operations, base, places }) => {
  expect(operationsOf(text)).toEqual(operations)
  const inference = inferFrom(text)
  expect(inference.baseUrl).toBe(base ?? inference.baseUrl)
  const found = inference.operations.at(-1)?.parameters.map((it) => it.in)
  expect(found).toEqual(places ?? found)
})

test('where packages come from is no API', () => {
  const add = (file: string): string =>
    fence('sh', `curl -fsSL https://packages.example/srv/installer/${file} -o /etc/x`)
  expect(operationsOf(`# Install\n\n## A\n\n${add('debian/12.list')}\n## B\n\n${add('el/9.repo')}`)).toEqual([])
})
