import Glibc
import NIOCore
import NIOPosix
import OCPPTypes
import Synchronization
import TransferModel

/// What HTTP and FTP share: the store, the users, the plan of faults, the figures, the threads for files.
final class EndpointCore: Sendable {
    let store: FileStore
    let authority: any TransferAuthority
    let configuration: TransferEndpointConfiguration
    let pool: NIOThreadPool
    let faults = Mutex(TransferFaults())
    let counters = Mutex(TransferCounters())
    private let connections = Mutex(Connections())

    /// Connections that are open, data connections of FTP left out.
    private struct Connections {
        var channels: [ObjectIdentifier: any Channel] = [:]
        var addresses: [String: Int] = [:]
    }

    var limits: TransferEndpointLimits { configuration.limits }

    init(store: FileStore, authority: any TransferAuthority, configuration: TransferEndpointConfiguration) {
        self.store = store
        self.authority = authority
        self.configuration = configuration
        pool = NIOThreadPool(numberOfThreads: configuration.fileThreads)
    }

    /// The machine's wall clock.
    static func wallTime() -> DateTime {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return DateTime(millisecondsSince1970: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
    }

    // MARK: Connections

    /// Takes in a connection from an address; false beyond a limit.
    func enter(_ channel: any Channel, from address: String) -> Bool {
        let isAdmitted = connections.withLock { connections in
            let held = connections.addresses[address, default: 0]
            guard held < limits.connectionsPerAddress, connections.channels.count < limits.connections else {
                return false
            }
            connections.addresses[address] = held + 1
            connections.channels[ObjectIdentifier(channel)] = channel
            return true
        }
        counters.withLock { counters in
            if isAdmitted { counters.connections += 1 } else { counters.refusedConnections += 1 }
        }
        if isAdmitted { channel.closeFuture.whenComplete { _ in self.leave(ObjectIdentifier(channel), address) } }
        return isAdmitted
    }

    private func leave(_ id: ObjectIdentifier, _ address: String) {
        connections.withLock { connections in
            connections.channels[id] = nil
            let held = connections.addresses[address, default: 1] - 1
            connections.addresses[address] = held == 0 ? nil : held
        }
    }

    /// Connections that are open.
    var openConnections: Int { connections.withLock { $0.channels.count } }

    /// Ends every connection.
    func closeAll() {
        for channel in connections.withLock({ Array($0.channels.values) }) { channel.close(promise: nil) }
    }

    // MARK: Faults

    /// Draws the fault of a transfer.
    func drawFault(
        _ scheme: TransferScheme, _ direction: TransferDirection, _ grant: AccessGrant, _ path: StorePath,
        length: Int64?
    ) -> TransferFault? {
        faults.withLock {
            $0.draw(attempt(scheme, direction, grant, path, length: length), at: .transfer)
        }
    }

    /// The fault that the next transfer will meet.
    func previewFault(_ scheme: TransferScheme, _ grant: AccessGrant, _ path: StorePath, length: Int64)
        -> TransferFault?
    {
        faults.withLock { $0.preview(attempt(scheme, .download, grant, path, length: length)) }
    }

    /// Whether a login is to be refused by the plan.
    func refusesLogin(_ scheme: TransferScheme, _ grant: AccessGrant) -> Bool {
        let paths = Set(grant.rights.map { StoreLayout.kind(of: $0.path) })
        let operations = Set(grant.rights.map { $0.operations.contains(.write) })
        let direction: TransferDirection? =
            operations.count == 1 ? (operations.contains(true) ? .upload : .download) : nil
        let attempt = TransferFaults.Attempt(
            scheme: scheme, direction: direction, file: paths.count == 1 ? paths.first : nil,
            chargePoint: grant.chargePoint, user: grant.user, path: .root)
        return faults.withLock { $0.draw(attempt, at: .login) } != nil
    }

    private func attempt(
        _ scheme: TransferScheme, _ direction: TransferDirection, _ grant: AccessGrant, _ path: StorePath,
        length: Int64?
    ) -> TransferFaults.Attempt {
        TransferFaults.Attempt(
            scheme: scheme, direction: direction, file: StoreLayout.kind(of: path), chargePoint: grant.chargePoint,
            user: grant.user, path: path, length: length)
    }
}

/// What the endpoint counted.
package struct TransferCounters: Sendable, Equatable {
    /// Transfers of one kind over one scheme.
    package struct Row: Sendable, Equatable {
        package var started = 0
        package var succeeded = 0
        package var failed = 0
        package var bytes: Int64 = 0
    }

    /// What the rows are told apart by.
    package struct Key: Sendable, Hashable {
        package var scheme: TransferScheme
        package var direction: TransferDirection
        package var kind: FileKind
    }

    /// Transfers by scheme, direction and kind.
    package var transfers: [Key: Row] = [:]
    /// Failed transfers by cause.
    package var failures: [String: Int] = [:]
    /// Faults of peers and limits reached, by label.
    package var violations: [String: Int] = [:]
    /// Connections so far.
    package var connections = 0
    /// Connections that are open.
    package var openConnections = 0
    /// Connections that were closed at once, beyond a limit.
    package var refusedConnections = 0
}

/// A transfer under way, for the figures and the history.
final class TransferLog: Sendable {
    private let core: EndpointCore
    private let record: Mutex<TransferRecord?>
    private let started = NIODeadline.now()

