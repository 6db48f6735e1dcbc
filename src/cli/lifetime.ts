import { CustomApiError } from '../core/index.ts'

const units: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 7 * 86_400, y: 365 * 86_400 }
const most = 10 * 365 * 86_400 // seconds

/** Milliseconds of `45s`, `30m`, `12h`, `90d`, `8w`, `1y`. @throws CustomApiError `arguments.invalid` */
export function readLifetime(text: string): number {
  const [, count = '', unit = ''] = /^(\d{1,6})([smhdwy])$/.exec(text.trim()) ?? []
  const seconds = Number(count) * (units[unit] ?? 0)
  if (count !== '' && seconds > 0 && seconds <= most) return seconds * 1000
  throw new CustomApiError('arguments.invalid', `--expires is no time from 1s to 10y`, {
    hint: 'write it as a number with s, m, h, d, w or y: --expires 90d',
  })
}
