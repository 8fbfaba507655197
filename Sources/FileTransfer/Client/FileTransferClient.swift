import CCurl
import Foundation
import Synchronization

/// Moves files by FTP, FTPS, HTTP and HTTPS: one libcurl multi handle on one thread for everybody, or a few of them.
///
/// ```swift
/// let client = try FileTransferClient(FileTransferConfiguration(parallel: [100]))
/// let location = try FileTransferLocation("ftp://127.0.0.1:2121/firmware.bin")
/// client.start(FileTransferRequest(location, .download(FileDownload()))) { report in
///     // On the client's thread: hand it on, and do not wait here.
/// }
/// ```
///
/// Any thread may call it. Each request ends in exactly one call of its closure, also when it is cancelled or the client
/// stops.
package final class FileTransferClient: Sendable {
    /// Why a client cannot be made.
    package struct StartFailure: Error, CustomStringConvertible, Sendable {
        /// The reason and what to change.
        package let description: String
    }

    private let mailboxes: [TransferMailbox]
    private let parallel: [Int]
    private let turn = Atomic<Int>(0)
    private let isOver: DispatchSemaphore

    /// Starts the client's threads.
    package init(_ configuration: FileTransferConfiguration = FileTransferConfiguration()) throws(StartFailure) {
        guard Self.globalState == CURLE_OK else { throw StartFailure(description: "libcurl cannot be started") }
        let missing = FileTransferLocation.Scheme.allCases.map(\.rawValue).filter { !Self.protocols.contains($0) }
        guard missing.isEmpty else {
            throw StartFailure(
                description: "this libcurl was built without \(missing.joined(separator: ", ")): install another")
        }
        var mailboxes: [TransferMailbox] = []
        for index in 0..<configuration.threads {
            guard let multi = curl_multi_init() else {
                for mailbox in mailboxes { curl_multi_cleanup(mailbox.multi.pointer) }
                throw StartFailure(description: "libcurl cannot be started: no memory or descriptor left")
            }
            mailboxes.append(
                TransferMailbox(multi: MultiHandle(pointer: multi), index: index, count: configuration.threads))
        }
        let isOver = DispatchSemaphore(value: 0)
        self.mailboxes = mailboxes
        self.isOver = isOver
        parallel = configuration.parallel
        for (index, mailbox) in mailboxes.enumerated() {
            let thread = Thread {
                TransferWorker(
                    mailbox: mailbox, share: configuration.share(of: index),
                    parallelInAll: configuration.parallel.reduce(0, +)
                ).run()
                isOver.signal()
            }
            thread.name = "file transfers"
            thread.start()
        }
    }

    deinit {
        for mailbox in mailboxes { mailbox.post(.stop) }
    }

    /// Enters a request; its end is told by `completion`, on the client's thread.
    @discardableResult
    package func start(
        _ request: FileTransferRequest, completion: @escaping @Sendable (FileTransferReport) -> Void
    ) -> FileTransferID {
        precondition(parallel.indices.contains(request.lane), "the client has no such lane")
        // A lane with fewer places than threads lives on the first of them.
        let threads = min(mailboxes.count, parallel[request.lane])
        let number = turn.wrappingAdd(1, ordering: .relaxed).oldValue
        return mailboxes[Int(UInt(bitPattern: number) % UInt(threads))].start(request, completion)
    }

    /// Gives a transfer up; it ends with the cause `cancelled`, unless it has ended already.
    package func cancel(_ id: FileTransferID) {
        guard id.rawValue > 0 else { return }
        mailboxes[Int((id.rawValue - 1) % UInt64(mailboxes.count))].post(.cancel(id))
    }

    /// What there is to do now.
    package var load: FileTransferLoad {
        mailboxes.reduce(into: FileTransferLoad()) { sum, mailbox in
            let load = mailbox.load
            sum.active += load.active
            sum.waiting += load.waiting
            sum.peakActive += load.peakActive
            sum.peakWaiting += load.peakWaiting
        }
    }

    /// Gives up what is under way and ends the threads; whatever is asked for afterwards ends as cancelled. Waits for it.
    package func stop() {
        let running = mailboxes.filter { $0.post(.stop) }
        for _ in running { isOver.wait() }
    }

    private static let globalState = wattswarm_curl_global_init()

    private static let protocols: Set<String> = {
        var names: Set<String> = []
        guard var next = wattswarm_curl_protocols() else { return names }
        while let name = next.pointee {
            names.insert(String(cString: name))
            next += 1
        }
        return names
    }()
}

/// The multi handle; of its functions only `curl_multi_wakeup` may be called from another thread than its own.
struct MultiHandle: @unchecked Sendable {
    let pointer: UnsafeMutableRawPointer
}

/// What others want of the client's thread.
final class TransferMailbox: Sendable {
    enum Letter: Sendable {
        case start(TransferJob)
        case cancel(FileTransferID)
        case stop
    }

    private struct State {
        var letters: [Letter] = []
        var nextID: UInt64
        var isStopped = false
        var load = FileTransferLoad()
    }

    let multi: MultiHandle
    private let state: Mutex<State>
    private let step: UInt64

    /// One of `count` mailboxes; their names for transfers tell them apart.
    init(multi: MultiHandle, index: Int, count: Int) {
        self.multi = multi
        step = UInt64(count)
        state = Mutex(State(nextID: UInt64(index) + 1))
    }

    func start(
        _ request: FileTransferRequest, _ completion: @escaping @Sendable (FileTransferReport) -> Void
    ) -> FileTransferID {
        let now = MonotonicClock.nanoseconds()
        let (job, isOpen) = state.withLock { state in
            let job = TransferJob(
                id: FileTransferID(rawValue: state.nextID), request: request, requested: now, completion: completion)
            state.nextID += step
            if !state.isStopped {
                state.letters.append(.start(job))
                // The lock keeps the handle alive: the thread frees it after it has seen `stop`, under the lock too.
                curl_multi_wakeup(multi.pointer)
            }
            return (job, !state.isStopped)
        }
        if !isOpen { job.end(.failure(FileTransferFailure(.cancelled)), started: nil, at: now) }
        return job.id
    }

    /// False when the thread takes no letters any more.
    @discardableResult
    func post(_ letter: Letter) -> Bool {
        state.withLock { state in
            guard !state.isStopped else { return false }
            if case .stop = letter { state.isStopped = true }
            state.letters.append(letter)
            curl_multi_wakeup(multi.pointer)
            return true
        }
    }

    /// Takes the letters, and notes what there is to do.
    func take(_ load: FileTransferLoad) -> [Letter] {
        state.withLock { state in
            state.load = load
            defer { state.letters = [] }
            return state.letters
        }
    }

    var load: FileTransferLoad { state.withLock { $0.load } }
}

/// A request until it has ended.
struct TransferJob: Sendable {
    let id: FileTransferID
    let request: FileTransferRequest
    let requested: Int64
    let completion: @Sendable (FileTransferReport) -> Void

    /// Tells the end; `started` is nil when its turn never came.
    func end(
        _ outcome: Result<FileFacts, FileTransferFailure>, bytesMoved: Int64 = 0, started: Int64?, at now: Int64,
        progress: DownloadProgress? = nil, wentOn: Bool = false
    ) {
        completion(
            FileTransferReport(
                id: id, outcome: outcome, bytesMoved: bytesMoved, requestedNanoseconds: requested,
                startedNanoseconds: started ?? now, endedNanoseconds: now, progress: progress, wentOn: wentOn))
    }
}

/// The clock that reports are in: that of the event loops.
enum MonotonicClock {
    static func nanoseconds() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
