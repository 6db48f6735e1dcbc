import { createHash } from 'node:crypto'
import { attachment, json, noContent, Refusal, type Ask, type Reply, type Route } from './http.ts'
import { readMultipart } from './multipart.ts'
import { productOf } from './products.ts'
import type { Shop, StoredFile } from './shop.ts'

const megabyte = 1024 * 1024
const pictures: Readonly<Record<string, string>> = { 'image/png': 'png', 'image/jpeg': 'jpg', 'image/svg+xml': 'svg' }

/** Uploads (multipart and raw) and downloads. */
export function fileRoutes(shop: Shop): readonly Route[] {
  return [
    { method: 'GET', template: '/files', handle: () => json(shop.files.all()) },
    { method: 'POST', template: '/files', handle: (ask) => uploadFile(shop, ask) },
    { method: 'GET', template: '/files/{fileId}', handle: (ask) => downloadFile(shop, ask) },
    {
      method: 'DELETE',
      template: '/files/{fileId}',
      handle: (ask) => {
        const { id } = fileOf(shop, ask)
        shop.files.delete(id)
        shop.contents.delete(id)
        return noContent
      },
    },
    { method: 'PUT', template: '/products/{productId}/image', handle: (ask) => uploadPicture(shop, ask) },
    { method: 'GET', template: '/products/{productId}/image', handle: (ask) => downloadPicture(shop, ask) },
  ]
}

async function uploadFile(shop: Shop, ask: Ask): Promise<Reply> {
  const type = String(ask.headers['content-type'] ?? '')
  if (!/^multipart\/form-data\b/i.test(type)) throw new Refusal(415, 'the body must be multipart/form-data')
  const parts = readMultipart(type, await ask.body(32 * megabyte))
  const known = ['file', 'title', 'labels']
  const errors = parts
    .filter(({ name }) => !known.includes(name))
    .map(({ name }) => ({ at: name, says: 'is not known' }))
  const file = parts.find(({ name }) => name === 'file')
  if (file === undefined) errors.push({ at: 'file', says: 'is required' })
  if (file === undefined || errors.length > 0)
    throw new Refusal(422, 'fields of the form are missing or wrong', { errors })
  const stored = keep(shop, shop.files.nextId(), file.data, {
    name: file.filename ?? 'unnamed',
    mediaType: file.mediaType ?? 'application/octet-stream',
    title: parts.find(({ name }) => name === 'title')?.data.toString('utf8') ?? null,
    labels: parts.filter(({ name }) => name === 'labels').map(({ data }) => data.toString('utf8')),
  })
  return json(shop.files.put(stored), 201, { location: `/files/${stored.id}` })
}

async function uploadPicture(shop: Shop, ask: Ask): Promise<Reply> {
  const product = productOf(shop, ask)
  const mediaType =
    String(ask.headers['content-type'] ?? '')
      .split(';')[0]
      ?.trim()
      .toLowerCase() ?? ''
  if (pictures[mediaType] === undefined)
    throw new Refusal(415, `the body must be one of ${Object.keys(pictures).join(', ')}`)
  const name = `${product.id}.${pictures[mediaType]}`
  const data = await ask.body(32 * megabyte)
  return json(keep(shop, product.id, data, { name, mediaType, title: product.name, labels: [] }))
}

function keep(
  shop: Shop,
  id: string,
  data: Buffer,
  about: Pick<StoredFile, 'name' | 'mediaType' | 'title' | 'labels'>,
): StoredFile {
  const held = [...shop.contents.values()].reduce((sum, content) => sum + content.data.byteLength, 0)
  if (held + data.length > 256 * megabyte) throw new Refusal(413, 'the shop has no room for more files')
  shop.contents.set(id, { data, mediaType: about.mediaType })
  const sha256 = createHash('sha256').update(data).digest('hex')
  return { id, ...about, size: data.length, sha256, createdAt: shop.now().toISOString() }
}

function fileOf(shop: Shop, ask: Ask): StoredFile {
  const id = ask.params['fileId'] ?? ''
  const file = shop.files.get(id)
  if (file === undefined) throw new Refusal(404, `there is no file "${id}"`)
  return file
}

function downloadFile(shop: Shop, ask: Ask): Reply {
  const file = fileOf(shop, ask)
  const data = shop.contents.get(file.id)?.data ?? new Uint8Array()
  // Uploaded bytes are served as bytes: a browser must not run what somebody uploaded as a page.
  const headers = { 'content-type': 'application/octet-stream', 'content-disposition': attachment(file.name) }
  return { status: 200, headers, body: data }
}

function downloadPicture(shop: Shop, ask: Ask): Reply {
  const product = productOf(shop, ask)
  const picture = shop.contents.get(product.id)
  const mediaType = picture?.mediaType ?? 'image/svg+xml'
  const data = picture?.data ?? Buffer.from(drawing(product.name))
  const name = `${product.id}.${pictures[mediaType] ?? 'bin'}`
  return { status: 200, headers: { 'content-type': mediaType, 'content-disposition': attachment(name) }, body: data }
}

/** What a product looks like until somebody uploads a picture. */
function drawing(name: string): string {
  const hue = createHash('sha256').update(name).digest()[0] ?? 0
  return `<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64"><circle cx="32" cy="32" r="30" fill="hsl(${hue},60%,60%)"/></svg>\n`
}
