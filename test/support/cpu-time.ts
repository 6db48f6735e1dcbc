/** Seconds of processor time that work of this thread takes: unlike the clock, the same however busy the machine is. */
export function cpuSeconds(work: () => void): number {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1e6
}
