/** The program that tests spawn: the protocol over stdio around the fake toolbox. */
import { silentLog, type Log } from '../../src/core/index.ts'
import { serveStdio } from '../../src/mcp/index.ts'
import { fakeToolbox } from './fake-toolbox.ts'

const say = (message: string): void => void process.stderr.write(`${message}\n`)
const log: Log = { ...silentLog, error: say, warn: say }

await serveStdio({ toolbox: fakeToolbox(), caller: { via: 'stdio', app: 'desk' }, log, version: '0.0.0' }).closed
process.exit(0)
