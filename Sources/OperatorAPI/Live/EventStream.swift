import CentralSystemDriver
import HTTPTypes
import Hummingbird
import NIOCore
import OperatorInterface
import ServiceLifecycle
import Synchronization

/// A stream of server-sent events: asks for what is new, waits when there is nothing, tells the reader what they
/// missed.
///
/// The reader pulls: while they do not read, nothing is copied for them. A reader who takes nothing for
/// `OperatorAPILimits.eventStreamStall` is cut off; one who falls behind the memory gets `event: missed`.
struct EventStream: AsyncSequence, Sendable {
    typealias Element = ByteBuffer

    /// News behind a position, as lines of the stream.
    struct News: Sendable {
        /// Complete events, each with its empty line at the end.
        var text = ""
        /// Where to look on.
        var position: UInt64
        /// True when a look was cut short and the next one should follow at once.
        var hasMore = false
    }

    /// Looks behind a position.
    let look: @Sendable (UInt64) async throws -> News
    /// Waits until there may be news behind a position.
    let wait: @Sendable (UInt64) async throws -> Void
    let start: UInt64
    let stall: Duration
    /// Ends the connection of a reader who does not read.
    let cut: @Sendable () -> Void
    /// The reader's place among the streams.
    let place: Place

    /// A place among the streams; given back when the last reference is gone.
    final class Place: Sendable {
        private let isGone = Atomic<Bool>(false)
        private let giveBack: @Sendable () -> Void

        init(_ giveBack: @escaping @Sendable () -> Void) {
            self.giveBack = giveBack
        }

        deinit {
            giveBack()
        }

        /// The reader has closed the connection.
        func left() {
            isGone.store(true, ordering: .relaxed)
        }

        /// Ends the work for a reader who has left.
        ///
        /// - Throws: `CancellationError`.
        func check() throws {
            if isGone.load(ordering: .relaxed) { throw CancellationError() }
        }
    }

    func makeAsyncIterator() -> Iterator { Iterator(stream: self) }

    /// Gives out one part after the other. Between two of them a watchdog runs: the writer has to come back in time.
    final class Iterator: AsyncIteratorProtocol {
        private let stream: EventStream
        private var position: UInt64
        private var isFirst = true
        private var watchdog: Task<Void, Never>?

        init(stream: EventStream) {
            self.stream = stream
            position = stream.start
        }

        deinit {
            watchdog?.cancel()
        }

        func next() async throws -> ByteBuffer? {
            watchdog?.cancel()
            if isFirst {
                isFirst = false
                watch()
                // Headers alone would stay in the server's buffers; browsers wait 2 s before they come again.
                return ByteBuffer(string: "retry: 2000\n\n")
            }
            do {
                let stream = stream
                let from = position
                // The server that shuts down ends its streams.
                let news = try await cancelWhenGracefulShutdown { try await stream.news(from: from) }
                try Task.checkCancellation()
                position = news.position
                watch()
                return ByteBuffer(string: news.text)
            } catch is CancellationError {
                return nil
            }
        }

        private func watch() {
            let stall = stream.stall
            let cut = stream.cut
            watchdog = Task {
                guard (try? await Task.sleep(for: stall)) != nil else { return }
                cut()
            }
        }
    }

    /// How long a stream may be silent: a comment keeps connections open that go through others' hands.
    private static let longestSilence = Duration.seconds(15)

    /// The next news behind a position, or a comment when there was nothing for a while.
    private func news(from start: UInt64) async throws -> News {
        let begin = ContinuousClock.now
        var position = start
        while true {
            try place.check()
            do {
                let news = try await look(position)
                position = news.position
                if !news.text.isEmpty { return news }
                if news.hasMore { continue }
            } catch is CentralSystemLoop.Busy {
                try await Task.sleep(for: .seconds(1))
                continue
            }
            if ContinuousClock.now - begin >= Self.longestSilence {
                return News(text: ": still there\n\n", position: position)
            }
            try Task.checkCancellation()
            try await wait(position)
            // What comes in a burst goes out together.
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    /// One event.
    static func event(_ name: String, id: UInt64?, _ data: JSONText) -> String {
        (id.map { "id: \($0)\n" } ?? "") + "event: \(name)\ndata: \(data.text)\n\n"
    }
}

/// How many streams are open.
final class StreamCount: Sendable {
    private let count = Atomic<Int>(0)
    private let refused = Atomic<Int>(0)
    private let cutOff = Atomic<Int>(0)
    private let limit: Int

    init(limit: Int) {
        self.limit = limit
    }

    /// Streams that are open.
    var open: Int { count.load(ordering: .relaxed) }
    /// Readers that were refused.
    var refusedCount: Int { refused.load(ordering: .relaxed) }
    /// Readers that were cut off because they did not read.
    var cutCount: Int { cutOff.load(ordering: .relaxed) }

    /// Takes a place; the returned object gives it back.
    ///
    /// - Throws: ``OperatorAPIError`` 429 when all are taken.
    func enter() throws -> EventStream.Place {
        let (before, _) = count.add(1, ordering: .relaxed)
        guard before < limit else {
            count.subtract(1, ordering: .relaxed)
            refused.add(1, ordering: .relaxed)
            throw OperatorAPIError(
                status: .tooManyRequests, error: "tooManyStreams",
                message: "\(limit) streams of events are open; close one", headers: [.retryAfter: "5"])
        }
        return EventStream.Place { self.count.subtract(1, ordering: .relaxed) }
    }

    /// A reader was cut off.
    func cut() {
        cutOff.add(1, ordering: .relaxed)
    }
}
