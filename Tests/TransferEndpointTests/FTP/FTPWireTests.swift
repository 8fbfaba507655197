import Foundation
import NIOCore
import NIOPosix
import Testing
import TransferModel

@testable import TransferEndpoint

/// A control connection that a test types into.
final class WireClient: @unchecked Sendable {
    private let channel: any Channel
    private var lines: AsyncStream<String>.Iterator
    private static let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        private let continuation: AsyncStream<String>.Continuation
        private var rest = ""

        init(_ continuation: AsyncStream<String>.Continuation) {
            self.continuation = continuation
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            rest += String(buffer: unwrapInboundIn(data))
            while let end = rest.range(of: "\r\n") {
                continuation.yield(String(rest[..<end.lowerBound]))
                rest = String(rest[end.upperBound...])
            }
        }

        func channelInactive(context: ChannelHandlerContext) { continuation.finish() }
        func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
    }

    init(_ address: TransferEndpointConfiguration.Address) async throws {
        let (stream, continuation) = AsyncStream<String>.makeStream()
        lines = stream.makeAsyncIterator()
        channel = try await ClientBootstrap(group: Self.group)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Handler(continuation))
                }
            }
            .connect(host: address.host, port: address.port).get()
    }

    /// The next line; nil when the connection has ended.
    func next() async -> String? { await lines.next() }

    func send(_ text: String) async throws {
        try await channel.writeAndFlush(ByteBuffer(string: text)).get()
    }

    /// Sends a command and gives the last line of its reply.
    func command(_ text: String) async throws -> String? {
        try await send(text + "\r\n")
        while let line = await next() {
            let isLast = line.count >= 4 && line.prefix(3).allSatisfy(\.isNumber) && line.dropFirst(3).first == " "
            if isLast { return line }
        }
        return nil
    }

    static func loggedIn(_ test: TestEndpoint, as user: String = "cp1") async throws -> WireClient {
        let client = try await WireClient(try #require(test.ready.ftp))
        _ = await client.next()
        _ = try await client.command("USER \(user)")
        #expect(try await client.command("PASS secret") == "230 logged in")
        return client
    }

    func close() { channel.close(promise: nil) }
}

