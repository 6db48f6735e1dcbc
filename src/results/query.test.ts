import { describe, expect, test } from 'vitest'
import { createRedactor, estimateTokens, parseJson, Secret, stringifyJson } from '../core/index.ts'
import { present, queryKept, type Answer, type HandleQuery } from './index.ts'
import { stdio, testKeeper } from './test-keeper.ts'

const secret = 'fake-secret-0123456789'
const redactor = createRedactor({ secrets: [new Secret(secret)] })

const answerOf = (body: string | object, mediaType = 'application/json'): Answer => {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const kind = mediaType === 'application/json' ? 'json' : 'text'
  const of = { kind, text, complete: true, bytes: text.length } as const
  return { api: 'shop', request: { method: 'GET' }, status: 200, reason: 'OK', headers: [], mediaType, body: of }
}

async function kept(
  body: string | object,
  { budget = 400, select, mediaType }: { budget?: number; select?: string; mediaType?: string } = {},
) {
  const { keeper, keep } = await testKeeper()
  const { content } = await present(answerOf(body, mediaType), { budget, redactor, keep, select })
  const texts = content.map((piece) => (piece.type === 'text' ? piece.text : ''))
  const handle = /handle ([\w-]{22})/.exec(texts.join('\n'))?.[1] ?? ''
  const query = async (more: Omit<HandleQuery, 'handle'>, room = budget) => {
    const result = await queryKept({ handle, ...more }, keeper, { budget: room, redactor, caller: stdio })
    const pieces = result.content.map((piece) => (piece.type === 'text' ? piece.text : ''))
    const next = /query_result (\{.*?\})(?:;|$)/m.exec(pieces.at(-1) ?? '')?.[1]
    return {
      text: pieces[0] ?? '',
      note: pieces.slice(1).join('\n'),
      cost: pieces.reduce((sum, piece) => sum + estimateTokens(piece), 0),
      next: next === undefined ? undefined : (JSON.parse(next) as HandleQuery),
    }
  }
  return {
    texts,
    handle,
    query,
    keeper,
    note: texts.slice(1).join('\n'),
    cost: texts.reduce((sum, one) => sum + estimateTokens(one), 0),
  }
}

const orders = Array.from({ length: 500 }, (_, i) => ({
  id: i + 1,
  status: ['open', 'done', 'late'][i % 3],
  total: i * 1.5,
  customer: { name: `Customer ${i}`, tags: ['a', 'b'] },
}))

describe('an answer over the budget', () => {
  test('shows the first items, the shape, and the call for the rest', async () => {
    const { texts, note, handle, query, cost } = await kept(orders)
    expect(cost).toBeLessThanOrEqual(400)
    const first = JSON.parse(texts[1] ?? '') as unknown[]
    const whole = first.filter((item, i) => JSON.stringify(item) === JSON.stringify(orders[i])).length
    expect(note).toContain(`next: query_result {"handle":"${handle}","offset":${whole}}`)
    expect(note).toContain(
      '[500 × {id: 1…500, status: "open"|"done"|"late", total: 0…748.5, customer: {name: text, tags: [2 × "a"|"b"]}}]',
    )
    const { text } = await query({ offset: whole })
    expect((JSON.parse(text) as { id: number }[])[0]?.id).toBe(whole + 1)
  })

  test('of an envelope points into its list', async () => {
    const { note, handle, query } = await kept({ 'total-count': 500, data: { 'order list': orders }, more: true })
    const call = /query_result (\{.*?\})(?:;|$)/m.exec(note)?.[1] ?? ''
    expect(JSON.parse(call)).toMatchObject({ handle, select: 'data."order list"' })
    const { offset } = JSON.parse(call) as { offset: number }
    const { text } = await query(JSON.parse(call) as HandleQuery)
    expect((JSON.parse(text) as { id: number }[])[0]?.id).toBe(offset + 1)
  })

  test('with a select that fits is that alone; nothing is kept', async () => {
    const { texts, handle } = await kept(orders, { select: "length([?status=='late'])" })
    expect(texts).toEqual(['HTTP 200 OK', '166'])
    expect(handle).toBe('')
  })

  test('with a select that finds nothing says why, and is kept', async () => {
    const { note, query } = await kept({ data: orders }, { select: 'data[].custmer.name' })
    expect(note).toContain('no key "custmer", did you mean "customer"? here: id, status, total, customer')
    expect((await query({ select: 'data[0].customer.name' })).text).toBe('Customer 0')
  })

  test('with a select that cannot be evaluated keeps the answer: the call is not lost', async () => {
    const { note, query } = await kept({ data: 'text' }, { select: 'sum(data)' })
    expect(note).toContain('sum()')
    expect(note).toContain('do not repeat it')
    expect((await query({})).text).toBe('{"data":"text"}')
  })

  test('holds no secret, kept or shown', async () => {
    const { handle, query, keeper } = await kept({ a: `Bearer ${secret}`, rows: orders })
    expect(Buffer.from(await keeper.handles.data(handle, stdio)).toString()).not.toContain(secret)
    expect((await query({ select: 'a' })).text).toBe('Bearer [redacted]')
  })
})

