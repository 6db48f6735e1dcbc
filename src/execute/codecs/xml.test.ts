import { describe, expect, test } from 'vitest'
import { inMemory } from '../../../test/support/body.ts'
import { hasShared, shared } from '../../../test/support/shared.ts'
import { describeText, load, openapi } from '../../catalog/test-catalog.ts'
import type { BodyMedia, Operation, XmlShape } from '../../catalog/index.ts'
import { encodeBody } from '../body.ts'
import { decodeBody } from '../decode.ts'
import type { OutcomeBody } from '../model.ts'

const read = async (text: string | Uint8Array, xml?: XmlShape): Promise<OutcomeBody> =>
  decodeBody({ data: Buffer.from(text as string), complete: true }, 'application/xml', { xml }) // either overload
const shown = async (text: string, xml?: XmlShape): Promise<string> => {
  const body = await read(text, xml)
  return 'text' in body ? body.text : body.kind
}

/** The XML body of `POST /x` with a schema. */
async function mediaOf(schema: unknown, schemas: object = {}, mediaType = 'application/xml'): Promise<BodyMedia> {
  const operation = { requestBody: { content: { [mediaType]: { schema } } }, responses: {} }
  const description = await describeText(openapi({ '/x': { post: operation } }, { schemas }))
  const [media] = (await description.operation('POST /x')).body?.media ?? []
  if (media === undefined) throw new Error('the description has a body')
  return media
}

const written = (media: BodyMedia, value: unknown): string =>
  inMemory(encodeBody(media, value).bytes)
    .toString('utf8')
    .replace(/^<\?xml version="1.0" encoding="UTF-8"\?>/, '')

const string = { type: 'string' }
const person = {
  type: 'object',
  properties: {
    id: { type: 'integer', xml: { attribute: true } },
    name: { ...string, xml: { namespace: 'http://example.com/schema/sample', prefix: 'sample' } },
  },
}
const note = {
  type: 'object',
  xml: { name: 'note' },
  properties: {
    lang: { ...string, xml: { attribute: true, name: 'xml-lang' } },
    value: { ...string, xml: { nodeType: 'text' } },
  },
}

describe('the examples of the XML Object (OpenAPI 3.1.1 §4.8.26), both ways', () => {
  const animals = (array: object, items: object): object => ({
    type: 'object',
    xml: { name: 'r' },
    properties: { animals: { type: 'array', ...array, items: { ...string, ...items } } },
  })
  test.each<[string, object, unknown, string]>([
    [
      'no hints',
      { type: 'object', xml: { name: 'r' }, properties: { animals: string } },
      { animals: 'x' },
      '<r><animals>x</animals></r>',
    ],
    [
      'a name',
      { type: 'object', xml: { name: 'r' }, properties: { animals: { ...string, xml: { name: 'animal' } } } },
      { animals: 'x' },
      '<r><animal>x</animal></r>',
    ],
    [
      'attribute, prefix and namespace',
      { ...person, xml: { name: 'Person' } },
      { id: 123, name: 'example' },
      '<Person id="123"><sample:name xmlns:sample="http://example.com/schema/sample">example</sample:name></Person>',
    ],
    ['a list', animals({}, {}), { animals: ['a', 'b'] }, '<r><animals>a</animals><animals>b</animals></r>'],
    ['items with a name', animals({}, { xml: { name: 'animal' } }), { animals: ['a'] }, '<r><animal>a</animal></r>'],
    [
      'a name of a list that is not wrapped says nothing',
      animals({ xml: { name: 'aliens' } }, { xml: { name: 'animal' } }),
      { animals: ['a'] },
      '<r><animal>a</animal></r>',
    ],
    [
      'wrapped',
      animals({ xml: { wrapped: true } }, {}),
      { animals: ['a', 'b'] },
      '<r><animals><animals>a</animals><animals>b</animals></animals></r>',
    ],
    [
      'wrapped with two names',
      animals({ xml: { name: 'aliens', wrapped: true } }, { xml: { name: 'animal' } }),
      { animals: ['a'] },
      '<r><aliens><animal>a</animal></aliens></r>',
    ],
    [
      'wrapped with one name',
      animals({ xml: { name: 'aliens', wrapped: true } }, {}),
      { animals: ['a'] },
      '<r><aliens><animals>a</animals></aliens></r>',
    ],
    ['wrapped and empty', animals({ xml: { wrapped: true } }, {}), { animals: [] }, '<r><animals/></r>'],
    [
      'a default namespace',
      { type: 'object', xml: { name: 'r', namespace: 'urn:a' }, properties: { a: string } },
      { a: '1' },
      '<r xmlns="urn:a"><a>1</a></r>',
    ],
    ['3.2: text and attribute', note, { lang: 'en', value: 'a < b' }, '<note xml-lang="en">a &lt; b</note>'],
    [
      '3.2: a list as an element',
      animals({ xml: { nodeType: 'element' } }, { xml: { name: 'animal' } }),
      { animals: ['a'] },
      '<r><animals><animal>a</animal></animals></r>',
    ],
  ])('%s', async (_, schema, value, text) => {
    const media = await mediaOf(schema)
    expect(written(media, value)).toBe(text)
    expect(JSON.parse(await shown(text, media.xml))).toEqual(value)
  })

  test('CDATA (3.2), and what would end it', async () => {
    const media = await mediaOf({
      type: 'object',
      xml: { name: 'd' },
      properties: { html: { ...string, xml: { nodeType: 'cdata' } } },
    })
    expect(written(media, { html: '<b>]]></b>' })).toBe('<d><![CDATA[<b>]]]]><![CDATA[></b>]]></d>')
    expect(JSON.parse(await shown('<d><![CDATA[<b>]]]]><![CDATA[></b>]]></d>', media.xml))).toEqual({
      html: '<b>]]></b>',
    })
  })
})

