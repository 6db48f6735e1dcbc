import { expect, test } from 'vitest'
import { callsOf, fence } from '../../../test/support/prose.ts'

test.each([
  {
    says: 'either scheme at once',
    text: `# Boat API\n\n## Position\n\nSend a POST request to the following URL:\n\n${fence('sh', 'http(s)://host:port/api/v1/$TOKEN/position')}`,
    calls: ['POST /api/v1/{TOKEN}/position'],
  },
  {
    says: 'either scheme in cells',
    text: '# Boat API\n\n| Method | URL |\n| --- | --- |\n| GET | http[s]://host:port/boats |\n| POST | http[s]://host:port/crew |\n',
    calls: ['GET /boats', 'POST /crew'],
  },
  {
    says: 'cURL by its proper name',
    text: `# Harbour\n\n## Status\n\n${fence('shell', "cURL GET 'http://localhost:4444/status'")}\n\n## Leave\n\n${fence('shell', "cURL --request DELETE 'http://localhost:4444/berth/<berth-id>'")}`,
    calls: ['DELETE /berth/{berth-id}', 'GET /status'],
  },
  {
    says: 'a root address in Chinese',
    text: '# 船 API\n\n## 登记\n\n- 地址格式：`{港口根地址}/api/boats`\n- 请求方法：POST\n',
    calls: ['POST /api/boats'],
  },
])('spellings of authors: $says', ({ text, calls }) => {
  expect(callsOf(text)).toEqual(calls)
})
