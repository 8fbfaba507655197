import CCurl
import Foundation

/// The client's thread: it alone uses libcurl's handles.
final class TransferWorker {
    private let mailbox: TransferMailbox
    private let niceness: Int32
    private let multi: UnsafeMutableRawPointer
    private let bufferBytes: Int
    private let waitingLimit: Int
    private var lanes: [Lane]
    private var active: [UnsafeMutableRawPointer: ActiveTransfer] = [:]
    private var handles: [FileTransferID: UnsafeMutableRawPointer] = [:]
    private var waiting: [FileTransferID: TransferJob] = [:]
    /// Handles that a transfer has left; they keep their buffers.
    private var idle: [UnsafeMutableRawPointer] = []
    private var load = FileTransferLoad()
    private var isStopping = false
    /// Transfers under way at a modem's speed.
    private var throttled = 0
    /// When resting transfers are looked at again.
    private var nextLook: Int64 = 0

    /// A queue with its bound.
    private struct Lane {
        let parallel: Int
        var active = 0
        var queue: [FileTransferID] = []
        var head = 0

        /// Jobs in the queue, those that were cancelled among them.
        var count: Int { queue.count - head }

        mutating func next() -> FileTransferID? {
            guard head < queue.count else { return nil }
            defer { head += 1 }
            if head > 1024, head * 2 > queue.count {
                queue.removeFirst(head)
                head = 0
            }
            return queue[head]
        }
    }

    /// Longest sleep; libcurl wakes earlier for its own timers, sockets and letters.
    private static let sleepMilliseconds: Int32 = 1000

    /// Time between two looks at resting transfers.
    private static let lookNanoseconds: Int64 = 5_000_000

