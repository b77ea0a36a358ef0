import { Buffer } from 'node:buffer'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { createDirectFetch } from '../../src/model/direct-fetch.ts'
import { refusingAddress, sendJson, serve } from './server.ts'

const direct = createDirectFetch()
const post = {
  method: 'POST',
  headers: new Headers({ 'x-a': 'b' }),
  body: '{"ü":1}',
  redirect: 'manual',
} as const

describe('a request to the provider', () => {
  it('is what it is, and its answer as it comes', async () => {
    const { url, received } = await serve((response) => sendJson(response, { ok: 1 }, 201, { 'x-c': 'd' }))
    const response = await direct(`${url}/v1?x=1`, post)
    expect([response.status, response.headers.get('x-c'), await response.json()]).toEqual([
      201,
      'd',
      { ok: 1 },
    ])
    expect(received).toMatchObject([
      { method: 'POST', path: '/v1?x=1', text: '{"ü":1}', headers: { 'x-a': 'b' } },
    ])
  })

  it('comes in pieces', async () => {
    const first = Promise.withResolvers<void>()
    const { url } = await serve(async (response) => {
      response.write('one')
      await first.promise
      response.end('two')
    })
    const reader = (await direct(url, post)).body?.getReader()
    expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe('one')
    first.resolve()
    expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe('two')
    expect((await reader?.read())?.done).toBe(true)
  })

  it.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
  ])('is read where the server compresses without being asked: %s', async (encoding, compress) => {
    const { url } = await serve((response) => {
      response.writeHead(200, { 'content-encoding': encoding }).end(compress('{"ok":1}'))
    })
    expect(await (await direct(url, post)).json()).toEqual({ ok: 1 })
  })

  it('is on a kept connection, and on a new one where that was closed meanwhile', async () => {
    const ports = new Set<number | undefined>()
    const { url, received } = await serve((response) => {
      ports.add(response.socket?.remotePort)
      if (received.length === 3) response.socket?.destroy()
      else sendJson(response, {})
    })
    for (let call = 0; call < 3; call++) await (await direct(url, post)).text()
    expect([ports.size, received.length]).toEqual([2, 4])
  })

  it('does not follow a redirect', async () => {
    const { url, received } = await serve(
      (response) => void response.writeHead(302, { location: '/else' }).end(),
    )
    expect((await direct(url, post)).status).toBe(302)
    expect(received).toHaveLength(1)
  })
})

describe('a request that breaks', () => {
  it('fails as fetch does, with the cause', async () => {
    const asking = direct(await refusingAddress(), post)
    await expect(asking).rejects.toThrow(TypeError)
    await expect(asking).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } })
  })

  it('in the midst of its answer fails there', async () => {
    const { url } = await serve((response) => {
      response.writeHead(200, { 'content-length': '9' })
      response.write('one', () => response.socket?.resetAndDestroy())
    })
    await expect((await direct(url, post)).text()).rejects.toThrow('terminated')
  })

  it('by its signal fails with the signal’s reason, before and in the midst of the answer', async () => {
    const control = new AbortController()
    const { url } = await serve((response) => void response.write('one'))
    const reader = (await direct(url, { ...post, signal: control.signal })).body?.getReader()
    await reader?.read()
    const rest = reader?.read()
    control.abort(new Error('enough'))
    await expect(rest).rejects.toThrow('enough')
    await expect(direct(url, { ...post, signal: control.signal })).rejects.toThrow('enough')
  })
})