describe('types are the schema’s', () => {
  const schema = {
    type: 'object',
    xml: { name: 'r' },
    properties: {
      big: { type: 'integer' },
      price: { type: 'number' },
      on: { type: 'boolean' },
      zip: string,
      none: { type: ['string', 'null'] },
      tags: { type: 'array', items: { type: 'integer' } },
      inner: { type: 'object', properties: { n: { type: 'integer' } } },
    },
  }
  test.each([
    ['<r><big>12345678901234567890123</big></r>', '{"big":12345678901234567890123}'],
    ['<r><big> 7 </big><price>1.10</price></r>', '{"big":7,"price":1.10}'],
    ['<r><big>007</big></r>', '{"big":"007"}'],
    ['<r><big>1e5</big><big/></r>', '{"big":[1e5,null]}'],
    ['<r><on>true</on><zip>01234</zip></r>', '{"on":true,"zip":"01234"}'],
    ['<r><on>0</on></r>', '{"on":false}'],
    ['<r xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><none xsi:nil="true"/></r>', '{"none":null}'],
    ['<r><tags>1</tags></r>', '{"tags":[1]}'],
    ['<r><inner><n>1</n></inner></r>', '{"inner":{"n":1}}'],
    ['<r><inner n="1"/></r>', '{"inner":{"n":1}}'],
    ['<r><zip unit="x">1</zip></r>', '{"zip":{"@unit":"x","#text":"1"}}'],
    ['<r><new>1</new><big>2</big>loose</r>', '{"new":"1","big":2,"#text":"loose"}'],
    ['<r><__proto__>1</__proto__><constructor>2</constructor></r>', '{"__proto__":"1","constructor":"2"}'],
    ['<ns:r xmlns:ns="urn:a"><ns:big>1</ns:big></ns:r>', '{"big":1}'],
    ['<R><BIG>1</BIG></R>', '{"BIG":"1"}'],
    ['<error><code>5</code></error>', '{"error":{"code":"5"}}'],
  ])('%s', async (text, json) => {
    const { xml } = await mediaOf(schema)
    expect(await shown(text, xml)).toBe(json)
  })

  test.each<[string, object, string, string]>([
    ['a list at the root', { type: 'array', items: { type: 'integer' } }, '<ids><id>1</id><id>2</id></ids>', '[1,2]'],
    ['one item is a list', { type: 'array', items: { type: 'integer' } }, '<ids><id>1</id></ids>', '[1]'],
    ['a list that is empty', { type: 'array', items: { type: 'integer' } }, '<ids/>', '[]'],
    [
      'a map',
      { type: 'object', additionalProperties: { type: 'integer' }, xml: { name: 'm' } },
      '<m><a>1</a><b>2</b></m>',
      '{"a":1,"b":2}',
    ],
    [
      'alternatives',
      {
        oneOf: [
          { type: 'object', properties: { a: { type: 'integer' } } },
          { type: 'object', properties: { b: { type: 'array', items: string } } },
        ],
      },
      '<x><b>1</b></x>',
      '{"b":["1"]}',
    ],
    [
      'a type that recurs',
      { $ref: '#/components/schemas/Node' },
      '<Node><v>1</v><child><v>2</v><child><v>3</v></child></child></Node>',
      '{"v":1,"child":[{"v":2,"child":[{"v":3}]}]}',
    ],
    [
      'a wrapper that nobody spoke of',
      { type: 'object', properties: { nodes: { type: 'array', items: { $ref: '#/components/schemas/Leaf' } } } },
      '<r><nodes><Leaf><v>1</v></Leaf></nodes></r>',
      '{"nodes":[{"v":1}]}',
    ],
    [
      'no wrapper where one was spoken of',
      {
        type: 'object',
        properties: { nodes: { type: 'array', xml: { wrapped: true }, items: { $ref: '#/components/schemas/Node' } } },
      },
      '<r><Node><v>1</v></Node><Node/></r>',
      '{"nodes":[{"v":1},{}]}',
    ],
  ])('%s', async (_, schemaOf, text, json) => {
    const Node = {
      type: 'object',
      properties: { v: { type: 'integer' }, child: { type: 'array', items: { $ref: '#/components/schemas/Node' } } },
    }
    const Leaf = { type: 'object', properties: { v: { type: 'integer' } } }
    const { xml } = await mediaOf(schemaOf, { Node, Leaf })
    expect(await shown(text, xml)).toBe(json)
  })
})

