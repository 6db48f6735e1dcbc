/** The shop in memory: the same seed at every start, forgotten at the end. */
export const tags = ['books', 'garden', 'gift', 'kitchen', 'music', 'office', 'outdoor', 'toys'] as const
export const productStatuses = ['available', 'sold_out', 'discontinued'] as const
export const countries = ['BR', 'DE', 'EG', 'FR', 'IN', 'JP', 'PL', 'US'] as const
export const orderStatuses = ['pending', 'paid', 'shipped', 'delivered', 'cancelled'] as const

export interface Product {
  id: string
  name: string
  description: string
  price: number
  currency: 'EUR'
  stock: number
  status: (typeof productStatuses)[number]
  tags: (typeof tags)[number][]
  createdAt: string
  updatedAt: string
}

export interface Customer {
  id: string
  name: string
  email: string
  country: (typeof countries)[number]
  nickname: string | null
  newsletter: boolean
  address?: { street: string; city: string; postalCode: string }
  createdAt: string
}

export interface Order {
  id: string
  /** Larger than 2^53 on purpose: clients that read it as a double lose digits. */
  number: bigint
  customerId: string
  status: (typeof orderStatuses)[number]
  lines: { productId: string; quantity: number; unitPrice: number }[]
  total: number
  note: string | null
  placedAt: string
}

export interface StoredFile {
  readonly id: string
  readonly name: string
  readonly mediaType: string
  readonly size: number
  readonly sha256: string
  readonly title: string | null
  readonly labels: readonly string[]
  readonly createdAt: string
}

/** One resource: its rows by id, in the order they were made, and the next free number. */
export class Shelf<T extends { readonly id: string }> {
  readonly #rows = new Map<string, T>()
  readonly #prefix: string
  readonly #digits: number
  #count = 0

  constructor(prefix: string, digits: number) {
    this.#prefix = prefix
    this.#digits = digits
  }

  nextId(): string {
    this.#count += 1
    return `${this.#prefix}_${String(this.#count).padStart(this.#digits, '0')}`
  }

  put(row: T): T {
    this.#rows.set(row.id, row)
    return row
  }

  get(id: string): T | undefined {
    return this.#rows.get(id)
  }

  delete(id: string): boolean {
    return this.#rows.delete(id)
  }

  all(): T[] {
    return [...this.#rows.values()]
  }
}

export interface Shop {
  readonly products: Shelf<Product>
  readonly customers: Shelf<Customer>
  readonly orders: Shelf<Order>
  readonly files: Shelf<StoredFile>
  /** Bytes of files by file id, and of pictures by product id. */
  readonly contents: Map<string, { readonly data: Uint8Array; readonly mediaType: string }>
  readonly now: () => Date
}

export function emptyShop(now: () => Date = () => new Date()): Shop {
  return {
    products: new Shelf('prod', 3),
    customers: new Shelf('cust', 3),
    orders: new Shelf('ord', 4),
    files: new Shelf('file', 3),
    contents: new Map(),
    now,
  }
}

/** The order number that follows from an id; beyond what a double holds exactly. */
export function orderNumber(id: string): bigint {
  return 9_007_199_254_740_993n + BigInt(id.slice(4)) * 1_000n
}

/** Sums in cents, so that no total ends in …0000001. */
export function totalOf(lines: Order['lines']): number {
  return lines.reduce((sum, line) => sum + Math.round(line.unitPrice * 100) * line.quantity, 0) / 100
}
