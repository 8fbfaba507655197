// Node's ws as a server for our client; the path says what it does. Prints its port.
const { WebSocketServer } = require('ws');

const server = new WebSocketServer({ host: '127.0.0.1', port: 0, handleProtocols: () => 'ocpp1.6' });
server.on('listening', () => console.log(server.address().port));
server.on('connection', (socket, request) => {
  const path = request.url.split('/').pop();
  if (path === 'fragments') {
    socket.send('frag', { fin: false });
    socket.ping('between');
    socket.send('mented ü', { fin: true });
  } else if (path === 'ping') {
    socket.on('pong', (data) => { if (data.length === 125) socket.send('ponged'); });
    socket.ping('x'.repeat(125));
  } else if (path === 'close') {
    socket.close(4001, 'bye ü');
  } else if (path === 'lengths') {
    for (const count of [125, 126, 65535, 65536]) socket.send('x'.repeat(count));
  } else if (path === 'large') {
    socket.send('x'.repeat(2 << 20));
  }
  socket.on('message', (data, isBinary) => socket.send(isBinary ? data : data.toString()));
});
process.stdin.on('end', () => process.exit(0)).resume();
