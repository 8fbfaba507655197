/// What an upload sends: a recipe that makes the same bytes each time, so that an attempt can begin again, or go on, and
/// nothing of the file waits in memory.
package struct UploadRecipe: Sendable {
    /// Opens the content at its beginning; called on the client's thread.
    package var open: @Sendable () throws -> any UploadStream
    /// Name of the file, for forms.
    package var fileName: String

    /// Makes a recipe.
    package init(fileName: String, open: @escaping @Sendable () throws -> any UploadStream) {
        self.fileName = fileName
        self.open = open
    }

    /// A recipe of known bytes.
    package init(fileName: String, bytes: [UInt8]) {
        self.init(fileName: fileName) { ByteStream(bytes) }
    }
}

/// Content that is read from its beginning to its end, on one thread.
package protocol UploadStream: AnyObject {
    /// Writes the next bytes to the buffer, which is not empty, and gives their number; 0 at the end.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int
}

/// Bytes that are there already.
package final class ByteStream: UploadStream {
    private let bytes: [UInt8]
    private var position = 0

    /// Reads these bytes.
    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    package func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let count = min(buffer.count, bytes.count - position)
        bytes.withUnsafeBytes { all in
            buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: all[position..<(position + count)]))
        }
        position += count
        return count
    }
}

extension UploadStream {
    /// Reads on to the end and gives the number of bytes.
    package func countRest() throws -> Int64 {
        var count: Int64 = 0
        try withUnsafeTemporaryAllocation(byteCount: 32_768, alignment: 16) { buffer in
            while true {
                let more = try read(into: buffer)
                if more == 0 { return }
                count += Int64(more)
            }
        }
        return count
    }
}
