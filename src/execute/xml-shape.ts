import type { ResponseSpec, XmlShape } from '../catalog/index.ts'
import { isXml, parseMediaType } from './media.ts'

/** How the description says that an answer of this status and type is written as XML; `undefined` where it says nothing. */
export function xmlShapeFor(
  responses: readonly ResponseSpec[] | undefined,
  status: number,
  contentType: string,
): XmlShape | undefined {
  if (responses === undefined) return undefined
  const { essence } = parseMediaType(contentType)
  if (!isXml(essence) && !/^(?:|text\/(?:plain|html)|application\/octet-stream)$/.test(essence)) return undefined
  const wanted = [String(status), `${String(status).slice(0, 1)}XX`, 'default']
  for (const one of wanted) {
    const media =
      responses.find((response) => response.status === one)?.media.filter(({ xml }) => xml !== undefined) ?? []
    const exact = media.find(({ mediaType }) => parseMediaType(mediaType).essence === essence)
    const found = exact ?? media[0]
    if (found !== undefined) return found.xml
  }
  return undefined
}