describe('without a description', () => {
  test.each([
    ['<a/>', '{"a":""}'],
    ['<a>1</a>', '{"a":"1"}'],
    ['<a x="1">t</a>', '{"a":{"@x":"1","#text":"t"}}'],
    ['<a>\n  <b>1</b>\n  <c/>\n  <b>2</b>\n</a>', '{"a":{"b":["1","2"],"c":""}}'],
    ['<s:a xmlns:s="urn:s"><s:b s:c="1"/></s:a>', '{"s:a":{"@xmlns:s":"urn:s","s:b":{"@s:c":"1"}}}'],
    ['<a>&lt;&amp;&#x20ac;&#228;<![CDATA[<x>]]></a>', '{"a":"<&€ä<x>"}'],
    ['<a>one <b>two</b> three</a>', '{"a":{"b":"two","#text":"one  three"}}'],
    ['\ufeff<?xml version="1.0"?>\n<?pi x?><!-- c --><a>1</a><!-- d -->', '{"a":"1"}'],
    ['<!DOCTYPE plist PUBLIC "-//X" "http://127.0.0.1:9/x.dtd"><a>1</a>', '{"a":"1"}'],
    ['<__proto__ constructor="1"/>', '{"__proto__":{"@constructor":"1"}}'],
  ])('%s', async (text, json) => {
    expect(await read(text)).toMatchObject({ kind: 'json', text: json, shownAs: 'application/json' })
  })

  test.each<[string, string, string]>([
    ['an entity of its own', '<a>&b;</a>', 'no well-formed XML (line 1, column'],
    ['tags that do not match', '<a><b></a>', 'no well-formed XML (line 1, column'],
    ['two roots', '<a/><b/>', 'no well-formed XML'],
    ['an end too early', '<a><b>', 'no well-formed XML'],
    ['too deep', '<a>'.repeat(300) + '</a>'.repeat(300), 'nests deeper than 200'],
    ['words', 'no XML', 'no well-formed XML'],
  ])('%s is text, and said', async (_, text, says) => {
    const body = await read(text)
    expect(body).toMatchObject({ kind: 'text', text })
    expect('notes' in body ? body.notes?.[0]?.says : '').toContain(says)
  })

  test.each([
    '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
    '<!DOCTYPE a [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;]><a/>',
    `<!DOCTYPE a [<!ENTITY a "${'x'.repeat(1000)}">]><a>${'&a;'.repeat(1000)}</a>`,
    '<!DOCTYPE a SYSTEM "x" [ ]><a/>',
  ])('%s is refused', async (text) => {
    await expect(read(text)).rejects.toMatchObject({
      code: 'upstream.unreadable',
      message: expect.stringContaining('DTD'),
    })
  })
})

