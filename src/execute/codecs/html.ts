import { isHtml } from '../media.ts'
import { textIn } from './charsets.ts'
import { defineCodec } from './codec.ts'
import { nestsTooDeep, plainText } from './html/plain.ts'
import { pageLimits, pageToMarkdown } from './html/runner.ts'

/**
 * Pages as Markdown: what a reader would see of them. Secrets are masked before as well as after: a conversion rewrites
 * characters.
 */
export const html = defineCodec({
  id: 'html',
  takes: isHtml,
  looksLike: (start) =>
    /^\ufeff?\s*(?:<!--[^>]{0,200}-->\s*)?(?:<\?xml[^>]{0,200}\?>\s*)?<(?:!doctype\s+html|html[\s>])/i.test(start),
  async decode(data, { type, clean }) {
    const page = textIn(data, type, true)
    if (!/<[a-z!/]/i.test(page)) return { kind: 'text', text: page }
    const fits = page.length <= pageLimits.characters && !nestsTooDeep(page)
    const masked = await clean(page)
    const text = fits ? await pageToMarkdown(masked) : undefined
    if (text !== undefined) return { kind: 'text', text, shownAs: 'text/markdown' }
    const says = 'the page is too large or too deep to be shown as Markdown: it is its text'
    return { kind: 'text', text: plainText(masked), shownAs: 'text/plain', notes: [{ says }] }
  },
})
