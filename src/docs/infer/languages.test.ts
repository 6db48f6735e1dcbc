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
])('$says', ({ text, operations, base, places }) => {
  expect(operationsOf(text)).toEqual(operations)
  const inference = inferFrom(text)
  expect(inference.baseUrl).toBe(base ?? inference.baseUrl)
  const found = inference.operations.at(-1)?.parameters.map((it) => it.in)
  expect(found).toEqual(places ?? found)
})
