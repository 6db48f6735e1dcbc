import * as z from 'zod'
import type { Secret, SecurityScheme } from '../core/index.ts'
import type { HttpRequest } from '../http/index.ts'
import { referenceForms, referenceKind } from '../vault/index.ts'

/** Where on a request a scheme puts something. */
export interface Placement {
  readonly in: 'header' | 'query' | 'cookie'
  readonly name: string
}

type Parts<Part extends string> = Readonly<Record<Part, Secret>>

/** One way to place a credential. A value in a file of its own, listed in `schemes.ts`. */
interface SchemeShape<Id extends string, O extends z.ZodType<{ readonly type: Id }>, Part extends string> {
  readonly id: Id
  /** What the config may say about it; strict. */
  readonly options: O
  /** Options for a scheme that a description declares; `undefined` when this is not the one to serve it. */
  derive(declared: SecurityScheme): z.input<O> | undefined
  /** What its credential consists of; none where nothing is sent. */
  readonly parts: readonly Part[]
  /** The parts in a credential that was given as one string. @throws CustomApiError `credential.invalid` */
  split(whole: Secret): Parts<Part>
  /** Whether the string has the form that this scheme expects: decides between alternatives, refuses nothing. */
  fits(whole: Secret): boolean
  /** The parts that must never be seen. */
  secrets(credential: Parts<Part>): readonly Secret[]
  placements(options: z.output<O>): readonly Placement[]
  /** The part of the credential that a row of a config list takes (`CUSTOM_API_<NAME>_<SLUG>`), before it is a slug. */
  partOf(options: z.output<O>): string
  /**
   * A copy of the request with the credential placed. Fetches nothing.
   *
   * @throws CustomApiError `credential.invalid` when the value cannot stand where it belongs
   */
  apply(request: HttpRequest, options: z.output<O>, credential: Parts<Part>): HttpRequest
}

/** A scheme with its options filled in: what the authorizer works with, whichever scheme it is. */
export interface BoundScheme {
  readonly id: string
  readonly parts: readonly string[]
  readonly placements: readonly Placement[]
  readonly part: string
  /** The reference that the config row names: `env:NAME`, `file:/path`, …. */
  readonly reference: string | undefined
  split(whole: Secret): Parts<string>
  fits(whole: Secret): boolean
  secrets(credential: Parts<string>): readonly Secret[]
  apply(request: HttpRequest, credential: Parts<string>): HttpRequest
}

/** A scheme ready to be bound to options. */
export type Scheme<Id extends string, O extends z.ZodType<{ readonly type: Id }>, Part extends string> = SchemeShape<
  Id,
  O,
  Part
> & { bind(options: unknown): BoundScheme }

/** Declares a scheme. `bind` throws a `ZodError` for options that `options` does not accept. */
export function defineScheme<
  const Id extends string,
  O extends z.ZodType<{ readonly type: Id; readonly credential?: string | undefined }>,
  const Part extends string,
>(shape: SchemeShape<Id, O, Part>): Scheme<Id, O, Part> {
  return {
    ...shape,
    bind(input) {
      const options = shape.options.parse(input)
      // `parts` names what `split` returns; the authorizer never hands over anything else
      const own = (credential: Parts<string>): Parts<Part> => credential as Parts<Part>
      return {
        id: shape.id,
        parts: shape.parts,
        placements: shape.placements(options),
        part: shape.partOf(options),
        reference: options.credential,
        split: (whole) => shape.split(whole),
        fits: (whole) => shape.fits(whole),
        secrets: (credential) => shape.secrets(own(credential)),
        apply: (request, credential) => shape.apply(request, options, own(credential)),
      }
    },
  }
}

/** The optional key `credential` of every scheme that needs one: where the secret is, never the secret. */
export const reference = {
  credential: z
    .string()
    .regex(/^(env|file|keychain|op|cmd):/, { error: `must be one of ${referenceForms}`, abort: true })
    .refine((text) => referenceKind(text) !== undefined, `must be one of ${referenceForms}`)
    .optional()
    .describe(
      `Where the credential is: ${referenceForms}. Without it, the vault (custom-api-mcp credentials set), else the variable CUSTOM_API_<NAME>.`,
    ),
}
