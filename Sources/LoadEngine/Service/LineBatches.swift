/// Lines that are written together: a write for each costs more than all that they say.
enum LineBatches {
    /// Writes lines in as few texts as the bound allows; a line that is longer than it goes alone.
    ///
    /// Where a text is refused, its lines are written one by one as far as they fit, and what is behind the first that
    /// does not is left out with it.
    ///
    /// - Parameters:
    ///   - bound: bytes of a text.
    ///   - put: writes a text whole or not at all.
    /// - Returns: how many lines were left out, and why.
    static func write(
        _ lines: some Sequence<[UInt8]>, upTo bound: Int, to put: ([UInt8]) throws(ResultFile.Refusal) -> Void
    ) -> (lost: UInt64, refusal: ResultFile.Refusal?) {
        var batch = Batch()
        var lost: UInt64 = 0
        var refusal: ResultFile.Refusal?
        func flush() {
            let left = batch.write(to: put)
            lost += UInt64(left.count)
            refusal = refusal ?? left.refusal
            batch.removeAll()
        }
        for line in lines {
            if !batch.isEmpty, batch.bytes.count + line.count > bound { flush() }
            batch.append(line)
        }
        if !batch.isEmpty { flush() }
        return (lost, refusal)
    }

    private struct Batch {
        private(set) var bytes: [UInt8] = []
        private var ends: [Int] = []

        var isEmpty: Bool { ends.isEmpty }

        mutating func append(_ line: [UInt8]) {
            bytes += line
            ends.append(bytes.count)
        }

        mutating func removeAll() {
            bytes.removeAll(keepingCapacity: true)
            ends.removeAll(keepingCapacity: true)
        }

        /// Returns how many lines are left, and why.
        func write(to put: ([UInt8]) throws(ResultFile.Refusal) -> Void) -> (count: Int, refusal: ResultFile.Refusal?) {
            do throws(ResultFile.Refusal) {
                try put(bytes)
                return (0, nil)
            } catch {
                guard ends.count > 1 else { return (ends.count, error) }
            }
            var start = 0
            for (index, end) in ends.enumerated() {
                do throws(ResultFile.Refusal) {
                    try put(Array(bytes[start..<end]))
                } catch {
                    return (ends.count - index, error)
                }
                start = end
            }
            return (0, nil)
        }
    }
}
