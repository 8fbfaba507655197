/// How a file is sent: which bytes, how fast, and how it ends. Built from the ranges that were asked for and the fault
/// that was drawn; the sender only follows it.
package struct Delivery: Sendable, Equatable {
    /// A piece of what is sent.
    package enum Segment: Sendable, Equatable {
        /// Bytes of the file.
        case file(Range<Int64>)
        /// The byte of the file at a position with all its bits turned over.
        case flipped(Int64)
        /// Bytes that are not in the file: the headers of `multipart/byteranges`.
        case literal([UInt8])

        /// How many bytes it is.
        package var count: Int64 {
            switch self {
            case .file(let range): range.upperBound - range.lowerBound
            case .flipped: 1
            case .literal(let bytes): Int64(bytes.count)
            }
        }
    }

    /// What follows the last segment.
    package enum Ending: Sendable, Equatable {
        /// The transfer is complete.
        case complete
        /// The connection is reset.
        case cut
        /// Nothing; the connection stays open until a time-out.
        case stall
    }

    /// The pieces in order.
    package private(set) var segments: [Segment]
    /// The length that is announced.
    package private(set) var announcedLength: Int64
    /// What comes after them.
    package private(set) var ending = Ending.complete
    /// The rate in bytes per second; nil: as fast as it goes.
    package private(set) var bytesPerSecond: Int?

    /// The pieces as they are, then the fault. Positions of faults are positions in the file.
    package init(_ segments: [Segment], fault: TransferFault? = nil) {
        self.segments = segments
        announcedLength = segments.reduce(0) { $0 + $1.count }
        switch fault {
        case .stall(let position):
            end(at: position, .stall)
        case .cut(let position):
            end(at: position, .cut)
        case .wrongLength(let difference):
            announcedLength = max(0, announcedLength + difference)
            // More was announced than there is: the connection has to end. Less: the reader stops by itself.
            if difference > 0 { ending = .cut }
            if difference < 0 { truncate(to: announcedLength) }
        case .wrongHash(let position):
            flip(position)
        case .slow(let rate):
            bytesPerSecond = max(1, rate)
        case .refuse, .status, .reply, .diskFull, nil:
            break
        }
    }

    /// One range of a file.
    package init(_ range: Range<Int64>, fault: TransferFault? = nil) {
        self.init(range.isEmpty ? [] : [.file(range)], fault: fault)
    }

    /// Ends at the first place at or behind a position; behind the last byte it is the last byte that is missing.
    private mutating func end(at position: Int64, _ ending: Ending) {
        self.ending = ending
        for (index, segment) in segments.enumerated() {
            guard case .file(let range) = segment else { continue }
            if position < range.upperBound {
                segments.removeSubrange(index...)
                if position > range.lowerBound { segments.append(.file(range.lowerBound..<position)) }
                return
            }
        }
        truncate(to: max(0, announcedLength - 1))
    }

    private mutating func truncate(to length: Int64) {
        var left = length
        for index in segments.indices {
            let count = segments[index].count
            if count <= left {
                left -= count
                continue
            }
            let rest = segments[index]
            segments.removeSubrange(index...)
            switch rest {
            case .file(let range) where left > 0: segments.append(.file(range.lowerBound..<range.lowerBound + left))
            case .literal(let bytes) where left > 0: segments.append(.literal(Array(bytes.prefix(Int(left)))))
            case .file, .literal, .flipped: break
            }
            return
        }
    }

    /// Turns one byte over; a position that is not sent moves to the first byte that is.
    private mutating func flip(_ position: Int64) {
        func contains(_ segment: Segment) -> Bool {
            if case .file(let range) = segment { return range.contains(position) }
            return false
        }
        func isFile(_ segment: Segment) -> Bool {
            if case .file = segment { return true }
            return false
        }
        guard let index = segments.firstIndex(where: contains) ?? segments.firstIndex(where: isFile),
            case .file(let range) = segments[index]
        else { return }
        let byte = range.contains(position) ? position : range.lowerBound
        let pieces = [Segment.file(range.lowerBound..<byte), .flipped(byte), .file(byte + 1..<range.upperBound)]
        segments.replaceSubrange(index...index, with: pieces.filter { $0.count > 0 })
    }
}

/// What a fault does to an upload while it comes in.
package struct Reception: Sendable, Equatable {
    /// What happens at ``limit``.
    package enum Ending: Sendable, Equatable {
        /// Nothing more is read; the connection stays open until a time-out.
        case stall
        /// The connection is reset.
        case cut
        /// The disk is full.
        case diskFull
    }

    /// Bytes that are taken before ``ending`` happens; nil: all.
    package private(set) var limit: Int64?
    /// What happens at the limit.
    package private(set) var ending: Ending?
    /// The position of the byte that is stored with all its bits turned over.
    package private(set) var flipped: Int64?
    /// Bytes that are missing at the end of the stored file.
    package private(set) var missing: Int64 = 0
    /// The rate in bytes per second; nil: as fast as it goes.
    package private(set) var bytesPerSecond: Int?

    /// What a fault means for an upload.
    package init(_ fault: TransferFault? = nil) {
        switch fault {
        case .stall(let position): (limit, ending) = (max(0, position), .stall)
        case .cut(let position): (limit, ending) = (max(0, position), .cut)
        case .diskFull(let position): (limit, ending) = (max(0, position), .diskFull)
        case .wrongLength(let difference): missing = abs(difference)
        case .wrongHash(let position): flipped = position
        case .slow(let rate): bytesPerSecond = max(1, rate)
        case .refuse, .status, .reply, nil: break
        }
    }
}
