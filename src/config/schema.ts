import * as z from 'zod'
import { appsOptions, issuerOptions, scopeOptions } from '../access/index.ts'
import { authOptions } from '../auth/index.ts'
import { paginationOptions } from '../execute/index.ts'

/** Object keys are read by hand as well (`__proto__` is no header). */
const texts = (what: string) => z.record(z.string().min(1), z.string()).describe(what)
const seconds = z.number().positive().max(86_400)
const count = z.number().int().positive()
const tokens = (least: number) => z.number().int().min(least, `at least ${least} tokens`)

/** A host, `host:port` or http(s) origin. */
const host = z
  .string()
  .regex(
    /^(https?:\/\/)?(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?)(:\d{1,5})?$/,
    'expected a host, host:port or http(s) origin, without a path or wildcard',
  )

const policyRow = z
  .strictObject({
    method: z.string().min(1).describe('The HTTP method, in any case.').optional(),
    path: z.string().min(1).describe('A glob over the path template: `/users/**`, `/users/*`.').optional(),
    tag: z.string().min(1).describe('A tag of the description.').optional(),
    operationId: z.string().min(1).describe('A glob over the operationId.').optional(),
  })
  .refine((row) => Object.keys(row).length > 0, 'give at least one of method, path, tag, operationId')

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'QUERY']

/** What must be confirmed: a method, or the operations of a row. */
const confirmRows = (what: string) =>
  z
    .array(
      z.union([
        z
          .string()
          .refine((text) => methods.includes(text.toUpperCase()), `expected a method (${methods.join(', ')}) or a row`),
        policyRow,
      ]),
    )
    .describe(what)

const httpUrl = (what: string) => z.string().min(1).describe(what)
const headers = texts(
  'Headers sent with every call. A secret one (`Authorization`, `X-API-Key`, `Cookie`, …) is a whole `${VAR}`, after an optional scheme word.',
)

const environment = z
  .strictObject({
    baseUrl: httpUrl('Where calls of this environment go, instead of the API’s `baseUrl`.').optional(),
    headers: headers.optional(),
    readOnly: z.boolean().describe('Only GET, HEAD, OPTIONS and QUERY in this environment.').optional(),
    confirm: confirmRows(
      'What must be confirmed in this environment, instead of the API’s `tools.confirm`.',
    ).optional(),
  })
  .describe('A variant of the API with its own base URL, headers and credential.')

const api = z.strictObject({
  name: z.string().trim().min(1).max(100).describe('The name of the API. Its slug must be unique.'),
  slug: z
    .string()
    .regex(/^[a-z0-9]+(_[a-z0-9]+)*$/, 'expected lower-case letters, digits and single underscores')
    .max(64)
    .describe('The slug, where the name gives none (or one that is taken).')
    .optional(),
  description: z.string().describe('What the API is for, in a sentence; shown to the assistant.').optional(),
  openapi: z
    .union([
      z.string().min(1),
      z.strictObject({
        url: z.string().min(1).describe('URL or path of the description.'),
        auth: z.boolean().describe('Fetch it with the credential of the API, on an origin bound to it.').optional(),
      }),
    ])
    .describe('URL or path of the OpenAPI description (2.0, 3.0, 3.1, 3.2; JSON or YAML).')
    .optional(),
  overlays: z
    .array(z.string().min(1))
    .describe('OpenAPI Overlay files (1.0, 1.1) that are applied to the description, in order.')
    .optional(),
  documentation: z
    .array(
      z.union([
        z.string().min(1),
        z.strictObject({
          url: z.string().min(1).describe('URL or path of a page, a folder, an llms.txt, a sitemap or a description.'),
          auth: z.boolean().describe('Fetch it with the credential of the API, on an origin bound to it.').optional(),
          pages: count.max(10_000).describe('The most pages that are read from here. Default 200.').optional(),
          depth: z
            .number()
            .int()
            .min(0)
            .max(50)
            .describe('How many links deep. Default 5; 0: this page only.')
            .optional(),
        }),
      ]),
    )
    .describe(
      'Documentation: URLs or paths of pages, folders, llms.txt, sitemaps. Without `openapi`, operations come from here.',
    )
    .optional(),
  baseUrl: httpUrl('Where calls go. Default: the first usable server of the description.').optional(),
  domains: z
    .array(
      z.union([
        host,
        z.strictObject({
          host: host.describe('A host, `host:port` or origin.'),
          credential: z.boolean().describe('Whether this host gets the credential.').optional(),
        }),
      ]),
    )
    .describe('Further hosts that calls may reach; without `credential` they never get one.')
    .optional(),
  auth: authOptions.describe('How calls authenticate; a list applies all. Default: from the description.').optional(),
  headers: headers.optional(),
  query: texts('Query parameters sent with every call. No secrets: use `auth` with `"in": "query"`.').optional(),
  timeouts: z
    .strictObject({
      connect: seconds.describe('To connect. Default 60.').optional(),
      response: seconds.describe('To the answer’s headers, and between its parts. Default 60.').optional(),
      total: seconds.describe('The whole call. Default: 55, or 300 when the client follows progress.').optional(),
    })
    .describe('Seconds.')
    .optional(),
  retry: z
    .strictObject({
      attempts: z
        .number()
        .int()
        .min(1)
        .max(10)
        .describe('Tries in all, of methods safe to repeat. Default 3.')
        .optional(),
      maxDelay: z
        .number()
        .min(0)
        .max(3600)
        .describe('The longest wait between two tries, in seconds. Default 30.')
        .optional(),
    })
    .describe('How failed calls are repeated.')
    .optional(),
  rateLimit: z
    .strictObject({
      requests: count.describe('Calls in `per` seconds.').optional(),
      per: seconds.describe('Seconds that `requests` counts over. Default 60.').optional(),
      concurrent: count.max(1024).describe('Calls at the same time. Default 64.').optional(),
    })
    .refine((limit) => limit.per === undefined || limit.requests !== undefined, '`per` needs `requests` beside it')
    .describe(
      'What the API may be asked. Default: 64 calls at the same time, and what documentation states of a minute or less; `Retry-After` is always respected.',
    )
    .optional(),
  pagination: paginationOptions.describe('How lists are paged. Default: found out (`auto`).').optional(),
  tools: z
    .strictObject({
      exposure: z
        .enum(['auto', 'direct', 'search'])
        .describe('One tool for each operation (direct), found by search, or by token budget (auto, the default).')
        .optional(),
      include: z.array(policyRow).describe('Only operations that match a row.').optional(),
      exclude: z.array(policyRow).describe('Not the operations that match a row; wins over `include`.').optional(),
      readOnly: z.boolean().describe('Only GET, HEAD, OPTIONS and QUERY.').optional(),
      confirm: confirmRows(
        'Calls that must be confirmed before they are sent: methods (`DELETE`) or rows as in `include`. Default none.',
      ).optional(),
      confirmBy: z
        .enum(['assistant', 'person'])
        .describe(
          'Who confirms where the client cannot ask a person: the assistant, in a second look (the default), or nobody else than a person.',
        )
        .optional(),
    })
    .describe('Which operations are offered, and how.')
    .optional(),
  scope: scopeOptions.optional(),
  environments: z
    .record(
      z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,39}$/, 'expected up to 40 letters, digits, `_`, `.` or `-`'),
      environment,
    )
    .describe('Variants of the API, such as `test` and `live`.')
    .optional(),
  defaultEnvironment: z.string().describe('The environment that serves when a call names none.').optional(),
  allowInsecureHttp: z
    .boolean()
    .describe('Allow plain http beyond this machine. Credentials can then be read on the way.')
    .optional(),
})