describe('select', () => {
  test.each([
    ["[?status=='open'] | length(@)", '167'],
    ['[-1].id', '500'],
    ['sort_by(@, &total)[-2:].total', '[747,748.5]'],
    ['group_by(@, &status) | {open: length(open), late: length(late)}', '{"open":167,"late":166}'],
    ['[0].customer | keys(@)', '["name","tags"]'],
    ['sum([*].total)', '187125'],
    ['[0].constructor', 'null'],
    ['[0].__proto__', 'null'],
    ['[0].{constructor: id}', '{"constructor":1}'],
  ])('%s', async (select, expected) => {
    const { query } = await kept(orders)
    expect((await query({ select })).text).toBe(expected)
  })

  test.each([
    ['[?status=', /ends too early/],
    ['[0]..id', /at character 5/],
    ['nothing(@)', /Unknown function: nothing/],
    ['id', /here is a list of 500, write \[\]\.id/],
    ['[].idd', /no key "idd", did you mean "id"/],
    ["[?stats=='open'].id", /no key "stats", did you mean "status"/],
    ['[0].customer.name.first', /here is a string/],
    ['x'.repeat(5000), /longer than 4000/],
  ])('%s says what is wrong', async (select, says) => {
    const { query } = await kept(orders)
    const said = await query({ select }).then(
      ({ note }) => note,
      (thrown: unknown) => String(thrown),
    )
    expect(said).toMatch(says)
  })

  test('integers beyond 2^53 are strings, and as they came without a select', async () => {
    const body = `{"id":12345678901234567890,"f":0.10000000000000000555,"list":[${'9007199254740993,'.repeat(300)}1]}`
    const { query } = await kept(body)
    expect((await query({ select: '{a: id, b: list[0], f: f}' })).text).toBe(
      '{"a":"12345678901234567890","b":"9007199254740993","f":0.1}',
    )
    expect((await query({}, 4000)).text).toBe(body)
  })

  test('integers beyond 2^53 are all strings, those that a double holds among them: a column can be sorted', async () => {
    const ids = ['12345678901634563', '12345678901634566', '9007199254740992', '9007199254740993']
    const fill = 'long '.repeat(900)
    const { query } = await kept(`[${ids.map((id) => `{"id":${id},"n":1e20,"fill":"${fill}"}`).join(',')}]`)
    const all = await query({ select: 'sort_by(@, &id)[*].id' }, 4000)
    expect(all.text).toBe(JSON.stringify(ids.toSorted()))
    expect((await query({ select: '[*].n | [0]' })).text).toBe('100000000000000000000')
  })

  test.each([
    ['id', '12345678901234567890'],
    [' list [ 1 ] ', '9007199254740993'],
    ['"a b".x', '1.0'],
    ['"a b"', '{"x":1.0,"y":[{"z":1e2}]}'],
    ['"a b".y[0]."z"', '1e2'],
    ['twice', '2'],
    ['text', 'as it is'],
    ['"a b".y[-1].z', '100'],
    ['list[9]', 'null'],
    ['id.x', 'null'],
  ])('a place such as %s is read digit by digit where it is written out', async (select, expected) => {
    const body =
      '{"id":12345678901234567890,"list":[1,9007199254740993],"a b":{"x": 1.0, "y":[{"z":1e2}]},"twice":1,"twice":2,"text":"as it is"}'
    const { query } = await kept(`${body.slice(0, -1)},"fill":"${'long '.repeat(900)}"}`)
    expect((await query({ select })).text).toBe(expected)
  })
})

