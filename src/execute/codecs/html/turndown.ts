export { default as Turndown } from 'turndown'
export { gfm } from '@joplin/turndown-plugin-gfm'
