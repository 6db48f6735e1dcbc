import type { Command } from '../command.ts'
import { add } from './add.ts'
import { call } from './call.ts'
import { check } from './check.ts'
import { collect } from './collect.ts'
import { credentials } from './credentials.ts'
import { describe } from './describe.ts'
import { download } from './download.ts'
import { exec } from './exec.ts'
import { docs } from './docs.ts'
import { list } from './list.ts'
import { search } from './search.ts'
import { serve } from './serve.ts'
import { show } from './show.ts'
import { tokens } from './tokens.ts'
import { tools } from './tools.ts'
import { trust } from './trust.ts'
import { upload } from './upload.ts'

/** Every verb, in the order of `--help`. */
export const commands: readonly Command[] = [
  serve,
  add,
  check,
  tools,
  list,
  show,
  search,
  describe,
  call,
  collect,
  upload,
  download,
  docs,
  credentials,
  tokens,
  trust,
  exec,
]
