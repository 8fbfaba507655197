import OCPPTypes

/// A second, slow look at frames whose envelope cannot be read: whose CALL it was, so that its sender can be answered
/// (OCPP-J 1.6 §4.2.3).
enum FrameDiagnosis {
    /// What a failure of reading JSON is called of a frame.
    static func kind(of failure: ReadFailure) -> FrameError.Kind {
        switch failure.reason {
        case .notUTF8: .notUTF8
        case .tooDeep: .tooDeep
        default: .notJSON
        }
    }

    /// A frame behind a byte order mark; nil without the mark. Its sender is told of the mark as soon as the id is known.
    static func marked(_ bytes: UnsafeRawBufferPointer) -> FrameError? {
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        guard bytes.starts(with: mark) else { return nil }
        let rest = UnsafeRawBufferPointer(rebasing: bytes[mark.count...])
        // A second one is no white space.
        guard !rest.starts(with: mark) else { return FrameError(.notJSON, offset: mark.count) }
        var error: FrameError
        do {
            let envelope = try FrameScanner.scan(rest)
            error = FrameError(.byteOrderMark, offset: 0)
            switch envelope {
            case .call(let id, _, _, _):
                error.isCall = true
                error.uniqueId = id
            case .callResult(let id, _), .callError(let id, _): error.uniqueId = id
            }
            return error
        } catch let failure {
            error = failure
        }
        switch error.kind {
        case .missingId, .numericId, .emptyId, .idTooLong: break
        default:
            if let id = error.uniqueId {
                return FrameError(.byteOrderMark, offset: 0, isCall: error.isCall, uniqueId: id)
            }
        }
        error.offset += mark.count
        error.longId = error.longId.map { $0.lowerBound + mark.count..<$0.upperBound + mark.count }
        return error
    }

    /// An id that is no string, or an empty one. A number tells who is answered: as a string, since an answer is to be a
    /// valid frame.
    static func id(in bytes: UnsafeRawBufferPointer, at offset: Int, isCall: Bool) -> FrameError {
        let rest = UnsafeRawBufferPointer(rebasing: bytes[offset...])
        if rest.first == Ascii.quote {
            return FrameError(
                .emptyId, offset: offset, isCall: isCall,
                uniqueId: UniqueId(utf8: UnsafeRawBufferPointer(rebasing: rest[..<0])))
        }
        guard let first = rest.first, isDigit(first) || first == Ascii.minus else {
            return FrameError(.missingId, offset: offset, isCall: isCall)
        }
        var reader = JSONReader(rest, mode: .strict)
        defer { reader.release() }
        do {
            try reader.skipValue()
        } catch {
            return FrameError(kind(of: error), offset: offset + (error.position - reader.start), isCall: isCall)
        }
        let digits = UnsafeRawBufferPointer(rebasing: rest[..<(reader.cursor - reader.start)])
        let error = FrameError(.numericId, offset: offset, isCall: isCall, uniqueId: UniqueId(utf8: digits))
        return error.uniqueId == nil ? repeating(error, offset..<offset + digits.count) : error
    }

    /// An id that is too long to be kept: it is repeated as it is written.
    static func longId(in bytes: UnsafeRawBufferPointer, at offset: Int, isCall: Bool) -> FrameError {
        let tooLong = FrameError(.idTooLong, offset: offset, isCall: isCall)
        var reader = JSONReader(UnsafeRawBufferPointer(rebasing: bytes[offset...]), mode: .strict)
        defer { reader.release() }
        do {
            try reader.skipValue()
        } catch {
            return tooLong
        }
        return repeating(tooLong, offset + 1..<offset + (reader.cursor - reader.start) - 1)
    }

    private static func repeating(_ error: FrameError, _ id: Range<Int>) -> FrameError {
        var error = error
        if id.count <= CodecLimits.repeatedIdLength { error.longId = id }
        return error
    }
}
