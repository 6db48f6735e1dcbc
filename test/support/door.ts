import type { ServerResponse } from 'node:http'
import { createServer as createTcpServer, type AddressInfo, type Socket } from 'node:net'
import { expect, onTestFinished } from 'vitest'
import { startUpstream } from './upstream.ts'
import { CustomApiError, silentLog } from '../../src/core/index.ts'
import {
  createDoor,
  hostPort,
  readAll,
  type Door,
  type DoorOptions,
  type HttpRequest,
  type SendOptions,
} from '../../src/http/index.ts'

/** A signal that never aborts. */
export const never = new AbortController().signal

/** A door to the given URLs, consent included. */
export function doorTo(urls: readonly string[], more: Partial<DoorOptions> = {}): Door {
  const door = createDoor({
    policy: {
      origins: new Set(urls.map((url) => new URL(url).origin)),
      privateConsent: new Set(urls.map(hostPort)),
      allowInsecureHttp: false,
    },
    log: silentLog,
    name: 'pets',
    timeouts: { connect: 2, response: 2 },
    maxDelay: 0.05,
    ...more,
  })
  onTestFinished(() => door.close())
  return door
}

/** Sends and reads to the end. */
export async function send(door: Door, request: HttpRequest, options: Partial<SendOptions> = {}) {
  const response = await door.send(request, { signal: never, ...options })
  const { data, complete } = await readAll(response, 1_000_000)
  return { ...response, text: Buffer.from(data).toString(), complete }
}

/** What a promise failed with, as one of ours. */
export const failure = (promise: Promise<unknown>): Promise<CustomApiError> =>
  promise.then(
    () => expect.unreachable('it was expected to fail'),
    (error: unknown) => CustomApiError.from(error),
  )

/** A server that says exactly these bytes to whoever connects, or does with the socket what it likes. */
export async function startRaw(answer: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>()
  const server = createTcpServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy())
    answer(socket)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy()
    await new Promise<void>((done) => server.close(() => done()))
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** Fails so many times, then answers. */
export const failing = (times: number, fail: (response: ServerResponse) => void) => {
  let count = 0
  return startUpstream((_, response) => (count++ < times ? fail(response) : void response.end('fine')))
}
