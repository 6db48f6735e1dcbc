import type { Page } from '../model.ts'
import { readHtml } from './html/read-html.ts'
import { toSections } from './sections.ts'

/**
 * A documentation page as clean Markdown in sections. What it is (HTML, Markdown, text) is found by looking; the media type
 * is a hint. Never throws for what a page holds; scripts are never run.
 */
export function readPage(source: { text: string; mediaType: string; url: string }): Page {
  const url = withoutFragment(source.url)
  const text = source.text.replace(/^\ufeff/, '').replaceAll('\r\n', '\n')
  if (looksLikeHtml(text, source.mediaType)) return readHtml(text, url)
  const { markdown, sections } = toSections(text)
  const title = sections.find((it) => it.level > 0)?.title ?? ''
  return { url, title, markdown, sections, links: [], hints: { scripts: [], linkRels: [], elements: [] } }
}

function looksLikeHtml(text: string, mediaType: string): boolean {
  if (/^\s*(<!--[^]{0,500}?-->\s*)?(<!doctype html|<html|<head|<body)/i.test(text.slice(0, 2000))) return true
  return mediaType.includes('html')
}

function withoutFragment(url: string): string {
  const at = url.indexOf('#')
  return at === -1 ? url : url.slice(0, at)
}
