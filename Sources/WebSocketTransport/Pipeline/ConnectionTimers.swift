import NIOCore

/// What a connection is waiting for; at most one at a time.
enum ConnectionTimer: UInt8, CaseIterable {
    case none
    case handshake
    case ping
    case pong
    case close
}

/// The place of a connection in the queue of its time-out, kept inside the connection so that arming allocates nothing.
struct TimerLink {
    fileprivate var next: Unmanaged<WebSocketConnection>?
    fileprivate var previous: Unmanaged<WebSocketConnection>?
    fileprivate var deadline: NIODeadline = .distantFuture
    fileprivate(set) var timer: ConnectionTimer = .none
}

/// The time-outs of all connections of one event loop.
///
/// A time-out of one kind lasts equally long for all, so those who came first are due first: a queue in order of
/// arrival, a linked list through the connections, with removal from the middle. One task per loop looks at the heads
/// every tick and stops when all queues are empty. NIO's own timers would cost a heap entry per connection and a search
/// at each cancellation. The queues do not own the connections: a connection leaves its queue before it ends.
struct ConnectionTimers {
    private struct Queue {
        var first: Unmanaged<WebSocketConnection>?
        var last: Unmanaged<WebSocketConnection>?
        let delay: TimeAmount
    }

    private var queues: [Queue]
    private(set) var count = 0

    init(_ timing: WebSocketTiming) {
        queues = ConnectionTimer.allCases.map { timer in
            let delay: Duration =
                switch timer {
                case .none: .zero
                case .handshake: timing.handshakeTimeout
                case .ping: timing.pingInterval
                case .pong: timing.pongTimeout
                case .close: timing.closeTimeout
                }
            return Queue(delay: TimeAmount(delay))
        }
    }

    /// Whether a time-out of that kind is in use.
    func isEnabled(_ timer: ConnectionTimer) -> Bool {
        queues[Int(timer.rawValue)].delay > .zero
    }

    /// Puts a connection at the end of a queue, out of the one it was in.
    mutating func arm(_ connection: WebSocketConnection, _ timer: ConnectionTimer, now: NIODeadline) {
        disarm(connection)
        let index = Int(timer.rawValue)
        connection.timerLink.timer = timer
        connection.timerLink.deadline = now + queues[index].delay
        connection.timerLink.previous = queues[index].last
        let reference = Unmanaged.passUnretained(connection)
        if let last = queues[index].last {
            last.takeUnretainedValue().timerLink.next = reference
        } else {
            queues[index].first = reference
        }
        queues[index].last = reference
        count += 1
    }

    /// Takes a connection out of its queue, if it is in one.
    mutating func disarm(_ connection: WebSocketConnection) {
        let link = connection.timerLink
        if link.timer == .none {
            return
        }
        let index = Int(link.timer.rawValue)
        if let previous = link.previous {
            previous.takeUnretainedValue().timerLink.next = link.next
        } else {
            queues[index].first = link.next
        }
        if let next = link.next {
            next.takeUnretainedValue().timerLink.previous = link.previous
        } else {
            queues[index].last = link.previous
        }
        connection.timerLink = TimerLink()
        count -= 1
    }

    /// Takes out the next connection whose time is up.
    mutating func popDue(now: NIODeadline) -> (connection: WebSocketConnection, timer: ConnectionTimer)? {
        for index in queues.indices {
            if let first = queues[index].first?.takeUnretainedValue(), first.timerLink.deadline <= now {
                let timer = first.timerLink.timer
                disarm(first)
                return (first, timer)
            }
        }
        return nil
    }
}
