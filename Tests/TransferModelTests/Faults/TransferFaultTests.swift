import Testing

@testable import TransferModel

@Suite struct TransferFaultTests {
    static func attempt(
        _ user: String = "u", scheme: TransferScheme = .http, direction: TransferDirection = .download,
        file: FileKind = .firmware, chargePoint: String? = "CP1", length: Int64? = 1000
    ) -> TransferFaults.Attempt {
        TransferFaults.Attempt(
            scheme: scheme, direction: direction, file: file, chargePoint: chargePoint, user: user,
            path: StorePath(literal: "firmware/a"), length: length)
    }

    static func rule(_ kind: TransferFaultRule.Kind, _ change: (inout TransferFaultRule) -> Void = { _ in })
        -> TransferFaultRule
    {
        var rule = TransferFaultRule(kind)
        change(&rule)
        return rule
    }

    /// Every kind over HTTP and over FTP, for a download and an upload.
    static let kinds: [(TransferFaultRule, TransferFault?, TransferFault?, TransferFault?)] = [
        (rule(.refuse), .refuse, .refuse, .refuse),
        (rule(.stall) { $0.at = 7 }, .stall(at: 7), .stall(at: 7), .stall(at: 7)),
        (rule(.cut) { $0.at = 7 }, .cut(at: 7), .cut(at: 7), .cut(at: 7)),
        (rule(.wrongLength) { $0.by = -3 }, .wrongLength(by: -3), .wrongLength(by: -3), .wrongLength(by: -3)),
        (rule(.wrongHash) { $0.at = 7 }, .wrongHash(at: 7), .wrongHash(at: 7), .wrongHash(at: 7)),
        (rule(.diskFull) { $0.at = 7 }, nil, .diskFull(at: 7), nil),
        (rule(.slow), .slow(bytesPerSecond: 10_000), .slow(bytesPerSecond: 10_000), .slow(bytesPerSecond: 10_000)),
        (rule(.unauthorized), .status(401, retryAfter: nil), .status(401, retryAfter: nil), nil),
        (rule(.notFound), .status(404, retryAfter: nil), .status(404, retryAfter: nil), nil),
        (rule(.tooManyRequests), .status(429, retryAfter: 1), .status(429, retryAfter: 1), nil),
        (rule(.serverError), .status(500, retryAfter: nil), .status(500, retryAfter: nil), nil),
        (rule(.unavailable) { $0.retryAfter = 9 }, .status(503, retryAfter: 9), .status(503, retryAfter: 9), nil),
        (rule(.serviceNotAvailable), nil, nil, .reply(421)),
        (rule(.notLoggedIn), nil, nil, nil),
        (rule(.fileUnavailable), nil, nil, .reply(550)),
    ]

