import CentralSystemModel
import OCPPTypes
import TextFormats

/// Reads a `Calibration` from YAML or JSON (`csms --calibration FILE`, `PUT /api/v1/calibration`).
///
/// ```yaml
/// seed: 7
/// actions:
///   Heartbeat: {delay: 20ms}
///   Authorize: {delay: {median: 50ms, p99: 400ms}, call-error: 1%, code: InternalError}
/// every-other-action: {delay: {from: 5ms, to: 20ms}, silence: 0.5%}
/// pending-boots: 2
/// reused-transaction-ids: 5%
/// transit: 150us
/// ```
package enum CalibrationFile {
    /// What is wrong with a calibration, every fault at once.
    package struct Failure: Error, Equatable, CustomStringConvertible {
        /// A fault with its place.
        package struct Fault: Equatable, Sendable {
            /// From 1.
            package var line: Int
            /// From 1, in Unicode scalars.
            package var column: Int
            /// What is wrong and what to write instead.
            package var text: String
        }

        /// In the order of their places.
        package var faults: [Fault]

        package var description: String {
            faults.map { "\($0.line):\($0.column): \($0.text)" }.joined(separator: "\n")
        }
    }

    /// Largest text in bytes.
    package static let byteLimit = 64 << 10

    /// Reads a text.
    ///
    /// - Throws: ``Failure`` with every fault; nothing is taken over then.
    package static func parse(_ text: String) throws(Failure) -> Calibration {
        var reader = CalibrationReader()
        let calibration = reader.read(text)
        guard let calibration, reader.faults.isEmpty else {
            throw Failure(faults: reader.faults.sorted { ($0.line, $0.column) < ($1.line, $1.column) })
        }
        return calibration
    }
}

/// Walks the document and collects faults.
private struct CalibrationReader {
    private typealias Node = PlacedDocument.Node

    var faults: [CalibrationFile.Failure.Fault] = []

    mutating func read(_ text: String) -> Calibration? {
        guard text.utf8.count <= CalibrationFile.byteLimit else {
            return fail(nil, "a calibration has at most \(CalibrationFile.byteLimit) bytes")
        }
        let document = PlacedDocument(name: "calibration", text: text, noun: "calibration", allowsNothing: true)
        for diagnostic in document.diagnostics {
            faults.append(
                .init(
                    line: max(1, diagnostic.line), column: max(1, diagnostic.column),
                    text: diagnostic.message + (diagnostic.hint.map { "; \($0)" } ?? "")))
        }
        guard faults.isEmpty else { return nil }
        var calibration = Calibration()
        guard let node = document.root, !isNothing(node) else { return calibration }
        eachEntry(
            of: node, "a calibration",
            known: ["seed", "actions", "every-other-action", "pending-boots", "reused-transaction-ids", "transit"]
        ) { reader, key, value in
            switch key {
            case "seed": calibration.seed = reader.number(value, "seed", UInt64.self) ?? 1
            case "actions": calibration.rules = reader.rules(value)
            case "every-other-action": calibration.otherwise = reader.rule(value)
            case "pending-boots":
                guard let count = reader.number(value, key, Int.self) else { return }
                guard (0...CalibrationLimits.pendingBoots).contains(count) else {
                    return reader.fail(value, "`pending-boots` is from 0 to \(CalibrationLimits.pendingBoots)")
                }
                calibration.pendingBoots = count
            case "transit":
                guard let transit = reader.duration(value, key) else { return }
                guard transit <= CalibrationLimits.transitNanoseconds else {
                    return reader.fail(value, "`transit` is at most 1s")
                }
                calibration.transit = transit
            default: calibration.reusedTransactionIds = reader.share(value, key) ?? 0
            }
        }
        return calibration
    }

    private mutating func rules(_ node: Node) -> [Action: Calibration.Rule] {
        var rules: [Action: Calibration.Rule] = [:]
        let names = Action.allCases.filter(\.isFromChargePoint).map(\.name)
        eachEntry(of: node, "`actions`", known: names) { reader, name, value in
            guard let action = Action(name: name) else { return }
            rules[action] = reader.rule(value)
        }
        return rules
    }

    private mutating func rule(_ node: Node) -> Calibration.Rule {
        var rule = Calibration.Rule()
        eachEntry(
            of: node, "a rule", known: ["delay", "call-error", "code", "silence", "disconnect", "how"]
        ) { reader, key, value in
            switch key {
            case "delay": rule.delay = reader.delay(value) ?? .none
            case "call-error": rule.callErrors = reader.share(value, key) ?? 0
            case "code":
                rule.callErrorCode =
                    reader.word(value, key, CallErrorCode.allCases.map(\.rawValue)).flatMap(CallErrorCode.init)
                    ?? .internalError
            case "silence": rule.silence = reader.share(value, key) ?? 0
            case "disconnect": rule.disconnects = reader.share(value, key) ?? 0
            default:
                rule.ending =
                    reader.word(value, key, Calibration.Ending.allCases.map(\.rawValue))
                    .flatMap(Calibration.Ending.init) ?? .close
            }
        }
        if rule.callErrors + rule.silence + rule.disconnects > 1 + 1e-9 {
            fail(node, "`call-error`, `silence` and `disconnect` of one action add up to more than 100%")
        }
        return rule
    }

    // MARK: Delays