describe('text', () => {
  const csv = `id,name,"a, b"\r\n${Array.from({ length: 400 }, (_, i) => `${i},"n ""${i}""",x\r\n`).join('')}`
  const log = Array.from({ length: 900 }, (_, i) => `line ${i} ${i % 7 === 0 ? 'ERROR' : 'ok'}`).join('\n')

  test('is read by line', async () => {
    const { texts, query, note } = await kept(log, { mediaType: 'text/plain' })
    const shown = (texts[1] ?? '').split('\n').length
    expect(note).toContain(`"offset":${shown}`)
    expect((await query({ offset: shown, limit: 2 })).text).toBe(`line ${shown} ok\nline ${shown + 1} ok`)
    expect((await query({ select: "[?contains(@, 'ERROR')] | length(@)" })).text).toBe('129')
  })

  test('CSV is read by row and column', async () => {
    const { query, note } = await kept(csv, { mediaType: 'text/csv' })
    expect(note).toContain('400 rows; columns id,name')
    expect((await query({ select: '[7].name' })).text).toBe('n "7"')
    expect((await query({ select: '[399]."a, b"' })).text).toBe('x')
    expect((await query({ offset: 398, limit: 1 })).text).toContain('398,"n ""398""",x')
  })

  test('CSV is cut by record: a line break in quotes ends none', async () => {
    const notes = Array.from({ length: 300 }, (_, i) => `${i},"first, of ${i}\nsecond ""line""\n",x`)
    const { texts, query, note } = await kept(`id,note,last\n${notes.join('\n')}\n`, { mediaType: 'text/csv' })
    const shown = Number(/rows 1–(\d+) of 300/.exec(note)?.[1])
    expect(texts[1]).toBe(`id,note,last\n${notes.slice(0, shown).join('\n')}`)
    expect(note).toContain(`"offset":${shown}`)
    expect(note).toContain('300 rows; columns id,note,last')
    expect((await query({ offset: 299 })).text).toBe(`id,note,last\n${notes[299]}`)
    expect((await query({ select: '[299].note' })).text).toBe('first, of 299\nsecond "line"\n')
  })

  test('JSON lines are a list', async () => {
    const lines = orders.map((order) => JSON.stringify(order)).join('\n')
    const { query } = await kept(lines, { mediaType: 'application/x-ndjson' })
    expect((await query({ select: '[41].customer.name' })).text).toBe('Customer 41')
  })

  test('a line longer than the budget is read in pieces', async () => {
    const { query, note } = await kept(`short\n${'word '.repeat(5000)}`, { mediaType: 'text/plain', budget: 200 })
    const first = JSON.parse(/query_result (\{.*?\})(?:;|$)/m.exec(note)?.[1] ?? '{}') as HandleQuery
    const { next } = await query(first)
    expect(next?.select).toBe('[1]')
    const piece = await query({ select: '[1]', offset: 100 })
    expect('word '.repeat(5000).slice(100)).toContain(piece.text)
    expect(piece.next).toMatchObject({ select: '[1]', offset: 100 + piece.text.length })
  })
})