    @Test func `the table has every kind`() {
        #expect(
            Self.kinds.map(\.0.kind).sorted { $0.rawValue < $1.rawValue }
                == TransferFaultRule.Kind.allCases.sorted { $0.rawValue < $1.rawValue })
    }

    @Test(arguments: kinds.indices) func `a fault shows where its scheme and direction know it`(index: Int) {
        let (rule, download, upload, ftp) = Self.kinds[index]
        var faults = TransferFaults(seed: 1, rules: [rule])
        #expect(faults.draw(Self.attempt(), at: .transfer) == download)
        #expect(faults.draw(Self.attempt(direction: .upload), at: .transfer) == upload)
        #expect(faults.draw(Self.attempt(scheme: .ftps), at: .transfer) == ftp)
        let isLogin = rule.kind == .notLoggedIn
        #expect(faults.draw(Self.attempt(scheme: .ftp), at: .login) == (isLogin ? .reply(530) : nil))
        #expect(faults.draw(Self.attempt(), at: .login) == nil)
    }

    @Test func `a share is met and the same seed gives the same faults`() {
        let rules = [Self.rule(.cut) { $0.share = 0.25 }, Self.rule(.notFound) { $0.share = 0.5 }]
        func drawn(_ seed: UInt64) -> [TransferFault?] {
            var faults = TransferFaults(seed: seed, rules: rules)
            return (0..<2000).map { faults.draw(Self.attempt("u\($0)"), at: .transfer) }
        }
        let first = drawn(5)
        #expect(first == drawn(5))
        #expect(first != drawn(6))
        let cuts = first.count { if case .cut? = $0 { true } else { false } }
        let missing = first.count { $0 == .status(404, retryAfter: nil) }
        // Five deviations of a binomial on either side.
        #expect((403...597).contains(cuts), "\(cuts)")
        #expect((642...858).contains(missing), "\(missing)")
        for case .cut(let at)? in first { #expect((0..<1000).contains(at)) }
    }

    @Test func `a transfer's faults do not depend on other transfers`() {
        let rules = [Self.rule(.cut) { $0.share = 0.5 }]
        var alone = TransferFaults(seed: 3, rules: rules)
        var crowded = TransferFaults(seed: 3, rules: rules)
        for number in 0..<50 {
            _ = crowded.draw(Self.attempt("other\(number)"), at: .transfer)
            #expect(alone.draw(Self.attempt(), at: .transfer) == crowded.draw(Self.attempt(), at: .transfer))
        }
    }

    @Test func `attempts, charge points, files and directions narrow a rule`() {
        var faults = TransferFaults(
            seed: 1,
            rules: [
                Self.rule(.refuse) {
                    $0.attempts = 2; $0.chargePoint = "CP*"
                },
                Self.rule(.notFound) { $0.file = .log },
                Self.rule(.serverError) {
                    $0.direction = .upload; $0.schemes = [.https]
                },
            ])
        #expect(faults.preview(Self.attempt()) == .refuse)
        #expect((0..<4).map { _ in faults.draw(Self.attempt(), at: .transfer) } == [.refuse, .refuse, nil, nil])
        #expect(faults.preview(Self.attempt()) == nil)
        #expect(faults.draw(Self.attempt("v", chargePoint: "X"), at: .transfer) == nil)
        #expect(faults.draw(Self.attempt("v", chargePoint: nil), at: .transfer) == nil)
        #expect(
            faults.draw(Self.attempt("w", file: .log, chargePoint: nil), at: .transfer) == .status(404, retryAfter: nil)
        )
        #expect(
            faults.draw(Self.attempt("x", scheme: .https, direction: .upload, chargePoint: nil), at: .transfer)
                == .status(500, retryAfter: nil))
        #expect(faults.draw(Self.attempt("x", direction: .upload, chargePoint: nil), at: .transfer) == nil)
        #expect(faults.counts == ["refuse": 2, "404": 1, "500": 1])
    }

    // MARK: Deliveries

    static let deliveries: [(TransferFault?, [Delivery.Segment], Int64, Delivery.Ending)] = [
        (nil, [.file(10..<100)], 90, .complete),
        (.cut(at: 50), [.file(10..<50)], 90, .cut),
        (.cut(at: 5), [], 90, .cut),
        (.cut(at: 10), [], 90, .cut),
        (.cut(at: 99), [.file(10..<99)], 90, .cut),
        (.cut(at: 5000), [.file(10..<99)], 90, .cut),
        (.stall(at: 20), [.file(10..<20)], 90, .stall),
        (.wrongLength(by: 3), [.file(10..<100)], 93, .cut),
        (.wrongLength(by: -3), [.file(10..<97)], 87, .complete),
        (.wrongLength(by: -500), [], 0, .complete),
        (.wrongHash(at: 10), [.flipped(10), .file(11..<100)], 90, .complete),
        (.wrongHash(at: 50), [.file(10..<50), .flipped(50), .file(51..<100)], 90, .complete),
        (.wrongHash(at: 99), [.file(10..<99), .flipped(99)], 90, .complete),
        (.wrongHash(at: 3), [.flipped(10), .file(11..<100)], 90, .complete),
        (.slow(bytesPerSecond: 5), [.file(10..<100)], 90, .complete),
        (.diskFull(at: 1), [.file(10..<100)], 90, .complete),
    ]

    @Test(arguments: deliveries.indices) func `a fault becomes what is sent`(index: Int) {
        let (fault, segments, length, ending) = Self.deliveries[index]
        let delivery = Delivery(10..<100, fault: fault)
        #expect(delivery.segments == segments)
        #expect(delivery.announcedLength == length)
        #expect(delivery.ending == ending)
        #expect(delivery.bytesPerSecond == (fault == .slow(bytesPerSecond: 5) ? 5 : nil))
    }

    @Test func `a fault finds its place among several ranges`() {
        let pieces: [Delivery.Segment] = [
            .literal([1, 2]), .file(0..<10), .literal([3]), .file(50..<60), .literal([4]),
        ]
        #expect(
            Delivery(pieces, fault: .cut(at: 55)).segments == [
                .literal([1, 2]), .file(0..<10), .literal([3]), .file(50..<55),
            ])
        #expect(
            Delivery(pieces, fault: .wrongHash(at: 52)).segments
                == [
                    .literal([1, 2]), .file(0..<10), .literal([3]), .file(50..<52), .flipped(52), .file(53..<60),
                    .literal([4]),
                ])
        #expect(
            Delivery(pieces, fault: .wrongLength(by: -2)).segments == [
                .literal([1, 2]), .file(0..<10), .literal([3]), .file(50..<59),
            ])
    }

    @Test func `a fault becomes what is taken of an upload`() {
        #expect(Reception(.cut(at: 5)).limit == 5 && Reception(.cut(at: 5)).ending == .cut)
        #expect(Reception(.stall(at: 5)).ending == .stall)
        #expect(Reception(.diskFull(at: 5)).ending == .diskFull)
        #expect(Reception(.wrongLength(by: -4)).missing == 4)
        #expect(Reception(.wrongHash(at: 9)).flipped == 9)
        #expect(Reception(.slow(bytesPerSecond: 0)).bytesPerSecond == 1)
        #expect(Reception(nil) == Reception(.refuse))
    }
}