    private mutating func delay(_ node: Node) -> Calibration.Delay? {
        guard case .mapping = node.content else {
            return duration(node, "delay").map { $0 == 0 ? .none : .fixed(nanoseconds: $0) }
        }
        var times: [String: Int64] = [:]
        var numbers: [String: Double] = [:]
        let before = faults.count
        eachEntry(
            of: node, "`delay`", known: ["from", "to", "median", "p99", "mu", "sigma"]
        ) { reader, key, value in
            if key == "mu" || key == "sigma" {
                numbers[key] = reader.number(value, key, Double.self)
            } else {
                times[key] = reader.duration(value, key)
            }
        }
        guard faults.count == before else { return nil }
        switch (Set(times.keys), Set(numbers.keys)) {
        case (["from", "to"], []):
            let (from, to) = (times["from"] ?? 0, times["to"] ?? 0)
            guard from <= to else { return fail(node, "`from` is not above `to`") }
            return .uniform(from: from, to: to)
        case (["median", "p99"], []):
            let (median, p99) = (times["median"] ?? 0, times["p99"] ?? 0)
            guard median > 0, p99 > median else { return fail(node, "`median` is above zero and below `p99`") }
            return .lognormal(median: median, p99: p99)
        case (["median"], ["sigma"]):
            guard let median = times["median"], median > 0 else { return fail(node, "`median` is above zero") }
            return lognormal(node, mu: portableLogarithm(Double(median) / 1e6), sigma: numbers["sigma"] ?? 0)
        case ([], ["mu", "sigma"]):
            return lognormal(node, mu: numbers["mu"] ?? 0, sigma: numbers["sigma"] ?? 0)
        default:
            return fail(
                node,
                "a delay is a duration such as `20ms`, `{from, to}`, `{median, p99}`, `{median, sigma}` or "
                    + "`{mu, sigma}`"
            )
        }
    }

    private mutating func lognormal(_ node: Node, mu: Double, sigma: Double) -> Calibration.Delay? {
        guard (-20...20).contains(mu), (0...10).contains(sigma) else {
            return fail(
                node, "`mu`, the logarithm of milliseconds, is from -20 to 20, and `sigma` from 0 to 10")
        }
        return .lognormal(mu: mu, sigma: sigma)
    }

    private mutating func duration(_ node: Node, _ key: String) -> Int64? {
        let text = scalar(node) ?? ""
        let units: [(suffix: String, nanoseconds: Double)] = [
            ("ns", 1), ("us", 1e3), ("ms", 1e6), ("s", 1e9), ("m", 60e9), ("h", 3600e9),
        ]
        let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        guard let value = Double(digits), let unit = units.first(where: { $0.suffix == text.dropFirst(digits.count) })
        else { return fail(node, "`\(key)` is a duration with its unit, such as `20ms`, `300us` or `1.5s`") }
        let nanoseconds = (value * unit.nanoseconds).rounded()
        guard nanoseconds <= Double(CalibrationLimits.delayNanoseconds) else {
            return fail(node, "`\(key)` is at most 1h")
        }
        return Int64(nanoseconds)
    }

    // MARK: Values

    private mutating func share(_ node: Node, _ key: String) -> Double? {
        guard let text = scalar(node), text.hasSuffix("%"), let percent = Double(text.dropLast()),
            (0...100).contains(percent)
        else { return fail(node, "`\(key)` is a share from `0%` to `100%`") }
        return percent / 100
    }

    private mutating func word(_ node: Node, _ key: String, _ words: [String]) -> String? {
        guard let text = scalar(node), words.contains(text) else {
            let hint = DidYouMean.hint(for: scalar(node) ?? "", among: words, listing: "it is one of")
            return fail(node, "`\(key)` is not known; \(hint)")
        }
        return text
    }

    private mutating func number<Number: LosslessStringConvertible>(
        _ node: Node, _ key: String, _ type: Number.Type
    ) -> Number? {
        guard let text = scalar(node), let value = Number(text), (value as? Double)?.isFinite != false else {
            return fail(node, "`\(key)` is a \(type == Double.self ? "number" : "whole number, not negative")")
        }
        return value
    }

    private func scalar(_ node: Node) -> String? {
        node.text
    }

    private func isNothing(_ node: Node) -> Bool {
        node.text.map { $0.isEmpty || $0 == "null" } ?? false
    }

    /// Visits the entries of a mapping with known keys; tells of all others.
    private mutating func eachEntry(
        of node: Node, _ what: String, known: [String], _ body: (inout Self, String, Node) -> Void
    ) {
        guard case .mapping(let entries) = node.content else {
            return fail(node, "\(what) is a mapping of keys to values")
        }
        for entry in entries {
            guard known.contains(entry.name) else {
                let hint = DidYouMean.hint(for: entry.name, among: known, listing: "known are")
                fail(entry.key, "`\(entry.name.prefix(40))` is not known in \(what); \(hint)")
                continue
            }
            body(&self, entry.name, entry.value)
        }
    }

    private mutating func fail(_ node: Node, _ text: String) {
        faults.append(.init(line: node.line, column: node.column, text: text))
    }

    private mutating func fail<Value>(_ node: Node?, _ text: String) -> Value? {
        faults.append(.init(line: node?.line ?? 1, column: node?.column ?? 1, text: text))
        return nil
    }
}
