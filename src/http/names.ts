const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/

/** Whether a text can be the name of a header or a method: a token (RFC 9110 §5.6.2). */
export const isToken = (text: string): boolean => token.test(text)

/** Headers that are the connection's (RFC 9110 §7.6.1) or written for each request, in small letters: nobody else gives them. */
export const connectionHeaders: ReadonlySet<string> = new Set([
  'host',
  'content-length',
  'transfer-encoding',
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'upgrade',
  'expect',
])
