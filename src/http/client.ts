// What we take of undici. A file of its own, so that a bundle that loads it later finds the names of a CommonJS package.
export { Agent, buildConnector } from 'undici'
