import * as z from 'zod'
import { downloadPlanned, planDownload } from '../download.ts'
import { anyObject, defineGeneric } from './tool.ts'

/** What is not listed is accepted all the same: every name costs tokens in every list (DESIGN.md §4). */
const input = z.strictObject({
  api: z.string(),
  operation: z.string().optional(),
  path: z.string().optional(),
  arguments: anyObject.optional(),
  query: anyObject.optional().meta({ hidden: true }), // a path carries its query
  saveAs: z.string().optional(),
  overwrite: z.boolean().optional().meta({ hidden: true }), // the error that asks for it names it
  environment: z.string().optional(),
  confirm: z.string().optional().meta({ hidden: true }),
})

export const downloadFile = defineGeneric({
  name: 'download_file',
  title: 'Download file',
  description: 'Save what a GET answers',
  input,
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: true },

  async run(given, view, context) {
    const { api, saveAs, overwrite, ...wish } = given
    const planned = await planDownload(wish, view.api(api), view.caller)
    return downloadPlanned(planned, { saveAs, overwrite }, view, context)
  },
})
