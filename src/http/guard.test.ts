import { describe, expect, test } from 'vitest'
import { CustomApiError } from '../core/index.ts'
import { reachOf } from './addresses.ts'
import { createGuard } from './guard.ts'

test.each([
  ['93.184.216.34', 'public'],
  ['2606:2800:220:1:248:1893:25c8:1946', 'public'],
  ['127.0.0.1', 'loopback'],
  ['127.255.255.254', 'loopback'],
  ['::1', 'loopback'],
  ['::ffff:127.0.0.1', 'loopback'],
  ['[::ffff:7f00:1]', 'loopback'],
  ['10.0.0.1', 'private'],
  ['172.31.255.255', 'private'],
  ['192.168.1.1', 'private'],
  ['100.64.0.1', 'private'],
  ['198.18.0.1', 'private'],
  ['fd12:3456::1', 'private'],
  ['::ffff:10.0.0.1', 'private'],
  ['0.0.0.0', 'never'],
  ['0.1.2.3', 'never'],
  ['::', 'never'],
  ['169.254.169.254', 'never'],
  ['::ffff:169.254.169.254', 'never'],
  ['168.63.129.16', 'never'],
  ['100.100.100.200', 'never'],
  ['192.0.0.192', 'never'],
  ['fd00:ec2::254', 'never'],
  ['fd20:ce::254', 'never'],
  ['fe80::1', 'never'],
  ['fe80::1%eth0', 'never'],
  ['fec0::1', 'never'],
  ['ff02::1', 'never'],
  ['224.0.0.1', 'never'],
  ['255.255.255.255', 'never'],
  ['240.0.0.1', 'never'],
  ['192.0.2.1', 'never'],
  ['2001:db8::1', 'never'],
  ['64:ff9b::93.184.216.34', 'public'],
  ['64:ff9b::10.0.0.1', 'never'],
  ['64:ff9b::a9fe:a9fe', 'never'],
  ['64:ff9b:1::1.1.1.1', 'never'],
  ['2002:5db8:d822::1', 'public'],
  ['2002:7f00:1::1', 'never'],
  ['2002:a9fe:a9fe::1', 'never'],
  ['2001:0:4136:e378::1', 'never'],
  ['::ffff:0:127.0.0.1', 'never'],
  ['::127.0.0.1', 'never'],
  ['4000::1', 'never'],
  ['localhost', 'never'],
  ['', 'never'],
] as const)('%s is %s', (address, reach) => {
  expect(reachOf(address)).toBe(reach)
})

describe('plain http', () => {
  const rows = [
    { origin: 'http://api.example.com', address: '93.184.216.34', allow: false, passes: false },
    { origin: 'http://api.example.com', address: '93.184.216.34', allow: true, passes: true },
    { origin: 'https://api.example.com', address: '93.184.216.34', allow: false, passes: true },
    { origin: 'http://intranet.example', address: '10.0.0.1', allow: false, passes: false },
    { origin: 'http://intranet.example', address: '10.0.0.1', allow: true, passes: true },
    { origin: 'http://localhost:8080', address: '127.0.0.1', allow: false, passes: true },
    { origin: 'http://localhost:8080', address: '::1', allow: false, passes: true },
  ]
  test.each(rows)(
    'to $origin at $address with allowInsecureHttp $allow: $passes',
    ({ origin, address, allow, passes }) => {
      const guard = createGuard('pets', {
        origins: new Set([origin]),
        privateConsent: new Set(['intranet.example:80', 'localhost:8080']),
        allowInsecureHttp: allow,
      })
      const check = (): unknown => {
        try {
          return guard.addresses(guard.place(origin), [address])
        } catch (error) {
          return CustomApiError.from(error).code
        }
      }
      expect(check()).toBe(passes ? undefined : 'host.blocked')
    },
  )
})
