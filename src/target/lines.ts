import { StringDecoder } from 'node:string_decoder'

/** Lines as they come in pieces; empty ones are left out. */
export interface Lines {
  add(piece: Buffer): void
  /** No more will come. */
  end(): void
  /** The next line; `null` when there is none any more. */
  next(): Promise<string | null>
  /** A line that came before anybody asked for it, taken off. */
  waiting(): string | null
}

/** @param overflow told of a line longer than `max` characters */
export function createLines(max: number, overflow: () => void): Lines {
  const decoder = new StringDecoder('utf8')
  const queue: string[] = []
  let rest = ''
  let over = false
  let waiter: ((line: string | null) => void) | null = null

  function deliver(line: string): void {
    if (line.trim() === '') return
    if (waiter) {
      waiter(line)
      waiter = null
    } else {
      queue.push(line)
    }
  }

  return {
    add(piece) {
      const [first = '', ...more] = decoder.write(piece).split('\n')
      rest += first
      for (const line of more) {
        deliver(rest)
        rest = line
      }
      if (rest.length > max) {
        rest = ''
        overflow()
      }
    },
    end() {
      deliver(rest)
      rest = ''
      over = true
      waiter?.(null)
    },
    next() {
      const line = queue.shift()
      if (line !== undefined || over) return Promise.resolve(line ?? null)
      return new Promise((resolve) => {
        waiter = resolve
      })
    },
    waiting: () => queue.shift() ?? null,
  }
}
