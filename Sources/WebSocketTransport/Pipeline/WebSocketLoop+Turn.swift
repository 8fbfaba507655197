import NIOCore

/// What the connections of a loop may do in one turn of it: what was read is worked off for a bounded time, connection
/// by connection; the rest waits, in order, while the sockets are polled again.
extension WebSocketLoop {
    /// Reads between two looks at the clock.
    private static let readsPerLook = 8

    /// Something was read.
    @inline(__always)
    func enterTurn() {
        if !isTurnEndScheduled {
            turn.enter()
            scheduleTurnEnd()
        }
    }

    /// Has the end of the turn come: what was put off is worked off, and all is flushed.
    func scheduleTurnEnd() {
        if isTurnEndScheduled { return }
        isTurnEndScheduled = true
        readsUntilLook = Self.readsPerLook
        eventLoop.assumeIsolated().execute { [self] in turnEnds() }
    }

    /// Whether what was just read must wait: for what was read before it, or because the turn is used up.
    var mustQueue: Bool {
        if queue.isEmpty {
            readsUntilLook -= 1
            if readsUntilLook > 0 { return false }
            readsUntilLook = Self.readsPerLook
            if turn.usedNanoseconds < readingOfTurn { return false }
            // Until the turn's end every read finds it used up.
            readsUntilLook = 1
        }
        return queue.byteCount < limits.maximumQueuedBytes
    }

    func enqueue(_ connection: WebSocketConnection, _ input: UnsafeRawBufferPointer) -> UInt32 {
        scheduleTurnEnd()
        // What is left of an entry that is being worked off was read when that was.
        return queue.append(connection, input, since: isWorkingOffQueue ? queuedSince : turn.nowNanoseconds)
    }

    func dropQueued(_ ticket: UInt32) {
        queue.drop(ticket)
    }

    private func turnEnds() {
        // What is put off or to be flushed from here on is seen below, or waits for the poll: another end within the same
        // turn would make the turn as long as all that waits.
        if !queue.isEmpty, workedOffIn != turn.number || !turn.isTold {
            // Once in a turn, also when work that waited for the poll asks for another end of it.
            workedOffIn = turn.number
            workOffQueue()
        }
        flushAll()
        isTurnEndScheduled = false
        if !queue.isEmpty, !isQueueGoingOn {
            isQueueGoingOn = true
            turn.afterPoll(
                { [self] in
                    isQueueGoingOn = false
                    turn.enter()
                    scheduleTurnEnd()
                },
                orLost: { [self] in
                    for connection in queue.removeAll() { connection.inputIsLost() }
                })
        }
        turn.endUnlessTold()
    }

    private func workOffQueue() {
        turn.enter()
        let share = TurnShare(
            ofBudget: readingOfTurn, used: turn.usedNanoseconds, atLeast: leastReadingOfTurn,
            began: turn.nowNanoseconds)
        var done = 0
        isWorkingOffQueue = true
        defer { isWorkingOffQueue = false }
        while !queue.isEmpty, share.allows(piece: done, at: turn.nowNanoseconds) {
            let count = queue.firstCount
            queuedSince = queue.firstSince
            withUnsafeTemporaryAllocation(byteCount: count, alignment: 16) { bytes in
                let connection = queue.popFirst(into: bytes)
                connection?.workOffQueued(UnsafeRawBufferPointer(bytes))
            }
            done += 1
        }
    }
}
