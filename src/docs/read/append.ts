/** Adds all of them, however many: as arguments of one call, a hundred thousand are too many. */
export function append<T>(to: T[], items: Iterable<T>): void {
  for (const item of items) to.push(item)
}
