import OCPPTypes
import Testing

@Suite struct ScalarTests {
    @Test func `a CiString keeps its spelling and ignores the case of ASCII letters`() {
        let lower: CiString<20> = "ab-ö_z"
        let upper: CiString<20> = "AB-ö_Z"
        #expect(lower == upper && lower.hashValue == upper.hashValue)
        #expect(lower.value == "ab-ö_z" && upper.description == "AB-ö_Z")
        #expect(CiString<20>("ä") != CiString<20>("Ä"))
        #expect(CiString<20>("[") != CiString<20>("{"))
        #expect(CiString<20>("@") != CiString<20>("`"))
        #expect(CiString<20>("ab") != CiString<20>("abc"))
        #expect(Set([lower, upper]).count == 1)
    }

    @Test(arguments: [("", true), ("abc", true), ("abcd", false), ("ééé", true), ("éééé", false), ("😀😀😀", true)])
    func `a CiString counts characters and not bytes`(text: String, fits: Bool) {
        #expect((CiString<3>(text) != nil) == fits)
        let unchecked = CiString<3>(unchecked: text)
        #expect(unchecked.isValid == fits && unchecked.value == text)
    }

    @Test func `a UniqueId holds up to 36 bytes`() {
        let longest = String(repeating: "x", count: UniqueId.maxLength)
        #expect(UniqueId(longest)?.description == longest && UniqueId.maxLength == 36)
        #expect(UniqueId(longest + "x") == nil)
        for (text, count) in [("", 0), ("é", 2), ("ab\u{0}", 3)] {
            #expect(UniqueId(text)?.count == count && UniqueId(text)?.description == text)
        }
        let ids = ["", "a", "b", "ab", "ab\u{0}", "abc"].map { UniqueId($0) }
        #expect(Set(ids + ids).count == ids.count)
    }

    @Test func `a UniqueId of a counter is its decimal digits`() {
        for counter: UInt32 in [0, 1, 9, 10, 11, 99, 100, 12_345, 999_999_999, 1_000_000_000, .max] {
            #expect(UniqueId(counter: counter).description == "\(counter)")
            #expect(UniqueId(counter: counter) == UniqueId("\(counter)"))
        }
    }

    @Test func `a DecimalNumber is exact to one digit`() {
        #expect(DecimalNumber(16).tenths == 160)
        #expect(DecimalNumber(.max).tenths == .max && DecimalNumber(.min).tenths == .min)
        #expect(DecimalNumber(tenths: 165).description == "16.5")
        #expect(DecimalNumber(tenths: -5).description == "-0.5")
        #expect(DecimalNumber(tenths: 0).description == "0")
        #expect(DecimalNumber(tenths: .min).description == "-922337203685477580.8")
        #expect(DecimalNumber(tenths: 3).doubleValue == 0.3)
        #expect(DecimalNumber(tenths: -1) < DecimalNumber(tenths: 0))
    }

    @Test func `every action has its own name, index and at least one direction`() {
        #expect(Action.allCases.count == Action.count && Action.count == 39)
        #expect(Set(Action.allCases.map(\.name)).count == 39)
        #expect(Action.allCases.map { Int($0.rawValue) } == Array(0..<39))
        for action in Action.allCases {
            #expect(Action(name: action.name) == action)
            #expect(Action(name: action.name.lowercased()) == nil)
            #expect(action.isFromChargePoint || action.isFromCentralSystem)
            #expect((action.isFromChargePoint && action.isFromCentralSystem) == (action == .dataTransfer))
        }
        #expect(Action.allCases.filter(\.isFromChargePoint).count == 14)
        #expect(Action.allCases.map(\.name) == Action.allCases.map(\.name).sorted())
    }

    @Test func `id tags that only look alike are two`() {
        let composed = IdTag(unchecked: "caf\u{E9}")
        let decomposed = IdTag(unchecked: "cafe\u{301}")
        #expect(composed != decomposed && composed.value == decomposed.value)
        #expect(Set([composed, decomposed, IdTag(unchecked: "CAF\u{E9}")]).count == 2)
    }
}
