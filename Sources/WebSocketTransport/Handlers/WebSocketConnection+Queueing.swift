import NIOCore

/// Input that waits: for the other connections of the loop, and on a server for a peer that does not take its answers.
extension WebSocketConnection {
    /// For how long, at most, what the owner gets now has waited since it was read, in nanoseconds; nil when it was not
    /// put off.
    package var queuedNanoseconds: Int64? {
        loop.isWorkingOffQueue ? loop.turn.nowNanoseconds - loop.queuedSince : nil
    }

    /// Input was read that is not worked off: it waits in the loop's queue, or here.
    var hasWaitingInput: Bool {
        flags.contains(.queued) || (rarities.map { !$0.deferredInput.isEmpty } ?? false)
    }

    /// Puts input behind that of the other connections.
    func enqueue(_ input: UnsafeRawBufferPointer) {
        flags.insert(.queued)
        queueTicket = loop.enqueue(self, input)
    }

    /// The turn of the queued input has come.
    func workOffQueued(_ bytes: UnsafeRawBufferPointer) {
        flags.remove(.queued)
        guard phase != .closed else { return }
        if isParking {
            makeRarities().deferredInput.insert(contentsOf: bytes, at: 0)
            return
        }
        flags.insert(.inRead)
        workOff(bytes)
        flags.remove(.inRead)
        if flags.contains(.needsFlush) { loop.flushSoon(self) }
        if !flags.contains(.queued) { inputIsWorkedOff() }
    }

    /// True while nothing is worked off because its answers could not leave. A client reads on: if both sides waited
    /// for each other to read, neither would.
    private var isParking: Bool {
        phase == .open && !loop.isClient && flags.contains(.unwritable) && !flags.contains(.inputEnded)
    }

    /// The peer takes its answers again.
    func unpark() {
        guard !flags.contains(.queued), !flags.contains(.parsing), let deferred = rarities?.deferredInput,
            !deferred.isEmpty
        else { return }
        rarities?.deferredInput = []
        deferred.withUnsafeBytes { enqueue($0) }
    }

    private func inputIsWorkedOff() {
        if flags.contains(.inputEnded) { return finish() }
        guard !hasWaitingInput else { return }
        if flags.remove(.queuePaused) != nil { updateInput() }
    }

    /// The channel has ended; what was read before is worked off first.
    func endInput() {
        guard phase == .open || phase == .handshaking, hasWaitingInput, !flags.contains(.parsing) else {
            return finish()
        }
        flags.insert(.inputEnded)
        unpark()
    }

    /// The loop has ended before the queued input was worked off.
    func inputIsLost() {
        flags.remove(.queued)
        if flags.contains(.inputEnded) { finish() }
    }

    /// Nothing that was read is wanted any more.
    func dropInput() {
        rarities?.deferredInput = []
        if flags.remove(.queued) != nil { loop.dropQueued(queueTicket) }
    }

    /// Reads no more before the queued input is worked off.
    func pauseForQueue() {
        flags.insert(.queuePaused)
        updateInput()
    }

    /// Stops or resumes reading. It stops while enough was read already, and on a server while the peer does not take
    /// its answers, so that a peer which does not read cannot make us produce ever more of them.
    func updateInput() {
        let isPaused =
            flags.contains(.queuePaused) || (phase == .open && !loop.isClient && flags.contains(.unwritable))
        if flags.contains(.inputPaused) == isPaused { return }
        if isPaused {
            flags.insert(.inputPaused)
        } else {
            flags.remove(.inputPaused)
        }
        try? context?.channel.syncOptions?.setOption(.autoRead, value: !isPaused)
    }
}
