export { startHttp, type HttpOptions, type HttpService } from './start-http.ts'
export { localToken, type LocalToken } from './local-token.ts'
