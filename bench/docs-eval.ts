// What is read out of documentation pages, as predictions for the scorer of ../shared/docs-pages. Bundle it with esbuild and
// run it: node docs-eval.js FOLDER PREDICTIONS.json; prints base URLs and authentication against gold as JSON.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createCatalog } from '../src/catalog/index.ts'
import { silentLog } from '../src/core/index.ts'
import { inferOperations, type Inference } from '../src/docs/infer/index.ts'
import { readPage } from '../src/docs/read/read-page.ts'
import { findDescription } from '../src/docs/source/find-description.ts'

interface GoldAuth {
  readonly type: string
  readonly in?: string
  readonly name?: string
}

interface Gold {
  readonly kind: string
  readonly extra?: boolean
  readonly baseUrl?: string
  readonly auth?: (GoldAuth & { readonly also?: readonly GoldAuth[] }) | null
}

const [folder = '', out = ''] = process.argv.slice(2)
const gold = JSON.parse(readFileSync(join(folder, 'gold.json'), 'utf8')) as Readonly<Record<string, Gold>> // our own format
const site = 'https://docs.example/'

/** The address of a clue as the page writes it, so that it can be compared with the gold. */
function specOf(page: ReturnType<typeof readPage>): string | undefined {
  const [clue] = findDescription(page)
  if (clue === undefined) return undefined
  return clue.kind === 'text' ? 'embedded' : clue.url.startsWith(site) ? clue.url.slice(site.length) : clue.url
}

const catalog = createCatalog({
  cacheFolder: undefined,
  log: silentLog,
  fetchText: () => Promise.reject(new Error('nothing is fetched here')),
})

interface Predicted {
  readonly method: string
  readonly path: string
  readonly parameters: readonly { readonly name: string; readonly in: string }[]
}

/** The operations of a description that the page holds: they are what the product publishes, not what its text says. */
async function fromEmbedded(page: ReturnType<typeof readPage>): Promise<Predicted[] | undefined> {
  const [clue] = findDescription(page)
  if (clue?.kind !== 'text') return undefined
  const source = { kind: 'text', text: clue.text, at: { kind: 'url', url: page.url } } as const
  const description = await catalog.load(source, AbortSignal.timeout(60_000)).catch(() => undefined)
  const operations = await Promise.all((description?.rows ?? []).map(({ key }) => description?.operation(key)))
  return operations.flatMap((operation) => {
    if (operation === undefined) return []
    const fields = Object.keys(operation.body?.media[0]?.schema.properties ?? {})
    return [
      {
        method: operation.method,
        path: operation.path,
        parameters: [
          ...operation.parameters.map((it) => ({ name: it.name, in: it.in })),
          ...fields.map((name) => ({ name, in: 'body' })),
        ],
      },
    ]
  })
}

const nameOf = (auth: GoldAuth): string =>
  auth.type === 'cookie' ? 'cookie' : auth.type === 'apiKey' ? `${auth.in} ${auth.name}` : auth.type

function authRight({ auth }: Inference, wanted: NonNullable<Gold['auth']>): boolean {
  const [best] = auth
  if (wanted.type === 'none') return best === undefined || best.confidence < 0.4
  return best !== undefined && [wanted, ...(wanted.also ?? [])].map(nameOf).includes(nameOf(best))
}

/** Whether calls go where the gold says: the base URL may end at the host when the paths carry the rest. */
function reachesSame({ baseUrl = '', operations }: Pick<Inference, 'baseUrl' | 'operations'>, wanted: string): boolean {
  const bare = (url: string): string => url.replace(/\/$/, '').replace(/^https?:\/\/(?=\{)/, '')
  if (bare(baseUrl) === bare(wanted)) return true
  // a host that only stands for the reader's own is none
  const open = /^(?:https?:\/\/)?[^/]*[{[<][^/]*(\/.*)?$/.exec(bare(wanted))
  if (open !== null && baseUrl === '') return open[1] === undefined || reachesSame({ operations }, open[1])
  const rest = bare(wanted).startsWith(bare(baseUrl)) ? bare(wanted).slice(bare(baseUrl).length) : ''
  const path = rest.startsWith('/') && !rest.startsWith('//') ? rest : wanted.startsWith('/') ? bare(wanted) : ''
  const carrying = operations.filter((it) => !it.draft && path !== '' && it.path.startsWith(`${path}/`))
  return carrying.length * 2 > operations.filter((it) => !it.draft).length
}

const predictions: Record<string, unknown> = {}
const counts = { baseUrls: 0, baseUrlsRight: 0, auths: 0, authsRight: 0, milliseconds: 0 }
for (const [file, { kind, baseUrl, auth, extra }] of Object.entries(gold)) {
  const text = readFileSync(join(folder, file), 'utf8')
  const mediaType = file.endsWith('.html') ? 'text/html' : file.endsWith('.md') ? 'text/markdown' : 'text/plain'
  const began = performance.now()
  // its own folder is a site: what is written relative to the page stays told apart
  const page = readPage({ text, mediaType, url: `${site}${file.split('/').slice(1).join('/')}` })
  const inference = inferOperations([page])
  counts.milliseconds += performance.now() - began
  const embedded = kind === 'spec-embedded' ? await fromEmbedded(page) : undefined
  const inferred = inference.operations
    .filter(({ draft }) => !draft)
    .map(({ method, path, parameters }) => ({
      method,
      path,
      parameters: parameters.map(({ name, in: place }) => ({ name, in: place })),
    }))
  const operations = embedded === undefined || embedded.length === 0 ? inferred : embedded
  const specUrl = kind.startsWith('spec') ? specOf(page) : undefined
  predictions[file] = {
    operations,
    ...(inference.baseUrl === undefined ? {} : { baseUrl: inference.baseUrl }),
    ...(specUrl === undefined ? {} : { specUrl }),
  }
  if (operations.length === 0 || extra === true) continue
  if (baseUrl !== undefined && baseUrl !== null) {
    counts.baseUrls++
    if (reachesSame(inference, baseUrl)) counts.baseUrlsRight++
  }
  if (auth !== undefined && auth !== null) {
    counts.auths++
    if (authRight(inference, auth)) counts.authsRight++
  }
}
writeFileSync(out, JSON.stringify(predictions))
await catalog.close()
process.stdout.write(`${JSON.stringify(counts)}\n`)
