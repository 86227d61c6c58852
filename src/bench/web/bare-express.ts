import express from 'express'

/** Run as a process of its own: answers every path with a page of as many bytes as the argument says, which is what Express alone costs; tells its port. */
const page = 'x'.repeat(Number(process.argv[2]))
const server = express().use((_request, response) => void response.type('html').send(page)).listen(0, '127.0.0.1', () => {
  const address = server.address()
  if (address !== null && typeof address === 'object') process.send?.(address.port)
})
process.once('disconnect', () => server.close(() => process.exit(0)))
