import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'

/** Large sample data that lies beside a developer's checkout; absent in a user's. Tests that need it skip, visibly. */
export const sharedFolder = resolve(import.meta.dirname, '../../../shared')
export const hasShared = existsSync(join(sharedFolder, 'specs', 'index.json'))
export const shared = (...parts: readonly string[]): string => join(sharedFolder, ...parts)
