// Node's ws as a client of our server. Usage: node node_client.js URL. Exits 0 when all is as expected.
const assert = require('assert');
const { WebSocket } = require('ws');

const texts = ['hello', '', 'grüße 𝄞', 'x'.repeat(125), 'x'.repeat(126), 'y'.repeat(65535), 'z'.repeat(65536)];
const socket = new WebSocket(process.argv[2], ['ocpp1.6'], { perMessageDeflate: true });
const received = [];
let pongs = 0;
socket.on('open', () => {
  assert.strictEqual(socket.protocol, 'ocpp1.6');
  assert.strictEqual(socket.extensions, '');
  for (const text of texts) socket.send(text);
  socket.send('frag', { fin: false });
  socket.ping('between');
  socket.send('mented', { fin: true });
  socket.send(Buffer.from([0, 255]));
});
socket.on('pong', (data) => { assert.strictEqual(data.toString(), 'between'); pongs += 1; });
socket.on('message', (data, isBinary) => {
  received.push(isBinary ? data : data.toString());
  if (isBinary) socket.close(4002, 'done');
});
socket.on('close', (code) => {
  assert.strictEqual(code, 4002);
  assert.deepStrictEqual(received.slice(0, -1), [...texts, 'fragmented']);
  assert.deepStrictEqual(received.at(-1), Buffer.from([0, 255]));
  assert.strictEqual(pongs, 1);
  const foreign = new WebSocket(process.argv[2], ['ocpp2.0.1']);
  foreign.on('unexpected-response', (request, response) => {
    assert.strictEqual(response.statusCode, 400);
    console.log('ok');
    process.exit(0);
  });
  foreign.on('open', () => assert.fail('a foreign sub-protocol was taken'));
});
socket.on('error', (error) => { throw error; });
