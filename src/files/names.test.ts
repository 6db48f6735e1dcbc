import { describe, expect, test } from 'vitest'
import { suggestedName } from './disposition.ts'
import { nameFor, safeName } from './names.ts'

describe('Content-Disposition (RFC 6266 §5, RFC 8187 §3.2)', () => {
  test.each<[string, string | undefined]>([
    ['Attachment; filename=example.html', 'example.html'],
    ['INLINE; FILENAME= "an example.html"', 'an example.html'],
    ["attachment; filename*= UTF-8''%e2%82%ac%20rates", '€ rates'],
    [`attachment; filename="EURO rates"; filename*=utf-8''%e2%82%ac%20rates`, '€ rates'],
    [`attachment; filename*=utf-8''%e2%82%ac%20rates; filename="EURO rates"`, '€ rates'],
    ["attachment; filename*=iso-8859-1'en'%A3%20rates", '£ rates'],
    [`attachment; filename="a \\"b\\" c.txt"`, 'a "b" c.txt'],
    ['attachment; filename="a;b=c.txt"', 'a;b=c.txt'],
    ["attachment; filename*=UTF-8''%ff; filename=b.txt", 'b.txt'],
    ["attachment; filename*=KOI8-R''%c1; filename=b.txt", 'b.txt'],
    ["attachment; filename*=UTF-8''a%2; filename=b.txt", 'b.txt'],
    ['attachment; filename=a.txt; filename=b.txt', 'a.txt'],
    ["attachment; filename*=UTF-8''a.txt; filename*0=b.txt", 'a.txt'],
    ["attachment; filename*0*=UTF-8''%c3%a4; filename*1=\"b'%.txt\"", "äb'%.txt"],
    ['attachment; filename*0="a (b)"; filename*1=".txt"', 'a (b).txt'],
    ['attachment; filename*=%e2%82%ac.txt', '€.txt'],
    ['attachment; filename="=?UTF-8?B?w6QgYi50eHQ=?="', 'ä b.txt'],
    ['attachment; filename="=?utf-8?Q?=C3=A4_b?= =?iso-8859-1?q?=E4.txt?="', 'ä bä.txt'],
    ['attachment; filename="=?UTF-8?B?/w==?="', '=?UTF-8?B?/w==?='],
    ['attachment; filename="=?none?B?YQ==?="', '=?none?B?YQ==?='],
    ['attachment; filename=my report.pdf', 'my report.pdf'],
    ['attachment', undefined],
    ['attachment; filename=""', undefined],
    ['filename=a.txt', undefined],
    ['', undefined],
  ])('%s', (header, name) => {
    expect(suggestedName(header)).toBe(name)
  })

  test('a hostile one is read in linear time', () => {
    const header = `attachment${'; a="\\'.repeat(2_000)}${';'.repeat(50_000)}`
    expect(suggestedName(header)).toBeUndefined()
  })
})

test.each([
  ['../../etc/passwd', 'passwd'],
  ['..\\..\\windows\\system32\\evil.dll', 'evil.dll'],
  ['/etc/passwd', 'passwd'],
  ['C:\\x\\y.txt', 'y.txt'],
  ['C:y.txt', 'C_y.txt'],
  ['file.txt:stream', 'file.txt_stream'],
  ['..', ''],
  ['.', ''],
  ['', ''],
  ['.bashrc', 'bashrc'],
  ['...hidden', 'hidden'],
  ['-rf', 'rf'],
  ['~root', 'root'],
  ['a.txt. . .', 'a.txt'],
  ['CON', '_CON'],
  ['con.txt', '_con.txt'],
  ['LPT1.tar.gz', '_LPT1.tar.gz'],
  ['COM\u00b2.txt', '_COM\u00b2.txt'],
  ['console.txt', 'console.txt'],
  ['a\0b.txt', 'ab.txt'],
  ['a\r\nb.txt', 'ab.txt'],
  ['a<b>c|d?e*f"g.txt', 'a_b_c_d_e_f_g.txt'],
  ['invoice\u202efdp.exe', 'invoicefdp.exe'],
  ['a\u200b\u2066.txt', 'a.txt'],
  ['a\u3000b\u00a0c.txt', 'a b c.txt'],
  ['e\u0301.txt', '\u00e9.txt'],
  ['Übersicht 日本.pdf', 'Übersicht 日本.pdf'],
  ['\ud800.txt', 'txt'],
  ['%2e%2e%2fpasswd', '%2e%2e%2fpasswd'],
])('%j becomes %j', (given, safe) => {
  expect(safeName(given)).toBe(safe)
  expect(safeName(safe)).toBe(safe)
})

test('a long name keeps its extension and fits', () => {
  for (const given of [`${'a'.repeat(500)}.pdf`, `${'ü€😀'.repeat(100)}.tar.gz`]) {
    const name = safeName(given)
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(180)
    expect(name).toMatch(/\.(?:pdf|gz)$/)
  }
})

test.each([
  [{ 'content-disposition': 'attachment; filename="../a.pdf"' }, 'https://x/y', 'application/pdf', 'a.pdf'],
  [{ 'content-disposition': 'attachment; filename=report' }, 'https://x/y', 'application/pdf', 'report.pdf'],
  [{ 'content-disposition': 'attachment; filename=".."' }, 'https://x/y.csv', 'text/csv', 'y.csv'],
  [{}, 'https://x/files/a%20b.png?token=1#x', 'image/png', 'a b.png'],
  [{}, 'https://x/files/%2e%2e%2fb', 'image/png', 'b.png'],
  [{}, 'https://x/files/42/', 'application/zip', '42.zip'],
  [{}, 'https://x/files/42/content', '', 'content'],
  [{}, 'https://x/', 'application/json', 'download.json'],
  [{}, 'https://x', 'application/x-unheard', 'download'],
  [{}, 'https://x/%ff%fe', 'text/plain', '%ff%fe.txt'],
])('%j at %s as %s is called %s', (headers, url, mediaType, name) => {
  expect(nameFor({ headers: Object.entries(headers), url, mediaType })).toBe(name)
})
