import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import { silentLog } from '../core/index.ts'
import {
  createCatalog,
  type CatalogOptions,
  type Description,
  type DescriptionSource,
  type Operation,
} from './index.ts'

/** A folder of its own for one test, with files by relative path. */
export function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'catalog-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  return folder
}

export async function load(source: DescriptionSource, options: Partial<CatalogOptions> = {}): Promise<Description> {
  const fetchText = async (): Promise<never> => Promise.reject(new Error('nothing may be fetched'))
  const catalog = createCatalog({ cacheFolder: undefined, log: silentLog, fetchText, ...options })
  onTestFinished(() => catalog.close())
  return catalog.load(source, AbortSignal.timeout(30_000))
}

/** A description given as text or as data, through a file. */
export async function describeText(text: string | object, name = 'api.json'): Promise<Description> {
  const folder = folderWith({ [name]: typeof text === 'string' ? text : JSON.stringify(text) })
  return load({ kind: 'file', path: join(folder, name) })
}

/** A 3.1 description around paths and components. */
export function openapi(paths: object, components: object = {}, rest: object = {}): object {
  return { openapi: '3.1.0', info: { title: 'T', version: '1' }, paths, components, ...rest }
}

/** The body schema of `POST /x` with the given schema and components. */
export async function bodySchema(schema: unknown, schemas: object = {}, version = '3.1.0'): Promise<unknown> {
  const operation = { requestBody: { content: { 'application/json': { schema } } }, responses: {} }
  const description = await describeText({ ...openapi({ '/x': { post: operation } }, { schemas }), openapi: version })
  return (await description.operation('POST /x')).body?.media[0]?.schema
}

export async function only(description: Description): Promise<Operation> {
  return description.operation(description.rows[0]?.key ?? '')
}
