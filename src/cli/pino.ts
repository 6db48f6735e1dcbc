// A file of its own, so that a bundle that loads it later finds the name in a CommonJS package.
export { pino } from 'pino'
