// The floor: the SDK's own low-level server over stdio with one tool that makes the same undici request, and nothing else.
import { Server } from '@modelcontextprotocol/server'
import { serveStdio } from '@modelcontextprotocol/server/stdio'
import { Agent, request } from 'undici'

const origin = process.argv[2] ?? 'http://127.0.0.1:1'
const agent = new Agent({ connections: 64 })

serveStdio(() => {
  const server = new Server({ name: 'bare', version: '0' }, { capabilities: { tools: {} } })
  server.setRequestHandler('tools/list', () => ({
    tools: [
      {
        name: 'get',
        description: 'GET',
        inputSchema: { type: 'object' as const, properties: { id: { type: 'string' } } },
      },
    ],
  }))
  server.setRequestHandler('tools/call', async (call, ctx) => {
    const id = encodeURIComponent(JSON.stringify(call.params.arguments?.['id'] ?? '1'))
    const answer = await request(`${origin}/items/${id}`, { dispatcher: agent, signal: ctx.mcpReq.signal })
    const text = await answer.body.text()
    return {
      content: [
        { type: 'text' as const, text: `HTTP ${answer.statusCode} OK` },
        { type: 'text' as const, text },
      ],
    }
  })
  return server
})