/** Scheme, host and port as a browser writes them, nothing after. */
const isOrigin = (text: string): boolean => /^[a-z][a-z0-9+.-]*:\/\/[^/\s]+\/?$/i.test(text)

/** The config file as it is written: every key of DESIGN.md §3 that is built. Pure input, no transforms. */
export const configSchema = z
  .strictObject({
    $schema: z.string().describe('Where the JSON Schema of this file is, for editors.').optional(),
    apis: z.array(api).describe('The Custom APIs, each published as a tool set.'),
    apps: appsOptions.optional(),
    tools: z
      .strictObject({
        budget: z
          .number()
          .int()
          .min(0)
          .describe('Tokens that directly exposed operations may cost in all. Default 6000.')
          .optional(),
        generic: z
          .union([z.boolean(), z.array(z.string().min(1))])
          .describe('The generic tools: all (true, the default), none, or those listed.')
          .optional(),
      })
      .describe('What the client’s tool list may cost.')
      .optional(),
    results: z
      .strictObject({ budget: tokens(200).describe('Tokens that one result may cost. Default 8000.').optional() })
      .describe('What results may cost.')
      .optional(),
    files: z
      .strictObject({
        roots: z
          .array(z.string().min(1))
          .describe('Folders that files may be uploaded from, relative to this file. Default: none.')
          .optional(),
        downloads: z
          .string()
          .min(1)
          .describe('The folder that files are downloaded to. Default: `downloads` in the data folder.')
          .optional(),
        maxBytes: count.describe('The largest file that is uploaded or downloaded. Default 1 GiB.').optional(),
      })
      .describe('Files of this machine that calls may read and write.')
      .optional(),
    server: z
      .strictObject({
        host: z.string().min(1).describe('The address to listen on. Default 127.0.0.1.').optional(),
        port: z.number().int().min(0).max(65_535).describe('The port; 0 takes a free one. Default 8321.').optional(),
        publicUrl: z.string().nullable().describe('The URL that clients use, behind a proxy.').optional(),
        allowedHosts: z
          .array(z.string().refine((text) => /^[^/\s]+$/.test(text), 'expected a host, such as mcp.example.com'))
          .describe('Further `Host` values to accept, with or without a port.')
          .optional(),
        allowedOrigins: z
          .array(z.string().refine(isOrigin, 'expected an origin, such as https://app.example.com'))
          .describe(
            'Web pages that may call and read the answers (CORS), each as its origin: `https://app.example.com`.',
          )
          .optional(),
        auth: issuerOptions
          .nullable()
          .describe('An external issuer whose access tokens are taken beside the local token and those of apps.')
          .optional(),
      })
      .describe('`serve --http`.')
      .optional(),
    storage: z
      .strictObject({ url: z.string().min(1).describe('`file:` and the path of the database.').optional() })
      .describe('Where things are kept. Default: `data.db` in the data folder.')
      .optional(),
  })
  .meta({ title: 'custom-api-mcp configuration' })

export type ConfigInput = z.output<typeof configSchema>
export type ApiInput = ConfigInput['apis'][number]
