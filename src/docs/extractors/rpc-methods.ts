import { toMarked } from '../infer/inline.ts'
import type { Item, Outline, SectionNode } from '../infer/outline.ts'
import { readTarget, targetEnd, type Target } from '../infer/target.ts'
import type { Extractor, Finding } from './extractor.ts'

/** `https://api.example.com/bot<token>/METHOD_NAME`: the name of a method is the end of the path. */
const form =
  /(?:METHOD[_-]?NAME|\$?FUNCTION[_-]?NAME|\{function(?:_?name)?\}|<function(?:[_ -]?name)?>|METHOD|\{method(?:_?name)?\}|<method(?:[_ -]?name)?>|:method|\[method(?:[_ ]?name)?\])(?=["'`\s<]|$)/i
const forms = new WeakMap<Outline, Target | null>()

/** Pages that list methods by name under one URL form (bots, RPC over HTTP): each heading with a method's name is one. */
export const rpcMethods: Extractor = {
  id: 'rpc-methods',
  read(item, outline) {
    if (item.block !== undefined) return []
    const [, name = '', list] = signature.exec(item.marked.replaceAll('`', '').trim()) ?? []
    if (!isMethodName(name)) return []
    const pattern = formOf(outline)
    if (pattern === null || (list === undefined && !describesCall(item.node))) return []
    const path = pattern.path.replace(/[^/]*\/?$/, name)
    // with its arguments in brackets the name tells whether it only reads
    const reads =
      list === undefined ? !takesParameters(item.node) : /^(?:get|list|is|has|count|check|find|search)/.test(name)
    const method = reads ? ('GET' as const) : ('POST' as const)
    const query = [...(list ?? '').matchAll(/[A-Za-z_]\w{0,60}(?=\s*(?:[,\][=]|$))/g)].map(([word]) => ({ name: word }))
    const target = { ...pattern, path, query, raw: path }
    return [
      { at: item.at, row: 0, method, target, form: 'declared', weight: 0.85, by: 'rpc-methods' } satisfies Finding,
    ]
  },
}

/** `sendMessage`, or with what it takes: `createPad(padId, [text])`. */
const signature = /^([\w.]+)(?:\(([^()]{0,200})\))?$/

/** `sendMessage`, `users.list`, `core_get_info`: one word of two parts that begins small. */
const isMethodName = (title: string): boolean =>
  /^[a-z][a-z0-9]*(?:[A-Z][A-Za-z0-9]*|[._][A-Za-z][A-Za-z0-9]*)+$/.test(title.trim())

function formOf(outline: Outline): Target | null {
  const known = forms.get(outline)
  if (known !== undefined) return known
  let found: Target | null = null
  for (const item of outline.items.slice(0, 5000)) {
    found = formIn(item)
    if (found !== null) break
  }
  forms.set(outline, found)
  return found
}

function formIn({ block, marked }: Item): Target | null {
  const text =
    block?.kind === 'text'
      ? marked
      : block?.kind === 'code' && block.text.length < 2000
        ? block.text
        : block?.kind === 'list'
          ? block.items
              .slice(0, 20)
              .map(({ markdown }) => toMarked(markdown))
              .join('\n')
          : ''
  for (const match of text.matchAll(/https?:\/\/|(?<=`)\/(?=\w)/gi)) {
    const url = text.slice(match.index, targetEnd(text, match.index))
    if (form.test(url)) return readTarget(url) ?? null
  }
  return null
}

const describesCall = (node: SectionNode): boolean =>
  node.items.some(({ marked }) =>
    /\bthis method\b|\bmethod\b.{0,40}\b(?:to|for)\b|\breturns?\b|\bon success\b|\bretrieves?\b/i.test(marked),
  ) || takesParameters(node)

const takesParameters = (node: SectionNode): boolean =>
  node.items.some(({ block }) => block?.kind === 'table' && /^(?:param|argument)/i.test(block.header[0] ?? ''))
