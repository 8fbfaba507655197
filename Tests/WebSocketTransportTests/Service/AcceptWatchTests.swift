import Glibc
import NIOCore
import NIOEmbedded
import Synchronization
import Testing

@testable import WebSocketTransport

@Suite struct AcceptWatchTests {
    @Test func `connections that cannot be taken are told at once, then once a minute`() throws {
        let told = Mutex<[String]>([])
        let loop = EmbeddedEventLoop()
        let channel = EmbeddedChannel(handler: AcceptWatch { text in told.withLock { $0.append(text) } }, loop: loop)
        func fail() {
            channel.pipeline.fireErrorCaught(IOError(errnoCode: EMFILE, reason: "accept"))
            #expect(throws: IOError.self) { try channel.throwIfErrorCaught() }
        }
        for _ in 0..<60 {
            fail()
            loop.advanceTime(by: .seconds(1))
        }
        #expect(told.withLock { $0 } == ["no file descriptor is left: raise the limit (`ulimit -n`)"])
        fail()
        #expect(told.withLock { $0.count } == 2)
    }
}
