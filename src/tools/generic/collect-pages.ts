import * as z from 'zod'
import { checkSelect } from '../../results/index.ts'
import { confirmed } from '../confirm.ts'
import { startCollecting } from '../collect.ts'
import { presentCollected, presentFailed } from '../collected.ts'
import { pageProgress } from '../page-progress.ts'
import { secondsOf } from '../deadline.ts'
import { anyObject, defineGeneric } from './tool.ts'

const most = z.number().int().min(1).max(1_000_000).optional().meta({ type: 'integer' })

export const collectPages = defineGeneric({
  name: 'collect_pages',
  title: 'Collect pages',
  description: 'Get all pages',
  input: z.strictObject({
    api: z.string(),
    operation: z.string().optional(),
    path: z.string().optional(),
    arguments: anyObject.optional(),
    query: anyObject.optional(),
    items: z.string().optional(),
    maxItems: most,
    maxPages: most,
    environment: z.string().optional(),
    select: z.string().optional(),
    resume: z.string().optional(),
    confirm: z.string().optional().meta({ hidden: true }),
  }),
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: true },

  async run({ select, ...input }, view, context) {
    if (select !== undefined) await checkSelect(select)
    const progress = pageProgress(context.progress)
    try {
      const begun = await startCollecting(input, view.api(input.api), {
        caller: view.caller,
        resumes: view.keeper?.resumes,
        signal: context.signal,
        confirm: (call) => confirmed(call, view, context),
        time: ({ target }) => timeToCollect(secondsOf(target, context) * 1000),
        onPage: progress.onPage,
      })
      return 'failed' in begun
        ? await presentFailed(begun.failed, view, context)
        : await presentCollected(begun, { select, view, signal: context.signal })
    } finally {
      progress.end()
    }
  },
})

/** Milliseconds of a call's time that pages may take: some are left for keeping and showing what was collected. */
const timeToCollect = (whole: number): number => whole - Math.min(5_000, whole / 4)
