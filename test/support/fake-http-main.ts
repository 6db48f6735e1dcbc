/** The program that the conformance suite meets when it tests the protocol alone: HTTP around the fake toolbox. */
import { silentLog } from '../../src/core/index.ts'
import { createMcpHttp } from '../../src/mcp/index.ts'
import { startHttp } from '../../src/server/index.ts'
import { fakeToolbox } from './fake-toolbox.ts'
import { gateOf } from './gate.ts'

const mcp = createMcpHttp({ toolbox: fakeToolbox(), log: silentLog, version: '0.0.0' })
const service = await startHttp({
  host: '127.0.0.1',
  port: 0,
  publicUrl: undefined,
  allowedHosts: [],
  allowedOrigins: [],
  gate: gateOf(undefined),
  insecureNoToken: true,
  mcp,
  log: silentLog,
  ready: () => true,
})
process.stderr.write(`listening on ${service.url}\n`)
process.on('SIGTERM', () => void service.close().then(() => process.exit(0)))
