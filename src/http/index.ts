export type * from './model.ts'
export { createDoor, type DoorOptions } from './door.ts'
export { type RateLimit } from './gate.ts'
export { type Resolve } from './connect.ts'
export {
  encodeStrictly,
  get,
  headerValues,
  requestUrl,
  toRequest,
  withCookie,
  withHeader,
  withoutHeader,
  withQuery,
} from './request.ts'
export { connectionHeaders, isToken } from './names.ts'
export { hostPort, parseTargetUrl, shownRequest } from './target-url.ts'
export { digestOf, isSource, joinBodies } from './outgoing.ts'
export { defaultLimits, readAll, readOrStream } from './body.ts'
export { decodeText, readContentType } from './charset.ts'
export { fetchText, type Conditional, type FetchedText, type FetchTextOptions } from './fetch-text.ts'
export { loadUndici as warmHttp } from './undici.ts'
