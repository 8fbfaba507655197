import NIOCore

extension WebSocketConnection {
    /// Takes what was read, in any cut: works it off, or puts it off until others have had their turn.
    func receive(_ bytes: UnsafeRawBufferPointer) {
        if flags.contains(.parsing) || hasWaitingInput {
            // An owner caused another read of this very connection (EmbeddedChannel can), or earlier input waits.
            makeRarities().deferredInput.append(contentsOf: bytes)
            if flags.contains(.queued) { pauseForQueue() }
        } else if loop.mustQueue {
            enqueue(bytes)
        } else {
            workOff(bytes)
        }
    }

    /// Works input off, up to the frames that a connection has in a turn; what is left waits in the loop's queue.
    func workOff(_ bytes: UnsafeRawBufferPointer) {
        flags.insert(.parsing)
        receiveInOrder(bytes)
        while !flags.contains(.queued), let deferred = rarities?.deferredInput, !deferred.isEmpty {
            rarities?.deferredInput = []
            deferred.withUnsafeBytes { receiveInOrder($0) }
        }
        flags.remove(.parsing)
    }

    private func receiveInOrder(_ bytes: UnsafeRawBufferPointer) {
        switch phase {
        case .open, .closing: receiveFrames(bytes)
        case .handshaking: receiveHandshake(bytes)
        case .connecting, .draining, .closed: break
        }
    }

    func receiveFrames(_ bytes: UnsafeRawBufferPointer) {
        if timerLink.timer == .pong && !loop.isClient {
            // A charge point that talks is there, whether it answers Pings or not.
            awaitPing()
        }
        var input = bytes
        var left = loop.limits.maximumFramesOfTurn
        while phase == .open || phase == .closing {
            if left == 0, !input.isEmpty {
                // The others first: the rest goes to the end of the queue.
                countHeldBytes(parser.heldBytes)
                return enqueue(input)
            }
            left -= 1
            switch parser.next(&input, limits: loop.limits, scratch: loop.scratch) {
            case .needMoreData:
                if countHeldBytes(parser.heldBytes) { return }
                fail(.tryAgainLater, "too much unfinished input is held", .heldBytesExceeded)
            case .text(let text):
                // After our Close frame the owner has said that it is done: what still comes is dropped (§5.5.1).
                if phase == .open {
                    owner?.webSocket(self, received: text)
                }
            case .binary(let bytes):
                if phase == .open {
                    owner?.webSocket(self, receivedBinary: bytes)
                }
            case .ping(let payload):
                if phase == .open {
                    sendFrame(.pong, payload)
                }
            case .pong:
                receivedPong()
            case .close(let code, let reason):
                receivedClose(code, reason)
            case .violation(let violation):
                fail(violation.closeCode, violation.text, violation.closeReason)
            }
        }
        parser.reset()
        countHeldBytes(0)
    }

    /// Tells the loop how many bytes of unfinished input the connection holds; false when all connections together
    /// hold too many and this one added to them.
    @discardableResult
    func countHeldBytes(_ count: Int) -> Bool {
        let change = count - Int(heldBytes)
        if change == 0 { return true }
        heldBytes = Int32(clamping: count)
        return loop.hold(change) || change < 0
    }

    /// The peer has shown a sign of life: the next Ping is due after the interval.
    private func awaitPing() {
        if loop.isEnabled(.ping) {
            loop.arm(self, .ping)
        } else {
            loop.disarm(self)
        }
    }

    private func receivedPong() {
        if timerLink.timer == .pong {
            awaitPing()
        }
        if phase == .open {
            owner?.webSocketReceivedPong(self)
        }
    }

    func makeRarities() -> Rarities {
        if let rarities {
            return rarities
        }
        let made = Rarities()
        rarities = made
        return made
    }
}
