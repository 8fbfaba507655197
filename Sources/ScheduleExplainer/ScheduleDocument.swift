import OCPPTypes
import SmartCharging

/// What is wrong with a schedule file, and where.
package struct ScheduleDocumentError: Error, Equatable, Sendable {
    /// Place in the file in bytes.
    package var offset: Int
    /// What is wrong and, where that helps, what would be right.
    package var text: String

    init(offset: Int, _ text: String) {
        self.offset = offset
        self.text = text
    }

    /// `file:line:column: error: text` with the line and a caret below, like the diagnostics of a scenario.
    package func rendered(fileName: String, bytes: [UInt8]) -> String {
        let end = min(max(offset, 0), bytes.count)
        let lineNumber = bytes[..<end].count(where: { $0 == 0x0A }) + 1
        let lineStart = bytes[..<end].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        let lineEnd = bytes[lineStart...].firstIndex(of: 0x0A) ?? bytes.count
        let before = String(decoding: bytes[lineStart..<end], as: UTF8.self).count
        let head = "\(fileName):\(lineNumber):\(before + 1): error: \(text)\n"
        let line = String(decoding: bytes[lineStart..<lineEnd], as: UTF8.self)
        // A whole file in one line is not shown again, and control characters are left to the file.
        guard line.count <= 160, !line.contains(where: { $0.asciiValue.map { $0 < 0x20 && $0 != 9 } ?? false }) else {
            return head
        }
        let shown = line.replacing("\t", with: " ")
        return head + "  \(shown)\n  \(String(repeating: " ", count: before))^\n"
    }
}

/// A stack of profiles and a question about it: the input of `wattswarm schedule` (guide "Why did my car get 6 A?").
package struct ScheduleDocument: Sendable {
    /// Connectors, voltage and phases; every key as generous as it can be.
    package var configuration: SmartChargingConfiguration
    /// SetChargingProfile payloads in the order in which they were sent.
    package var profiles: [SetChargingProfile.Request]
    /// The running transactions.
    package var transactions: [ChargingTransaction]
    /// The moment of the question; the profiles count as received then.
    package var now: DateTime
    /// The question.
    package var query: GetCompositeSchedule.Request
}