struct FTPWireTests {
    @Test func `a data connection to another address or a port of the system is refused`() async throws {
        try await TestEndpoint.with { test in
            try test.put("/firmware/a", Data("x".utf8))
            let client = try await WireClient.loggedIn(test)
            for line in [
                "PORT 10,1,2,3,200,1", "PORT 127,0,0,2,200,1", "EPRT |1|192.168.1.1|5000|", "EPRT |2|::1|5000|",
                "PORT 127,0,0,1,0,25",
            ] {
                #expect(try await client.command(line)?.hasPrefix("501") == true, "\(line)")
                #expect(try await client.command("RETR /firmware/a")?.hasPrefix("425") == true)
            }
            let violations = test.endpoint.counters.violations
            #expect(
                violations[FTPViolation.foreignAddress.rawValue] == 4
                    && violations[FTPViolation.privilegedPort.rawValue] == 1)
        }
    }

    @Test func `a stranger who finds the passive port gets nothing`() async throws {
        try await TestEndpoint.with { test in
            try test.put("/firmware/a", Data("secret".utf8))
            let client = try await WireClient.loggedIn(test)
            let reply = try #require(try await client.command("EPSV"))
            let port = try #require(Int(reply.split(separator: "|").last { Int($0) != nil } ?? ""))
            // From 127.0.0.9, which is not where the control connection comes from.
            let stranger = try await Program.run(
                "/usr/bin/curl",
                [
                    "-sS", "--max-time", "5", "--interface", "127.0.0.9", "--http0.9", "-o", "got",
                    "http://127.0.0.1:\(port)/",
                ], in: test.folder.path)
            #expect(stranger.code != 0)
            #expect(test.endpoint.counters.violations[FTPViolation.foreignAddress.rawValue] == 1)
            // The rightful owner still gets the file.
            try await client.send("RETR /firmware/a\r\n")
            #expect(await client.next()?.hasPrefix("150") == true)
            let owner = try await Program.run(
                "/usr/bin/curl", ["-sS", "--max-time", "5", "telnet://127.0.0.1:\(port)"], in: test.folder.path)
            #expect(owner.output == "secret")
            #expect(await client.next()?.hasPrefix("226") == true)
        }
    }

    @Test func `a long line is answered and the next one heard`() async throws {
        try await TestEndpoint.with(configure: { $0.limits.commandBytes = 100 }) { test in
            let client = try await WireClient(try #require(test.ready.ftp))
            #expect(await client.next()?.hasPrefix("220") == true)
            #expect(try await client.command(String(repeating: "x", count: 5000))?.hasPrefix("500") == true)
            #expect(try await client.command("NOOP") == "200 ready")
            #expect(test.endpoint.counters.violations[FTPViolation.lineTooLong.rawValue] == 1)
        }
    }

    @Test func `who does not log in is sent away`() async throws {
        try await TestEndpoint.with(configure: { $0.limits.loginTimeout = .seconds(1) }) { test in
            let client = try await WireClient(try #require(test.ready.ftp))
            #expect(await client.next()?.hasPrefix("220") == true)
            #expect(await client.next()?.hasPrefix("421") == true)
            #expect(await client.next() == nil)
            #expect(test.endpoint.counters.violations[FTPViolation.idle.rawValue] == 1)
        }
    }

    @Test func `connections have a limit, also for one address`() async throws {
        try await TestEndpoint.with(configure: { $0.limits.connectionsPerAddress = 2 }) { test in
            let address = try #require(test.ready.ftp)
            let first = try await WireClient(address)
            let second = try await WireClient(address)
            #expect(await first.next() != nil)
            #expect(await second.next() != nil)
            let third = try await WireClient(address)
            #expect(await third.next() == nil)
            #expect(test.endpoint.counters.refusedConnections == 1)
            first.close()
            while test.endpoint.counters.openConnections > 1 { await Task.yield() }
            let fourth = try await WireClient(address)
            #expect(await fourth.next() != nil)
        }
    }

    @Test func `a transfer without a data connection ends with 425`() async throws {
        try await TestEndpoint.with(configure: { $0.limits.dataConnectTimeout = .milliseconds(100) }) { test in
            try test.put("/firmware/a", Data("x".utf8))
            let client = try await WireClient.loggedIn(test)
            _ = try await client.command("EPSV")
            try await client.send("RETR /firmware/a\r\n")
            #expect(await client.next()?.hasPrefix("150") == true)
            #expect(await client.next()?.hasPrefix("425") == true)
            // Nobody listens there.
            _ = try await client.command("PORT 127,0,0,1,4,1")
            try await client.send("RETR /firmware/a\r\n")
            #expect(await client.next()?.hasPrefix("150") == true)
            #expect(await client.next()?.hasPrefix("425") == true)
        }
    }

    @Test(arguments: ["control", "data"])
    func `a client that dies ends its connections in either order and leaves nothing`(
        first: String
    ) async throws {
        try await TestEndpoint.with { test in
            let script = """
                import os, signal, socket, sys
                def upload(port, name, first):
                    # The kernel closes what a dead process had in the order of the descriptors' numbers.
                    spare = socket.socket()
                    control = socket.create_connection(('127.0.0.1', port))
                    lines = control.makefile('rb')
                    def command(text):
                        control.sendall(text.encode() + b'\\r\\n')
                        return lines.readline().decode()
                    lines.readline()
                    command('USER cp1')
                    assert command('PASS secret').startswith('230')
                    place = command('EPSV').split('|')[3]
                    if first == 'data': spare.close()
                    data = socket.create_connection(('127.0.0.1', int(place)))
                    assert (data.fileno() < control.fileno()) == (first == 'data')
                    assert command('STOR /charge-points/CP1/' + name).startswith('150')
                    data.sendall(b'x' * 50000)
                    os.kill(os.getpid(), signal.SIGKILL)
                for number in range(20):
                    child = os.fork()
                    if child == 0:
                        try: upload(int(sys.argv[1]), str(number), sys.argv[2])
                        finally: os._exit(1)
                    assert os.WIFSIGNALED(os.waitpid(child, 0)[1])
                print('good')
                """
            try Data(script.utf8).write(to: URL(fileURLWithPath: test.folder.file("die.py")))
            let outcome = try await Program.run(
                "/usr/bin/env", ["python3", "die.py", "\(test.ready.ftp?.port ?? 0)", first], in: test.folder.path)
            #expect(outcome.output == "good\n", "\(outcome.output)\(outcome.errors)")
            let ended = await test.authority.waitForEnds(20)
            #expect(ended.allSatisfy { $0.failure != nil && $0.sha256 == nil }, "\(ended)")
            #expect(await test.settledContent() == [])
            #expect(test.store.usage(of: .root) == (0, 0))
        }
    }

    @Test func `Python's ftplib gets on with it`() async throws {
        try await TestEndpoint.with { test in
            try test.put("/firmware/a.bin", Data(repeating: 65, count: 100_000))
            let script = """
                import ftplib, io, ssl, sys
                def use(ftp):
                    ftp.login('cp1', 'secret')
                    data = []
                    ftp.retrbinary('RETR /firmware/a.bin', data.append)
                    assert len(b''.join(data)) == 100000
                    data = []
                    ftp.retrbinary('RETR /firmware/a.bin', data.append, rest=99990)
                    assert len(b''.join(data)) == 10
                    ftp.cwd('/charge-points/CP1')
                    ftp.mkd('logs')
                    ftp.cwd('logs')
                    assert ftp.pwd() == '/charge-points/CP1/logs', ftp.pwd()
                    ftp.storbinary('STOR x.gz', io.BytesIO(b'y' * 70000))
                    assert ftp.size('x.gz') == 70000
                    assert ftp.nlst() == ['x.gz'], ftp.nlst()
                    assert dict(ftp.mlsd())['x.gz']['size'] == '70000'
                    try:
                        ftp.delete('x.gz')
                        raise Exception('deleted')
                    except ftplib.error_perm as error:
                        assert str(error).startswith('550')
                    ftp.quit()
                port, certificate = int(sys.argv[1]), sys.argv[2]
                for passive in (True, False):
                    ftp = ftplib.FTP(encoding='utf-8')
                    ftp.connect('127.0.0.1', port)
                    ftp.set_pasv(passive)
                    try:
                        use(ftp)
                    except ftplib.error_perm as error:
                        if passive or not str(error).startswith('550 there is'): raise
                context = ssl.create_default_context(cafile=certificate)
                ftp = ftplib.FTP_TLS(context=context, encoding='utf-8')
                ftp.connect('127.0.0.1', port)
                ftp.auth()
                ftp.prot_p()
                ftp.login('cp1', 'secret', secure=False)
                ftp.cwd('/charge-points/CP1/logs')
                ftp.storbinary('STOR tls.gz', io.BytesIO(b'z' * 70000))
                ftp.quit()
                print('good')
                """
            try Data(script.utf8).write(to: URL(fileURLWithPath: test.folder.file("use.py")))
            let outcome = try await Program.run(
                "/usr/bin/env", ["python3", "use.py", "\(test.ready.ftp?.port ?? 0)", Certificates.certificate],
                in: test.folder.path)
            #expect(outcome.output == "good\n", "\(outcome.output)\(outcome.errors)")
            #expect(test.folder.read("store/charge-points/CP1/logs/tls.gz")?.count == 70_000)
        }
    }
}