describe('tables', () => {
  test('lists of flat objects with the same keys are tables where that is clearly smaller', async () => {
    const rows = Array.from({ length: 20 }, (_, i) => ({
      identifier: i,
      description: `Thing ${i}`,
      enabled: i % 2 === 0,
      note: null,
      code: `${i}`,
      mark: i === 0 ? '' : 'true',
    }))
    const { texts } = await kept(rows, { budget: 2000 })
    expect(texts[1]?.split('\n').slice(0, 3)).toEqual([
      'identifier,description,enabled,note,code,mark',
      '0,Thing 0,true,,"0",""',
      '1,Thing 1,false,,"1","true"',
    ])
    expect(texts[2]).toBe('a table')
  })

  const charges = (count: number) =>
    Array.from({ length: count }, (_, i) => ({ identifier: `ch_${i}`, amount: i * 100, currency: 'eur', paid: true }))

  test('so is the one list of an object, below the rest of the object', async () => {
    const body = { object: 'list', data: charges(20), has_more: true, errors: [] }
    const { texts } = await kept(body, { budget: 2000 })
    expect(texts[1]?.split('\n').slice(0, 4)).toEqual([
      '{"object":"list","has_more":true,"errors":[]}',
      'data:',
      'identifier,amount,currency,paid',
      'ch_0,0,eur,true',
    ])
    expect(texts[2]).toBe('a table')
  })

  test('what does not fit of it is asked for by name', async () => {
    const { texts, note, query } = await kept({ 'all charges': charges(500), next: null }, { budget: 800 })
    const shown = (texts[1] ?? '').split('\n').length - 3
    expect(note).toContain(`a table; items 1–${shown} of 500`)
    const call = JSON.parse(/query_result (\{.*?\})(?:;|$)/m.exec(note)?.[1] ?? '{}') as HandleQuery
    expect(call).toMatchObject({ select: '"all charges"', offset: shown })
    expect((await query({ ...call, limit: 3 })).text.split('\n')[1]).toBe(`ch_${shown},${shown * 100},eur,true`)
  })

  test.each([
    ['two lists', { a: charges(9), b: charges(9) }],
    ['a list of few', { a: charges(2) }],
    ['an object that is mostly something else', { a: charges(3), text: 'long '.repeat(600) }],
  ])('%s stay as they are', async (_, body) => {
    const { texts } = await kept(body, { budget: 900 })
    expect(texts).toEqual(['HTTP 200 OK', JSON.stringify(body)])
  })

  test.each([
    ['two rows', [{ aaaaaaa: 1 }, { aaaaaaa: 2 }]],
    ['other keys', [{ aaaaaaaa: 1 }, { bbbbbbb: 2 }, { aaaaaaa: 3 }]],
    ['nested', [{ aaaaaaa: [1] }, { aaaaaaa: [2] }, { aaaaaaa: [3] }]],
    ['no keys', [{}, {}, {}]],
  ])('%s are none', async (_, rows) => {
    const { texts } = await kept(rows, { budget: 2000 })
    expect(texts).toEqual(['HTTP 200 OK', JSON.stringify(rows)])
  })
})

/** Numbers that are the same from run to run. */
function random(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return Math.floor((state / 2_147_483_648) * below)
  }
}

function anyValue(pick: (below: number) => number, depth: number): unknown {
  const kind = pick(depth > 3 ? 6 : 8)
  if (kind === 0) return null
  if (kind === 1) return pick(2) === 0
  if (kind === 2) return pick(1_000_000) / 100
  if (kind === 3) return ['', 'x', 'ünïcödé 🙂 "quoted" \\ back', '\u202e\u0000', 'long '.repeat(pick(300))][pick(5)]
  if (kind === 4) return parseJson('123456789012345678901234567890')
  if (kind === 5) return []
  const size = pick(depth === 0 ? 60 : 8)
  if (kind === 6) return Array.from({ length: size }, () => anyValue(pick, depth + 1))
  return Object.fromEntries(
    Array.from({ length: size }, (_, i) => [
      ['id', 'a b', 'x.y', '', 'ключ'][pick(5)] + String(i),
      anyValue(pick, depth + 1),
    ]),
  )
}

describe('a handle and its queries give back exactly the original', () => {
  test.each(Array.from({ length: 40 }, (_, seed) => seed + 1))('list %i, within every budget', async (seed) => {
    const pick = random(seed)
    const items = Array.from({ length: 40 + pick(100) }, () => anyValue(pick, 1))
    const { keeper } = await testKeeper()
    const text = stringifyJson(items)
    const { id } = await keeper.handles.put(
      { form: 'json', mediaType: 'application/json', api: 'x' },
      Buffer.from(text),
      stdio,
    )
    const budget = 150 + pick(600)
    const gathered: unknown[] = []
    for (let offset = 0; offset < items.length;) {
      const { content } = await queryKept({ handle: id, offset }, keeper, { budget, redactor, caller: stdio })
      const pieces = content.map((piece) => (piece.type === 'text' ? piece.text : ''))
      expect(pieces.reduce((sum, piece) => sum + estimateTokens(piece), 0)).toBeLessThanOrEqual(budget)
      const next = /query_result (\{.*?\})(?:;|$)/m.exec(pieces.at(-1) ?? '')?.[1]
      const call =
        next === undefined ? { offset: items.length } : (JSON.parse(next) as { offset?: number; select?: string })
      const upTo = call.select === undefined && call.offset !== undefined ? call.offset : offset
      if (upTo === offset) {
        // an item larger than the budget: read at a larger one
        gathered.push(...(await wholeItem(offset)))
        offset++
        continue
      }
      gathered.push(...(parseJson(pieces[0] ?? '') as unknown[]).slice(0, upTo - offset))
      offset = upTo
    }
    expect(stringifyJson(gathered)).toBe(text)

    async function wholeItem(offset: number): Promise<unknown[]> {
      const { content } = await queryKept({ handle: id, offset, limit: 1 }, keeper, {
        budget: 100_000,
        redactor,
        caller: stdio,
      })
      const [piece] = content
      return parseJson(piece?.type === 'text' ? piece.text : '') as unknown[]
    }
  })
})

