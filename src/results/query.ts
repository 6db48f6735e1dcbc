import { CustomApiError, estimateTokens, type Caller, type Redactor } from '../core/index.ts'
import type { Keeper } from './keeper.ts'
import type { Presented } from './model.ts'
import { noteOf, restLines, textContent } from './note.ts'

export interface QueryOptions {
  readonly budget: number
  readonly redactor: Redactor
  readonly caller: Caller
  readonly signal?: AbortSignal | undefined
}

export interface HandleQuery {
  readonly handle: string
  readonly select?: string | undefined
  readonly offset?: number | undefined
  readonly limit?: number | undefined
}

const noteBudget = 200

/**
 * Part of a kept result within the budget, and the call that gives what follows.
 *
 * @throws CustomApiError `handle.unknown`, `arguments.invalid` for the select, `result.too_large`
 */
export async function queryKept(query: HandleQuery, keeper: Keeper, options: QueryOptions): Promise<Presented> {
  const { budget, redactor, caller, signal } = options
  const id = handleOf(query.handle)
  const kept = await keeper.handles.head(id, caller)
  if (kept.form === 'bytes')
    throw new CustomApiError(
      'arguments.invalid',
      `the result is ${kept.mediaType || 'bytes'}: nothing in it to select`,
      {
        hint: `read the resource handle://${id}`,
      },
    )
  const room = Math.max(1, budget - Math.min(noteBudget, Math.ceil(budget / 3)))
  const { select, offset, limit } = query
  const answered = await keeper.answerKept(id, kept, { select, offset, limit, budget: room }, caller, signal)
  const text = redactor.text(answered.text)
  const note = noteOf(restLines(id, answered, select), budget - estimateTokens(text), redactor)
  return { content: [...(text === '' ? [] : [textContent(text)]), ...note], code: undefined }
}

/** A handle as it was given or as the URI of its resource. */
export const handleOf = (given: string): string => given.trim().replace(/^handle:\/\//, '')