describe('bodies', () => {
  test.each<[unknown, string]>([
    [{ a: { '@x': '1 "&', b: [1, 2], '#text': '<t>' } }, '<a x="1 &quot;&amp;"><b>1</b><b>2</b>&lt;t&gt;</a>'],
    [{ a: 1, b: 2 }, '<root><a>1</a><b>2</b></root>'],
    [{ a: null }, '<a/>'],
    ['<a>as it is</a>', '<a>as it is</a>'],
  ])('%j without a schema', async (value, text) => {
    expect(written(await mediaOf({}), value)).toBe(text)
  })

  test('members go in the order of the schema, unknown ones after them, and digits stay', async () => {
    const media = await mediaOf({
      type: 'object',
      xml: { name: 'r' },
      properties: { a: { type: 'integer' }, b: string },
    })
    expect(written(media, { z: true, b: 'x', a: 10n ** 20n })).toBe(
      '<r><a>100000000000000000000</a><b>x</b><z>true</z></r>',
    )
  })

  test('the name of a root is its own, its type’s, or that of the type it is made of', async () => {
    const Pet = { type: 'object', properties: { a: string } }
    const names = [
      { ...Pet, xml: { name: 'n' } },
      { $ref: '#/components/schemas/Pet' },
      { allOf: [{ $ref: '#/components/schemas/Pet' }], description: 'x' },
      { allOf: [{ $ref: '#/components/schemas/Pet' }, { properties: { b: string } }] },
      Pet,
    ]
    const roots = await Promise.all(names.map(async (schema) => written(await mediaOf(schema, { Pet }), { a: '1' })))
    expect(roots.map((text) => /<(\w+)/.exec(text)?.[1])).toEqual(['n', 'Pet', 'Pet', 'Pet', 'root'])
  })

  test('the declared charset is that of the bytes', async () => {
    const media = await mediaOf(
      { type: 'object', xml: { name: 'r' }, properties: { a: string } },
      {},
      'application/xml; charset=iso-8859-1',
    )
    const { bytes, contentType } = encodeBody(media, { a: 'ü' })
    expect(contentType).toBe('application/xml; charset=iso-8859-1')
    expect(inMemory(bytes).toString('latin1')).toBe('<?xml version="1.0" encoding="iso-8859-1"?><r><a>ü</a></r>')
  })

  test.each([
    [{ 'a b': '1' }, 'no name that XML has'],
    [{ 'a><b': '1' }, 'no name that XML has'],
    [{ '@x y': '1' }, 'no name that XML has'],
    [{ a: '\u0000' }, 'XML cannot carry'],
    [{ a: '\ud800' }, 'XML cannot carry'],
  ])('%j is refused', async (value, says) => {
    const media = await mediaOf({ type: 'object', xml: { name: 'r' } })
    expect(() => encodeBody(media, value)).toThrow(says)
  })
})

describe.skipIf(!hasShared)('descriptions that use XML', () => {
  const operation = async (file: string, key: string): Promise<Operation> =>
    (await load({ kind: 'file', path: shared('specs', file) })).operation(key)
  const xmlOf = ({ body }: Operation): BodyMedia | undefined =>
    body?.media.find(({ mediaType }) => mediaType === 'application/xml')
  const answerOf = ({ responses }: Operation): XmlShape | undefined =>
    responses.find(({ status }) => status === '200')?.media.find(({ mediaType }) => mediaType === 'application/xml')
      ?.xml
  const pet = {
    id: 10,
    category: { id: 1, name: 'Dogs & co' },
    name: 'doggie',
    photoUrls: ['a', 'b'],
    tags: [{ id: 0, name: 't' }],
    status: 'available',
  }

  test.each([
    [
      'petstore-v3.json',
      '<pet><id>10</id><name>doggie</name><category><id>1</id><name>Dogs &amp; co</name></category><photoUrls><photoUrl>a</photoUrl><photoUrl>b</photoUrl></photoUrls><tags><tag><id>0</id><name>t</name></tag></tags><status>available</status></pet>',
    ],
    [
      'petstore-v2.json',
      '<Pet><id>10</id><Category><id>1</id><name>Dogs &amp; co</name></Category><name>doggie</name><photoUrls><photoUrl>a</photoUrl><photoUrl>b</photoUrl></photoUrls><tags><tag><id>0</id><name>t</name></tag></tags><status>available</status></Pet>',
    ],
  ])('a pet of %s, both ways', async (file, text) => {
    const media = xmlOf(await operation(file, 'POST /pet'))
    if (media === undefined) throw new Error('it takes XML')
    const sent = written(media, pet)
    expect(JSON.parse(await shown(sent, media.xml))).toEqual(pet)
    expect(sent).toBe(text)
  })

  test('what the Petstore really answers', async () => {
    const list = answerOf(await operation('petstore-v2.json', 'GET /pet/findByStatus'))
    const text =
      '<?xml version="1.0" encoding="UTF-8"?><pets><Pet><category><id>1</id></category><id>9223372036854775807</id><photoUrls><photoUrl>a</photoUrl></photoUrls><tags><tag><id>2</id></tag></tags></Pet></pets>'
    expect(await shown(text, list)).toBe(
      '[{"category":{"id":1},"id":9223372036854775807,"photoUrls":["a"],"tags":[{"id":2}]}]',
    )
  })

  test('train-travel: lists in an element of another name', async () => {
    const shape = answerOf(await operation('train-travel.yaml', 'GET /stations'))
    const text =
      '<Wrapper-Collection><stations><station><id>1</id><name>A</name></station></stations><links><next>/x</next></links></Wrapper-Collection>'
    expect(JSON.parse(await shown(text, shape))).toEqual({ data: [{ id: '1', name: 'A' }], links: { next: '/x' } })
  })
})
