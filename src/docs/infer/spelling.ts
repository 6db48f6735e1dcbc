import type { Block } from '../model.ts'

/** `http(s)://`, `http[s]://`: either scheme. */
const eitherScheme = /\bhttp(?:\(s\)|\[s\]):\/\//gi
/** The command as its makers write its name. */
const namedCurl = /^([ \t]*(?:[$>#%][ \t]*)?)(?:cURL|CURL)(?=[ \t]+(?:-|[A-Z]{3,7}[ \t]|["']?https?:))/gm

const settled = (text: string): string => text.replace(eitherScheme, 'http://').replace(namedCurl, '$1curl')

/** What authors spell in ways that no program takes, as programs do. The block itself where there is nothing of it. */
export function spelled(block: Block): Block {
  switch (block.kind) {
    case 'code': {
      const text = settled(block.text)
      return text === block.text ? block : { ...block, text }
    }
    case 'text': {
      const markdown = settled(block.markdown)
      return markdown === block.markdown ? block : { ...block, markdown, text: settled(block.text) }
    }
    case 'table':
      return block.rows.some((row) => row.some((cell) => cell.search(eitherScheme) >= 0))
        ? { ...block, rows: block.rows.map((row) => row.map(settled)) }
        : block
    default:
      return block
  }
}
