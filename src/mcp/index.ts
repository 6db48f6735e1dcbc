export { serveStdio, type StdioOptions, type StdioService } from './stdio.ts'
export { createMcpHttp, type McpHttp, type McpHttpOptions } from './http.ts'
export { readMessage } from './message.ts'
