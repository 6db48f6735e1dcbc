import type { Io } from './io.ts'

const every = 100 // milliseconds
const width = 24
const units = ['B', 'kB', 'MB', 'GB', 'TB'] as const

/** `12.3 MB`. */
export function size(bytes: number): string {
  let value = bytes
  let unit = 0
  for (; value >= 1000 && unit < units.length - 1; unit++) value /= 1000
  return `${unit === 0 ? value : value.toFixed(value < 10 ? 1 : 0)} ${units[unit] ?? ''}`
}

function seconds(left: number): string {
  const whole = Math.ceil(left)
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')} min`
}

/** One line of a bar; without a total there is only what has moved. */
export function barLine(doing: string, bytes: number, total: number | undefined, elapsed: number): string {
  const speed = elapsed > 0 ? bytes / elapsed : 0
  const rate = speed > 0 ? `  ${size(speed)}/s` : ''
  if (total === undefined || total <= 0) return `${doing}  ${size(bytes)}${rate}`
  const share = Math.min(1, bytes / total)
  const full = Math.floor(share * width)
  const bar = `[${'='.repeat(full)}${' '.repeat(width - full)}]`
  const left = speed > 0 && bytes < total ? `  ${seconds((total - bytes) / speed)} left` : ''
  return `${doing}  ${bar} ${Math.floor(share * 100)} %  ${size(bytes)} of ${size(total)}${rate}${left}`
}

export interface ProgressBar {
  readonly moved: (bytes: number, total: number | undefined) => void
  /** Takes the bar away. */
  readonly end: () => void
}

/** A bar on the terminal; nothing where standard error is none. */
export function progressBar({ stderr }: Io, doing: string): ProgressBar {
  if (stderr.isTTY !== true) return { moved() {}, end() {} }
  const started = performance.now()
  let last = Number.NEGATIVE_INFINITY
  let drawn = false
  return {
    moved(bytes, total) {
      const now = performance.now()
      if (now - last < every) return
      last = now
      drawn = true
      stderr.write(`\r\u001b[K${barLine(doing, bytes, total, (now - started) / 1000)}`)
    },
    end: () => void (drawn && stderr.write('\r\u001b[K')),
  }
}
