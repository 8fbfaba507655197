import Glibc

/// A file of the results folder that survives a disk without room: what does not fit is left out whole, and nothing of
/// what was written before is lost.
struct ResultFile: ~Copyable {
    /// Why the system refused.
    struct Refusal: Error, Equatable {
        /// `errno`.
        var code: Int32

        /// For an operator.
        var reason: String { String(cString: strerror(code)) }
    }

    private let descriptor: Int32
    /// Bytes that hold whole texts.
    private(set) var size = 0

    /// Makes a file that is not there yet.
    ///
    /// - Parameter reserving: bytes of the disk that are kept for it from now on.
    init(making path: String, reserving: Int = 0) throws(Refusal) {
        let opened = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard opened >= 0 else { throw Refusal(code: errno) }
        if reserving > 0 {
            // Gives its error back; errno is not set.
            let code = posix_fallocate(opened, 0, reserving)
            if code != 0 {
                close(opened)
                unlink(path)
                throw Refusal(code: code)
            }
        }
        descriptor = opened
    }

    /// Opens a file from its start, and makes it when it is not there.
    init(opening path: String) throws(Refusal) {
        let opened = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard opened >= 0 else { throw Refusal(code: errno) }
        descriptor = opened
    }

    deinit {
        close(descriptor)
    }

    /// Appends a text whole, or leaves the file as it was.
    mutating func append(_ bytes: [UInt8]) throws(Refusal) {
        do throws(Refusal) {
            try write(bytes, at: size)
        } catch {
            // The part that went through would be half a line.
            _ = ftruncate(descriptor, size)
            throw error
        }
        size += bytes.count
    }

    /// Puts the last lines away so that one more text fits into their place, and writes that.
    ///
    /// - Parameter line: gives the text for a number of lines put away; it may be longer the more they are.
    mutating func replaceLastLines(with line: (UInt64) -> [UInt8]) throws(Refusal) {
        var cut: UInt64 = 0
        var end = size
        while true {
            let text = line(cut)
            if size - end >= text.count {
                try write(text, at: end)
                size = end + text.count
                _ = ftruncate(descriptor, size)
                return
            }
            guard end > 0 else { throw Refusal(code: ENOSPC) }
            end = try startOfLine(before: end)
            cut += 1
        }
    }

    /// Makes this the whole content, in the room that was kept where there is any, and writes it through to the disk.
    mutating func fill(_ bytes: [UInt8]) throws(Refusal) {
        try write(bytes, at: 0)
        guard ftruncate(descriptor, bytes.count) == 0, fsync(descriptor) == 0 else { throw Refusal(code: errno) }
        size = bytes.count
    }

    /// Puts the last lines away, so many that at least these bytes go back to the disk, or all; returns how many.
    mutating func dropLines(atLeast bytes: Int) -> UInt64 {
        var end = size
        var count: UInt64 = 0
        while end > 0, size - end < bytes, let start = try? startOfLine(before: end) {
            end = start
            count += 1
        }
        guard ftruncate(descriptor, end) == 0 else { return 0 }
        size = end
        return count
    }

    /// The beginning of the line that ends at a place.
    private func startOfLine(before end: Int) throws(Refusal) -> Int {
        var part = [UInt8](repeating: 0, count: ResultLimits.partBytes)
        var position = end - 1
        while position > 0 {
            let from = max(0, position - part.count)
            let count = pread(descriptor, &part, position - from, from)
            guard count == position - from else { throw Refusal(code: count < 0 ? errno : EIO) }
            if let lineEnd = part[..<count].lastIndex(of: 0x0A) { return from + lineEnd + 1 }
            position = from
        }
        return 0
    }

    private func write(_ bytes: [UInt8], at offset: Int) throws(Refusal) {
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeBytes {
                pwrite(descriptor, $0.baseAddress! + done, bytes.count - done, offset + done)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw Refusal(code: count < 0 ? errno : ENOSPC) }
            done += count
        }
    }
}

/// Bounds of the results folder.
package enum ResultLimits {
    /// Room on the disk that is kept for `summary.json` from the start, in bytes. 1,000 expectations with long texts and
    /// every action in both directions take less than half of it.
    package static let summaryBytes = 1 << 20
    /// Room that is kept for `manifest.json`, in bytes.
    package static let manifestBytes = 64 << 10
    /// Runs of one scenario that may begin in the same second and place and still get a folder of their own.
    static let runsOfSecond = 1_000
    /// Lines that are written together, in bytes.
    static let batchBytes = 1 << 16
    /// By how much a file may grow because it tells of what gave way to it, in bytes.
    static let countBytes = 64
    /// Read at once in the search for the start of a line, in bytes.
    static let partBytes = 1 << 16
}
