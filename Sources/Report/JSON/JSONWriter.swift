import Measurement
import TextFormats

/// Writes JSON with a fixed order of keys and fixed rounding, so that equal values give equal bytes on every machine.
struct JSONWriter {
    /// How a container is laid out.
    enum Layout { case lines, compact }

    private(set) var bytes: [UInt8] = []
    private var containers: [(layout: Layout, isEmpty: Bool)] = []
    private var afterKey = false

    // MARK: Containers

    mutating func object(_ layout: Layout = .lines, _ members: (inout JSONWriter) -> Void) {
        open(UInt8(ascii: "{"), layout)
        members(&self)
        close(UInt8(ascii: "}"))
    }

    mutating func array(_ layout: Layout = .lines, _ elements: (inout JSONWriter) -> Void) {
        open(UInt8(ascii: "["), layout)
        elements(&self)
        close(UInt8(ascii: "]"))
    }

    mutating func key(_ name: String) {
        separate()
        JSONString.append(name, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        if containers.last?.layout == .lines || containers.count > 1 { bytes.append(UInt8(ascii: " ")) }
        afterKey = true
    }

    // MARK: Values

    mutating func string(_ text: String) {
        separate()
        JSONString.append(text, to: &bytes)
    }

    mutating func integer(_ number: some BinaryInteger) {
        separate()
        bytes.append(contentsOf: String(number).utf8)
    }

    mutating func boolean(_ value: Bool) {
        separate()
        bytes.append(contentsOf: (value ? "true" : "false").utf8)
    }

    mutating func null() {
        separate()
        bytes.append(contentsOf: "null".utf8)
    }

    /// Writes a number rounded to at most `decimals` decimals; null for nil and for what JSON cannot say.
    mutating func number(_ number: Double?, decimals: Int = 3) {
        guard let number, number.isFinite, number.magnitude < 1e12 else { return null() }
        separate()
        let text = FigureText.trimmed(number, decimals: decimals)
        bytes.append(contentsOf: (text == "-0" ? "0" : text).utf8)
    }

    /// Ends the document with a line feed and gives the bytes.
    mutating func finish() -> [UInt8] {
        precondition(containers.isEmpty, "a JSON container is still open")
        bytes.append(UInt8(ascii: "\n"))
        return bytes
    }

    // MARK: Layout

    private mutating func open(_ bracket: UInt8, _ layout: Layout) {
        separate()
        bytes.append(bracket)
        containers.append((layout, true))
    }

    private mutating func close(_ bracket: UInt8) {
        guard let container = containers.popLast() else { preconditionFailure("no JSON container is open") }
        if container.layout == .lines, !container.isEmpty { newLine() }
        bytes.append(bracket)
    }

    private mutating func separate() {
        if afterKey {
            afterKey = false
            return
        }
        guard let container = containers.last else { return }
        if !container.isEmpty { bytes.append(UInt8(ascii: ",")) }
        containers[containers.count - 1].isEmpty = false
        if container.layout == .lines {
            newLine()
        } else if !container.isEmpty, containers.count > 1 {
            bytes.append(UInt8(ascii: " "))
        }
    }

    private mutating func newLine() {
        bytes.append(UInt8(ascii: "\n"))
        bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: 2 * containers.count))
    }
}
