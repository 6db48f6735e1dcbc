import * as z from 'zod'
import type { FileValue } from '../../files/index.ts'
import { sendPlanned } from '../planned-call.ts'
import { openFile } from '../open-file.ts'
import { planUpload } from '../upload.ts'
import { anyObject, defineGeneric } from './tool.ts'

/** What is not listed is accepted all the same: every name costs tokens in every list (DESIGN.md §4). */
const input = z.strictObject({
  api: z.string(),
  operation: z.string().optional(),
  path: z.string().optional(),
  file: z.string().meta({ description: 'path, data: URI or handle' }),
  arguments: anyObject.optional(),
  query: anyObject.optional().meta({ hidden: true }), // a path carries its query
  field: z.string().optional(),
  fields: anyObject.optional(),
  filename: z.string().optional(),
  contentType: z.string().optional().meta({ hidden: true }), // told by name and content
  method: z.string().optional(),
  environment: z.string().optional(),
  confirm: z.string().optional().meta({ hidden: true }),
})

export const uploadFile = defineGeneric({
  name: 'upload_file',
  title: 'Upload file',
  description: 'Upload a file',
  input,
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },

  async run(given, view, context) {
    const { file, filename, contentType, ...wish } = given
    const open = (text: string): Promise<FileValue> => openFile(text, view, view.caller)
    const multipart = contentType !== undefined && /^multipart\//i.test(contentType) // that is the body, not the file
    const found = (await open(file)).as({ name: filename, mediaType: multipart ? undefined : contentType })
    const planned = await planUpload({ ...wish, file: found, multipart }, view.api(given.api), view.caller, open)
    return sendPlanned(planned, view, context)
  },
})
