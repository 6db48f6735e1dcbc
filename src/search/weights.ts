/**
 * How strongly each observation of the ranking counts: shares of a whole factor, or of a word's weight. Chosen on one half of
 * several sets of requests, and kept only where the other half did not lose (`npm run eval:search`).
 */
export const weights = {
  // What of the request a document names, and what of its path and names was asked for.
  covered: 0.7,
  path: 0.7,
  name: 0.4,
  /** The end of a path that is what the request is about. */
  onLeaf: 1.35,
  /** Kept for those who use it already. */
  outdated: 0.2,

  // What is wanted, and what a document does.
  /** A document that does something else. */
  action: 0.65,
  /** A document that does something else than look, for a question. */
  asked: 0.8,
  /** A document that is called by the very verb. */
  named: 0.1,
  /** How surely an unknown word with an object after it is an order to change something. */
  order: 0.5,
  /** How surely a few words without a verb ask for what they name: `my notifications`, and `profile picture`. */
  thing: 0.9,
  plainRead: 0.5,

  // One or many.
  one: 0.08,
  many: 0.15,
  surelyMany: 0.4,
  surelyOne: 0.3,
  changeOne: 0.2,
  changeMany: 0.15,

  // Words of a request.
  /** A verb that the method says as well, and one that tells operations of one method apart. */
  verb: 0.55,
  specificVerb: 0.7,
  /** What the request is about, rather than where or for whom. */
  head: 1.05,
  /** Said in every request. */
  light: 0.4,
  /** What a turn of phrase stands for. */
  phrase: 0.6,
} as const