    /// A worker with its share of the lanes; buffers are measured by the transfers of all threads.
    init(mailbox: TransferMailbox, share configuration: FileTransferConfiguration, parallelInAll: Int) {
        self.mailbox = mailbox
        multi = mailbox.multi.pointer
        lanes = configuration.parallel.map { Lane(parallel: $0) }
        waitingLimit = configuration.waiting
        niceness = configuration.niceness
        let all = configuration.parallel.reduce(0, +)
        let range = FileTransferLimits.bufferBytesPerTransfer
        bufferBytes = min(
            max(FileTransferLimits.bufferBytes / max(1, parallelInAll), range.lowerBound), range.upperBound)
        // Without a bound a crowd of transfers fills the server's queue of connections, and some time out.
        _ = wattswarm_curl_multi_set_long(multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, all)
        _ = wattswarm_curl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, all)
        _ = wattswarm_curl_multi_set_long(multi, CURLMOPT_PIPELINING, 0)
    }

    /// Works until it is told to stop.
    func run() {
        // libcurl may write to a connection that is gone; the signal would end the process.
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        // On Linux this is the thread's own.
        if niceness > 0 { setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, niceness) }
        while !isStopping {
            for letter in mailbox.take(load) { read(letter) }
            startWhatMay()
            var running: Int32 = 0
            curl_multi_perform(multi, &running)
            let ended = takeEnds()
            let rest = wakeRested()
            // What has ended makes room at once.
            if !ended { curl_multi_poll(multi, nil, 0, rest, nil) }
        }
        end()
    }

    /// Lets transfers go on whose rest is over, and gives the milliseconds until the next one.
    private func wakeRested() -> Int32 {
        guard throttled > 0 else { return Self.sleepMilliseconds }
        let now = MonotonicClock.nanoseconds()
        // Thousands that rest are looked at together, and not one by one.
        guard now >= nextLook else { return Int32((nextLook - now) / 1_000_000) + 1 }
        for transfer in active.values {
            if let until = transfer.restsUntil, until <= now { transfer.goOn() }
        }
        nextLook = now + Self.lookNanoseconds
        return Int32(Self.lookNanoseconds / 1_000_000)
    }

    private func read(_ letter: TransferMailbox.Letter) {
        switch letter {
        case .start(let job): enter(job)
        case .cancel(let id): cancel(id)
        case .stop: isStopping = true
        }
    }

    private func enter(_ job: TransferJob) {
        precondition(lanes.indices.contains(job.request.lane), "the client has no such lane")
        let lane = job.request.lane
        guard lanes[lane].active < lanes[lane].parallel || lanes[lane].count < waitingLimit else {
            job.end(
                .failure(FileTransferFailure(.tooManyWaiting)), started: nil, at: MonotonicClock.nanoseconds())
            return
        }
        waiting[job.id] = job
        lanes[lane].queue.append(job.id)
        startWhatMay()
        load.waiting = waiting.count
        load.peakWaiting = max(load.peakWaiting, load.waiting)
    }

    private func cancel(_ id: FileTransferID) {
        let failure = FileTransferFailure(.cancelled)
        if let job = waiting.removeValue(forKey: id) {
            job.end(.failure(failure), started: nil, at: MonotonicClock.nanoseconds())
        } else if let easy = handles[id], let transfer = active[easy] {
            release(easy, transfer)
            transfer.finish(.failure(failure))
        }
        load.waiting = waiting.count
    }

    private func startWhatMay() {
        for index in lanes.indices {
            while lanes[index].active < lanes[index].parallel, let id = lanes[index].next() {
                // One that was cancelled while it waited is not there any more.
                guard let job = waiting.removeValue(forKey: id) else { continue }
                begin(job)
            }
        }
        load.active = active.count
        load.waiting = waiting.count
        load.peakActive = max(load.peakActive, load.active)
    }

    private func begin(_ job: TransferJob) {
        guard let easy = idle.popLast() ?? curl_easy_init() else {
            job.end(.failure(FileTransferFailure(.localResources)), started: nil, at: MonotonicClock.nanoseconds())
            return
        }
        let transfer = ActiveTransfer(job: job, easy: easy, bufferBytes: bufferBytes)
        if let failure = transfer.prepare() {
            curl_easy_reset(easy)
            idle.append(easy)
            transfer.finish(.failure(failure))
            return
        }
        active[easy] = transfer
        handles[job.id] = easy
        lanes[job.request.lane].active += 1
        if transfer.isThrottled { throttled += 1 }
        curl_multi_add_handle(multi, easy)
    }

    /// Ends what libcurl has ended; true when there was something.
    private func takeEnds() -> Bool {
        var isAny = false
        var left: Int32 = 0
        while let message = curl_multi_info_read(multi, &left) {
            guard message.pointee.msg == CURLMSG_DONE, let easy = message.pointee.easy_handle,
                let transfer = active[easy]
            else { continue }
            // The message is gone once its handle is removed.
            let code = message.pointee.data.result
            isAny = true
            if transfer.mustBeginAgain(after: code) {
                curl_multi_remove_handle(multi, easy)
                if let failure = transfer.beginAgain() {
                    release(easy, transfer)
                    transfer.finish(.failure(failure))
                } else {
                    curl_multi_add_handle(multi, easy)
                }
                continue
            }
            let outcome = transfer.outcome(of: code)
            release(easy, transfer)
            transfer.finish(outcome)
        }
        return isAny
    }

    /// Takes a transfer off libcurl; its handle is free for another.
    private func release(_ easy: UnsafeMutableRawPointer, _ transfer: ActiveTransfer) {
        transfer.noteFigures()
        curl_multi_remove_handle(multi, easy)
        transfer.closeContent()
        curl_easy_reset(easy)
        active[easy] = nil
        handles[transfer.job.id] = nil
        lanes[transfer.job.request.lane].active -= 1
        if transfer.isThrottled { throttled -= 1 }
        idle.append(easy)
        load.active = active.count
    }

    /// Gives everything up and frees libcurl's handles.
    private func end() {
        let failure = FileTransferFailure(.cancelled)
        for (easy, transfer) in active {
            release(easy, transfer)
            transfer.finish(.failure(failure))
        }
        let now = MonotonicClock.nanoseconds()
        for job in waiting.values { job.end(.failure(failure), started: nil, at: now) }
        waiting = [:]
        for letter in mailbox.take(FileTransferLoad()) {
            if case .start(let job) = letter { job.end(.failure(failure), started: nil, at: now) }
        }
        for easy in idle { curl_easy_cleanup(easy) }
        idle = []
        curl_multi_cleanup(multi)
    }
}
