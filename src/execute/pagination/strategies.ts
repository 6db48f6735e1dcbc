import { argumentsStyle } from './strategies/arguments.ts'
import { cursor } from './strategies/cursor.ts'
import { headerCursor } from './strategies/header-cursor.ts'
import { lastItem } from './strategies/last-item.ts'
import { link } from './strategies/link.ts'
import { nextUrl } from './strategies/next-url.ts'
import { offset } from './strategies/offset.ts'
import { page } from './strategies/page.ts'
import { range } from './strategies/range.ts'

/** Every way of paging. Where an answer speaks of several, the one that stands first here is taken. */
export const strategies = [link, nextUrl, argumentsStyle, cursor, headerCursor, lastItem, page, offset, range] as const
