import Glibc
import NIOCore
import NIOPosix
import Synchronization

/// Turns host names into addresses, each name once in a while for all connections of a client: a look-up per connection
/// would be a thread hop and a query for each of thousands.
final class HostResolver: Sendable {
    typealias Completion = (Result<[SocketAddress], ResolveError>) -> Void

    struct ResolveError: Error {
        var text: String
    }

    private enum Entry {
        case pending([@Sendable (Result<[SocketAddress], ResolveError>) -> Void])
        case known([SocketAddress], until: NIODeadline)
    }

    /// How long an answer is used.
    private static let lifetime = TimeAmount.seconds(30)

    private let entries = Mutex<[String: Entry]>([:])

    /// Calls back on `eventLoop`: at once for addresses and known names, else later. All addresses of a name are given,
    /// the one that worked last first.
    func resolve(_ host: String, port: Int, on eventLoop: any EventLoop, _ completion: @escaping Completion) {
        if let address = try? SocketAddress(ipAddress: host, port: port) {
            completion(.success([address]))
            return
        }
        let key = "\(host):\(port)"
        let bound = NIOLoopBound(completion, eventLoop: eventLoop)
        let hop: @Sendable (Result<[SocketAddress], ResolveError>) -> Void = { result in
            eventLoop.execute { bound.value(result) }
        }
        let step: Step = entries.withLock { entries in
            switch entries[key] {
            case .known(let addresses, let until) where until > .now():
                return .answer(addresses)
            case .pending(let waiting):
                entries[key] = .pending(waiting + [hop])
                return .wait
            case .known, nil:
                entries[key] = .pending([hop])
                return .ask
            }
        }
        switch step {
        case .answer(let addresses): completion(.success(addresses))
        case .wait: break
        case .ask: ask(host, port, key)
        }
    }

    /// Puts an address first for the next connections, because it answered.
    func prefer(_ address: SocketAddress, for host: String, port: Int) {
        entries.withLock { entries in
            let key = "\(host):\(port)"
            guard case .known(var addresses, let until) = entries[key], let index = addresses.firstIndex(of: address),
                index > 0
            else {
                return
            }
            addresses.swapAt(0, index)
            entries[key] = .known(addresses, until: until)
        }
    }

    private enum Step {
        case answer([SocketAddress])
        case wait
        case ask
    }

    private func ask(_ host: String, _ port: Int, _ key: String) {
        NIOThreadPool.singleton.submit { [self] _ in
            let result = Self.lookUp(host, port)
            let waiting = entries.withLock { entries in
                guard case .pending(let waiting) = entries[key] else {
                    preconditionFailure("an answer that nobody awaits")
                }
                switch result {
                case .success(let addresses): entries[key] = .known(addresses, until: .now() + Self.lifetime)
                case .failure: entries[key] = nil
                }
                return waiting
            }
            for hop in waiting {
                hop(result)
            }
        }
    }

    private static func lookUp(_ host: String, _ port: Int) -> Result<[SocketAddress], ResolveError> {
        var hints = addrinfo()
        hints.ai_socktype = CInt(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(host, String(port), &hints, &list)
        guard code == 0 else {
            return .failure(ResolveError(text: String(cString: gai_strerror(code))))
        }
        defer { freeaddrinfo(list) }
        var addresses: [SocketAddress] = []
        var next = list
        while let info = next?.pointee {
            if let address = info.ai_addr {
                switch CInt(info.ai_family) {
                case AF_INET:
                    addresses.append(
                        address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { SocketAddress($0.pointee) })
                case AF_INET6:
                    addresses.append(
                        address.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) { SocketAddress($0.pointee) })
                default: break
                }
            }
            next = info.ai_next
        }
        return addresses.isEmpty ? .failure(ResolveError(text: "no address")) : .success(addresses)
    }
}
