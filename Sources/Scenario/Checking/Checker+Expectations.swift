import Measurement
import OCPPTypes
import TextFormats

extension Checker {
    /// Checks `expect`.
    mutating func checkExpectations(_ node: SyntaxNode, plan: Plan) -> [Expectation] {
        guard let items = node.items else {
            sink.error(
                "expected a list of expectations, found \(node.kindName)", at: node.place,
                hint: "write such as `- p99(Authorize) < 5s`")
            return []
        }
        if items.count > ScenarioLimits.expectations {
            sink.error(
                "a scenario has at most \(ScenarioLimits.expectations) expectations",
                at: items[ScenarioLimits.expectations].place)
            return []
        }
        let occurring = plan.occurringActions
        var result: [Expectation] = []
        for item in items {
            guard let text = scalar(item, "an expectation such as `p99(Authorize) < 5s`") else { continue }
            do {
                let expectation = try Expectation.parse(text)
                result.append(expectation)
                warn(expectation, item.placeOfSubject, occurring)
            } catch {
                sink.error(
                    printable(error.message), at: item.placeOfWord(at: error.offset),
                    hint: error.hint.map { printable($0) })
            }
        }
        return result
    }

    private mutating func warn(_ expectation: Expectation, _ place: Place, _ occurring: Set<Action>) {
        if let action = expectation.measure.action, !occurring.contains(action), !sink.hasErrors {
            sink.warning(
                "no charge point of this scenario sends `\(action.name)`", at: place,
                hint: "without a single call the expectation is about nothing")
        }
        if scale != 1, case .value = expectation.bound, expectation.measure.followsScale {
            sink.warning(
                "the number does not follow the scale of the run", at: place, hint: "compare with `planned`")
        }
    }
}

extension Expectation.Measure {
    /// The one action that is measured; nil for measures of all.
    fileprivate var action: Action? {
        switch self {
        case .latency(_, .action(let action)), .rate(.action(let action)), .answers(let action): action
        case .latency(_, .all), .rate(.all), .count, .lostTransactions, .duplicatedTransactions, .share, .time,
            .transferLatency, .transferCount, .failedTransferShare:
            nil
        }
    }

    /// True for numbers of charge points, which a run with another scale has more or less of.
    fileprivate var followsScale: Bool {
        switch self {
        case .count(let subject): [.planned, .connected, .peakConnected, .booted].contains(subject)
        case .latency, .answers, .lostTransactions, .duplicatedTransactions, .share, .time, .rate,
            .transferLatency, .transferCount, .failedTransferShare:
            false
        }
    }
}

extension SyntaxNode {
    /// The place of the word, the sign or the end that stands at an offset of a scalar's text.
    fileprivate func placeOfWord(at offset: Int) -> Place {
        let rest = Array((text ?? "").unicodeScalars.dropFirst(offset))
        guard let first = rest.first else { return place(offset: offset, length: 1) }
        let isSign = Self.isSign(first)
        let end = rest.firstIndex { $0 == " " || $0 == "\t" || $0 == "(" || $0 == ")" || Self.isSign($0) != isSign }
        return place(offset: offset, length: end ?? rest.count)
    }

    /// The place of an expectation's subject: behind the parenthesis, else the first word.
    fileprivate var placeOfSubject: Place {
        let scalars = Array((text ?? "").unicodeScalars)
        let start = scalars.firstIndex(of: "(").map { $0 + 1 } ?? 0
        return placeOfWord(at: scalars[start...].firstIndex { $0 != " " && $0 != "\t" } ?? start)
    }

    private static func isSign(_ scalar: Unicode.Scalar) -> Bool { "<>=!≤≥".unicodeScalars.contains(scalar) }
}

extension Plan {
    /// The actions that charge points of the plan may send of themselves.
    var occurringActions: Set<Action> {
        var actions: Set<Action> = [.bootNotification, .heartbeat, .statusNotification]
        for instruction in programs.flatMap(\.instructions) {
            switch instruction {
            case .authorize: actions.insert(.authorize)
            case .charge: actions.formUnion([.startTransaction, .stopTransaction, .meterValues])
            case .send(let action, _): actions.insert(action)
            case .meterValues: actions.insert(.meterValues)
            case .wait, .plugIn, .plugInCar, .unplug, .repeatBegin, .repeatEnd: break
            }
        }
        let aligned = groups.flatMap(\.configuration).contains {
            $0.key == "ClockAlignedDataInterval" && $0.value != "0"
        }
        if aligned { actions.insert(.meterValues) }
        return actions
    }
}
