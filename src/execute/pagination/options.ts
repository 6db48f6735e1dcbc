import * as z from 'zod'
import { fold } from './words.ts'

/** A JSON Pointer (RFC 6901); `''` is the whole. */
export const place = z
  .string()
  .max(300)
  .regex(/^(?:\/(?:[^~/]|~[01])*)*$/, 'expected a JSON Pointer such as "/meta/next"')

const itemsPointer = place.describe('JSON Pointer of the list of items. Default: found.').optional()

/** The key that tells the styles apart. */
export const styleKey = <T extends string>(id: T) =>
  z.literal(id).describe('How the pages of a list follow each other.')

/** What every style may say. */
export const common = { items: itemsPointer }

export const nextPlace = (what: string) => place.min(1).describe(what)

const paramName = z.string().min(1).max(200)
export const param = (what: string) => paramName.describe(what)

export const inPlace = z
  .enum(['query', 'header', 'body'])
  .describe('Where the parameter goes. Default: as the description says, else the query.')
  .optional()

export const total = place.min(1).describe('JSON Pointer of the number of items in all.').optional()
export const limit = paramName
  .describe('The parameter with the size of a page: a page with fewer items than it asks for is the last.')
  .optional()

export const sameName = (a: string, b: string): boolean => a === b || fold(a) === fold(b)
