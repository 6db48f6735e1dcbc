import { expect, test } from 'vitest'
import { fence, operationsOf } from '../../../test/support/prose.ts'

const call = `${fence('', 'POST /v1/boats/{id}/move')}\n\`GET /v1/boats\` lists them.\n\n### GET /v1/harbours\n\nAll of them.\n`

test.each<[says: string, text: string, name?: string]>([
  [
    'parts that nothing else has',
    `# Boats over HTTP\n\n## Motivation\n\nx\n\n## Goals\n\ny\n\n## Non-goals\n\nz\n\n## Design\n\n${call}\n## Alternatives considered\n\nNone.\n`,
  ],
  ['a status', `# Moving boats\n\n- Author: Ada\n- Status: Draft\n\n## Problem\n\nx\n\n## Proposed design\n\n${call}`],
  [
    'a section of its status',
    `# 7. Moving boats\n\n## Status\n\nAccepted\n\n## Context\n\n${call}\n## Consequences\n\nx\n`,
  ],
  ['its title', `# Boats API proposal\n\n${call}`],
  ['its address', `# Moving boats\n\n## Problem\n\nx\n\n## Solution\n\n${call}`, 'proposals/12-boats.md'],
  ['its opening', `# Moving boats\n\nThis is a proposal for boats.\n\n## Reasoning\n\nx\n\n## Design goals\n\n${call}`],
  ['what it proposes, part by part', `# Sails\n\nx\n\n# Proposed CLI\n\nx\n\n# API Proposal\n\n${call}`],
])('a proposal, by %s, documents no API', (_, text, name) => {
  expect(operationsOf(text, name)).toEqual([])
})

test.each([
  ['of proposals', `# Proposals API\n\n## Create a proposal\n\n${call}`],
  [
    'with a motivation',
    `# Boats API\n\n## Motivation\n\nx\n\n## Alternatives\n\nThe other one.\n\n## Calls\n\n${call}`,
  ],
  [
    'whose objects have a status',
    `# Boats API\n\n- status: draft or accepted\n\n## Overview\n\nx\n\n## Calls\n\n${call}`,
  ],
])('an API %s is none', (_, text) => {
  expect(operationsOf(text)).toContain('GET /v1/harbours')
})