/** The values of a list, or of a table: what is quoted is a text, and what is bare unless it is a word or a number of JSON. */
function readTable(table: string): unknown[] {
  if (table.startsWith('[')) return parseJson(table) as unknown[]
  const [names = [], ...rows] = table
    .split('\n')
    .map((line) => line.match(/"(?:[^"]|"")*"|[^,]+|(?<=^|,)(?=,|$)/g) ?? [])
  return rows.map((cells) => Object.fromEntries(cells.map((cell, at) => [names[at], readCell(cell)])))
}

function readCell(cell: string): unknown {
  if (cell.startsWith('"')) return cell.slice(1, -1).replaceAll('""', '"')
  return cell === '' ? null : /^(?:true|false|-?\d[\d.eE+-]*)$/.test(cell) ? parseJson(cell) : cell
}

describe('what is kept is given back exactly, page by page', () => {
  const seeds = Array.from({ length: 12 }, (_, seed) => seed + 1)

  /** Everything under a handle by the calls that each answer names; what `read` makes of each. */
  async function gathered<T>(
    body: string,
    form: 'json' | 'csv' | 'lines',
    budget: number,
    read: (text: string) => T[],
    first: Omit<HandleQuery, 'handle'> = {},
  ): Promise<T[]> {
    const { keeper } = await testKeeper()
    const { id } = await keeper.handles.put({ form, mediaType: '', api: 'x' }, Buffer.from(body), stdio)
    const all: T[] = []
    for (let query: HandleQuery | undefined = { handle: id, ...first }; query !== undefined;) {
      const { content } = await queryKept(query, keeper, { budget, redactor, caller: stdio })
      const pieces = content.map((piece) => (piece.type === 'text' ? piece.text : ''))
      all.push(...read(pieces[0] ?? ''))
      const next: string | undefined = /next: query_result (\{.*?\})(?:;|$)/m.exec(pieces.at(-1) ?? '')?.[1]
      query = next === undefined ? undefined : (JSON.parse(next) as HandleQuery)
    }
    return all
  }

  const cell = (pick: (below: number) => number): unknown =>
    [null, true, pick(9999) / 10, 'x,y', ' blank ', '12', 'null', '', 'ünïcödé 🙂', parseJson('12345678901234567890')][
      pick(10)
    ]

  test.each(seeds)('table %i, alone and in an envelope', async (seed) => {
    const pick = random(seed)
    const rows = Array.from({ length: 60 + pick(200) }, (_, number) => ({
      number,
      a_long_name: cell(pick),
      another_name: cell(pick),
    }))
    const budget = 300 + pick(600)
    expect(stringifyJson(await gathered(stringifyJson(rows), 'json', budget, readTable))).toBe(stringifyJson(rows))
    const envelope = stringifyJson({ total: rows.length, data: rows })
    const read = (text: string): unknown[] => readTable(text.replace(/^\{.*\}\ndata:\n/, ''))
    expect(stringifyJson(await gathered(envelope, 'json', budget, read))).toBe(stringifyJson(rows))
  })

  test.each(seeds)('CSV %i, with line breaks in quotes', async (seed) => {
    const pick = random(seed)
    const values = ['plain', '"with ""quotes"""', '"two\nlines, and a comma"', '', '"\n"', 'a"b', 'last']
    const rows = Array.from({ length: 60 + pick(200) }, (_, i) => `${i},${values[pick(7)]},${values[pick(7)]}`)
    const read = (text: string): string[] => {
      expect(text.startsWith('id,"a\nb",c\n')).toBe(true)
      return [text.slice('id,"a\nb",c\n'.length)]
    }
    const text = rows.join('\n')
    expect((await gathered(`id,"a\nb",c\n${text}\n`, 'csv', 200 + pick(400), read)).join('\n')).toBe(text)
  })

  test.each(seeds)('text %i', async (seed) => {
    const pick = random(seed)
    const text = Array.from({ length: 80 + pick(300) }, () => 'wörd '.repeat(pick(12)).trim()).join('\n')
    expect((await gathered(text, 'lines', 200 + pick(300), (piece) => [piece])).join('\n')).toBe(
      text.replace(/\n$/, ''),
    )
  })
})
