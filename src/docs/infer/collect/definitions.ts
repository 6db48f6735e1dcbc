import { captionOf } from '../captions.ts'
import { hasBody, type Method } from '../methods.ts'
import type { Item } from '../outline.ts'
import { toMarked } from '../inline.ts'
import { readEntry, readParameterList } from '../parameters/list.ts'
import { bareLabel, toCaption } from '../words.ts'
import { addAll, takes, type Collecting } from './collecting.ts'
import { cutAtDash, readStatuses } from './statuses.ts'

/** A definition list: each term a parameter, or a caption over a list of them. */
export function fromDefinitions(to: Collecting, item: Item): void {
  if (item.block?.kind !== 'definitions') return
  const caption = captionOf(item, to.outline)
  for (const { term, markdown } of item.block.rows) {
    // a field list: the term is the caption, the definition holds the list (Sphinx)
    const says = toCaption(toMarked(term))
    const entries = fieldEntries(markdown, toMarked(term))
    if (says !== undefined && says !== 'other' && entries.length > 0) {
      const list = readParameterList({ kind: 'list', items: entries.map((text) => ({ depth: 0, markdown: text })) })
      const statuses = readStatuses(entries.map(cutAtDash))
      to.each(item, undefined, (own, operation) => {
        statuses.forEach((text, status) => own.statuses.set(status, text))
        // "JSON Object:" of a call without a body: an object of its answer
        const answered = says === 'body' && isJsonObject.test(toMarked(term)) && isBodiless(operation.method)
        if (statuses.size === 0 && !answered && takes(says, operation, false, own, item))
          addAll(own, list.parameters, says, toMarked(term), item, 1)
      })
      continue
    }
    if (/^\p{L}+[:：]?$/u.test(toMarked(term)) && (says === 'response' || says === 'request')) continue
    // "Synopsis:", "Permissions:": a field of the description, no name
    if (/^\p{Lu}\p{Ll}+(?: \p{L}+){0,3}[:：]$/u.test(term.trim())) continue
    const read = readEntry(
      `${
        /^[`*]/.test(term)
          ? term
          : `\`${toMarked(term).split(/[\s(:]/)[0] ?? ''}\` ${toMarked(term)
              .split(/(?<=^\S+)\s/)
              .slice(1)
              .join(' ')}`
      } : ${markdown}`,
    )
    if (read === undefined) continue
    to.each(item, undefined, (own, operation) => {
      if (takes(caption.says, operation, true, own, item))
        addAll(own, [{ ...read, evidence: 'definitions' }], caption.says, caption.text, item, 1)
    })
  }
}

const isJsonObject = /^JSON (?:Object|Array|Objects)\b/

const isBodiless = (method: Method): boolean => !hasBody(method) && method !== 'DELETE'

/** The entries of a field list: bullets, or a line each where the term is a caption of more than one word. */
function fieldEntries(markdown: string, term: string): string[] {
  const bullets = markdown
    .split(/\n(?=[*+-] )|^(?=[*+-] )/)
    .filter((line) => /^[*+-] /.test(line))
    .map((line) => line.slice(2))
  if (bullets.length > 0) return bullets
  const caption = bareLabel(term)
  if (!/\s/.test(caption) && !/[:：]$/.test(term.trim())) return []
  const lines = markdown.split('\n').filter((line) => line.trim() !== '')
  return lines.every((line) => readEntry(line) !== undefined || /^\[[^\]]+\]\(/.test(line)) ? lines : []
}