    /// Counts a transfer as started.
    init(
        _ core: EndpointCore, _ scheme: TransferScheme, _ direction: TransferDirection, _ grant: AccessGrant,
        _ path: StorePath, fault: TransferFault?
    ) {
        self.core = core
        let record = TransferRecord(
            user: grant.user, chargePoint: grant.chargePoint, scheme: scheme, direction: direction, path: path,
            failure: nil, fault: fault?.label, offset: 0, bytes: 0, isWhole: false, size: nil, sha256: nil,
            started: EndpointCore.wallTime(), durationMilliseconds: 0)
        self.record = Mutex(record)
        core.counters.withLock { $0.transfers[Self.key(record), default: .init()].started += 1 }
    }

    private static func key(_ record: TransferRecord) -> TransferCounters.Key {
        TransferCounters.Key(scheme: record.scheme, direction: record.direction, kind: record.kind)
    }

    /// A download has ended; `failure` nil: as it should.
    func sent(bytes: Int64, offset: Int64, size: Int64, failure: String?) {
        end { record in
            record.bytes = bytes
            record.offset = offset
            record.size = size
            record.failure = failure
            record.isWhole = failure == nil && offset + bytes >= size
        }
    }

    /// An upload was stored.
    func stored(_ file: FileStore.StoredFile, bytes: Int64) {
        end { record in
            record.path = file.path
            record.bytes = bytes
            record.offset = max(0, file.size - bytes)
            record.size = file.size
            record.sha256 = file.sha256
            record.isWhole = true
        }
    }

    /// An upload's piece was taken; more pieces are to come.
    func piece(bytes: Int64, offset: Int64) {
        end { record in
            record.bytes = bytes
            record.offset = offset
        }
    }

    /// An upload has failed, or a download before its first byte.
    func failed(_ cause: String, bytes: Int64 = 0) {
        end { record in
            record.bytes = bytes
            record.failure = cause
        }
    }

    private func end(_ change: (inout TransferRecord) -> Void) {
        let ended = record.withLock { held -> TransferRecord? in
            guard var record = held else { return nil }
            held = nil
            change(&record)
            record.durationMilliseconds = (NIODeadline.now() - started).nanoseconds / 1_000_000
            return record
        }
        guard let ended else { return }
        core.counters.withLock { counters in
            counters.transfers[Self.key(ended), default: .init()].bytes += ended.bytes
            if let failure = ended.failure {
                counters.transfers[Self.key(ended), default: .init()].failed += 1
                counters.failures[failure, default: 0] += 1
            } else {
                counters.transfers[Self.key(ended), default: .init()].succeeded += 1
            }
        }
        core.authority.transferEnded(ended)
    }
}
