export { startSample, type Sample, type SampleOptions } from './server.ts'
