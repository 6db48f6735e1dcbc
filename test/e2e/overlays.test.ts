/** Issue 6, overlays: a thin description mended beside it, through the built program. */
import { existsSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { program, workspace } from '../support/program.ts'
import { startUpstream } from '../support/upstream.ts'

const thin = {
  openapi: '3.0.3',
  info: { title: 'Thin', version: '1' },
  servers: [{ url: 'https://wrong.example.com' }],
  paths: {
    '/invoices': {
      get: {
        operationId: 'op_17',
        parameters: [{ name: 'account', in: 'query', schema: { type: 'string' } }],
        responses: {},
      },
      delete: { operationId: 'wipe', 'x-internal': true, responses: {} },
    },
  },
}

const overlayFor = (url: string): string => `overlay: 1.0.0
info: { title: Ours, version: 1.0.0 }
actions:
  - target: $.paths['/invoices'].get
    update: { operationId: listInvoices, summary: All invoices of an account }
  - target: $.paths['/invoices'].get.parameters[?@.name=='account']
    update: { required: true }
  - target: $.paths.*[?@['x-internal']==true]
    remove: true
  - target: $.servers
    remove: true
  - target: $
    update:
      servers: [{ url: '${url}' }]
      security: [{ key: [] }]
      components: { securitySchemes: { key: { type: apiKey, in: header, name: X-Key } } }
  - target: $.paths['/gone']
    update: {}
`

describe.skipIf(!existsSync(program))('overlays', () => {
  test('mend names, required flags, servers, security and what is offered; check prints what matched nothing', async () => {
    const upstream = await startUpstream(
      (_, response) => void response.setHeader('content-type', 'application/json').end('[]'),
    )
    const space = await workspace(
      { apis: [{ name: 'Bill', openapi: './thin.json', overlays: ['./ours.yaml'] }] },
      {
        files: { 'thin.json': thin, 'ours.yaml': overlayFor(upstream.url) },
        env: { CUSTOM_API_BILL: 'fake-key-5b1d7c' },
      },
    )
    const client = await space.connect()
    expect((await client.tools()).filter((name) => name.startsWith('bill_'))).toEqual(['bill_list_invoices'])
    expect((await client.call('bill_list_invoices', {})).text).toMatch(/^arguments\.invalid: account/)
    const answer = await client.call('bill_list_invoices', { account: 'a' })
    expect(answer.text).toBe('HTTP 200 OK\n[]')
    expect(upstream.seen[0]).toMatchObject({ target: '/invoices?account=a', headers: { 'x-key': 'fake-key-5b1d7c' } })

    const check = await space.run(['check', '--json'])
    expect(JSON.parse(check.stdout)).toMatchObject({
      apis: [
        {
          operations: 1,
          problems: [{ at: 'ours.yaml#/actions/5', says: 'the target "$.paths[\'/gone\']" matches nothing' }],
        },
      ],
    })
    expect((await space.run(['check'])).stdout).toContain('ours.yaml#/actions/5')
  })

  test('are followed: a change of an overlay or of the description reaches a running server', async () => {
    const space = await workspace(
      { apis: [{ name: 'Bill', openapi: './thin.json', baseUrl: 'https://x.example.com', overlays: ['./ours.json'] }] },
      { files: { 'thin.json': thin, 'ours.json': { overlay: '1.0.0', actions: [] } } },
    )
    const client = await space.connect()
    const names = async (): Promise<string> => (await client.tools()).filter((name) => name.startsWith('bill_')).join()
    expect(await names()).toBe('bill_op_17,bill_wipe')
    const hide = { overlay: '1.0.0', actions: [{ target: '$.paths.*.delete', remove: true }] }
    await space.write('ours.json', hide)
    await expect.poll(names, { timeout: 15_000 }).toBe('bill_op_17')
    await space.write('thin.json', JSON.stringify(thin).replace('op_17', 'op_18'))
    await expect.poll(names, { timeout: 15_000 }).toBe('bill_op_18')
  }, 40_000)

  test.each([
    [
      { name: 'a', baseUrl: 'https://x.example.com', overlays: ['./o.yaml'] },
      'there is neither "openapi" nor "documentation" to apply them to',
    ],
    [
      { name: 'a', openapi: './thin.json', overlays: ['https://x.example.com/o.yaml'] },
      'an overlay is a file of this machine',
    ],
  ])('%j is refused', async (api, says) => {
    const space = await workspace({ apis: [api] }, { files: { 'thin.json': thin } })
    const ran = await space.run(['check'])
    expect(ran.code).toBe(2)
    expect(ran.stderr).toContain(says)
  })
})
