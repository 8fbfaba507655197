import OCPPJSON
import OCPPTypes
import Testing

/// What is answered to every kind of broken envelope, on both sides: both write ``FrameEncoder/refusal(of:in:into:)``,
/// and count what it leaves without answer.
@Suite struct FrameRefusalTests {
    struct Entry: CustomStringConvertible, Sendable {
        var frame: String
        /// The id of the CALLERROR as it stands in it; nil when nothing is answered.
        var id: String?
        /// The reason that is counted and logged.
        var label: String

        init(_ frame: String, answered id: String? = nil, _ label: String) {
            self.frame = frame
            self.id = id
            self.label = label
        }

        var description: String { String(frame.prefix(60)) }
    }

    static let long = String(repeating: "x", count: UniqueId.maxLength + 1)
    static let longest = String(repeating: "x", count: CodecLimits.repeatedIdLength)
    static let nested = String(repeating: "[", count: 99) + String(repeating: "]", count: 99)
    static let digits = String(repeating: "7", count: UniqueId.maxLength + 1)

    /// The id can be told, and the frame is a CALL.
    static let answered: [Entry] = [
        Entry(#"[2,"\#(long)","Heartbeat",{}]"#, answered: long, "unique id is too long"),
        Entry(#"[2,"\#(longest)","Heartbeat",{}]"#, answered: longest, "unique id is too long"),
        Entry(#"[2,"\u0031\"\#(long)","Heartbeat",{}]"#, answered: #"\u0031\"\#(long)"#, "unique id is too long"),
        Entry(#"[2,"é\#(long)"]"#, answered: "é" + long, "unique id is too long"),
        Entry(#"[2,17,"Heartbeat",{}]"#, answered: "17", "unique id is a number"),
        Entry(#"[2,-1.5,"Heartbeat",{}]"#, answered: "-1.5", "unique id is a number"),
        Entry(#"[2,\#(digits),"Heartbeat",{}]"#, answered: digits, "unique id is a number"),
        Entry(#"[2,"","Heartbeat",{}]"#, answered: "", "unique id is empty"),
        Entry("\u{FEFF}" + #"[2,"1","Heartbeat",{}]"#, answered: "1", "byte order mark before the frame"),
        Entry("\u{FEFF}" + #"[2,17,"Heartbeat",{}]"#, answered: "17", "unique id is a number"),
        Entry(#"[2,"1"]"#, answered: "1", "frame has the wrong number of elements"),
        Entry(#"[2,"1",{}]"#, answered: "1", "action is not a string"),
        Entry(#"[2,"1",5,{}]"#, answered: "1", "action is not a string"),
        Entry(#"[2,"1",null,{}]"#, answered: "1", "action is not a string"),
        Entry(#"[2,"1","Heartbeat"]"#, answered: "1", "frame has the wrong number of elements"),
        Entry(#"[2,"1","Heartbeat",{}]x"#, answered: "1", "frame is not JSON"),
        Entry(#"[2,"1","Heartbeat",{}"#, answered: "1", "frame is not JSON"),
        Entry(#"[2,"1","Odd",{},{}]"#, answered: "1", "frame has the wrong number of elements"),
        Entry(#"[2,"1","Odd",\#(nested)]"#, answered: "1", "frame is nested too deep"),
    ]

    /// No id can be told, or nobody is to be answered.
    static let counted: [Entry] = [
        Entry(#"[2,"\#(longest)x","Heartbeat",{}]"#, "unique id is too long"),
        Entry(
            #"[2,\#(String(repeating: "7", count: CodecLimits.repeatedIdLength + 1)),"Odd",{}]"#,
            "unique id is a number"),
        Entry(#"[2,null,"Heartbeat",{}]"#, "unique id is missing"),
        Entry(#"[2,true,"Heartbeat",{}]"#, "unique id is missing"),
        Entry(#"[2,["1"],"Heartbeat",{}]"#, "unique id is missing"),
        Entry(#"[2,{"id":"1"},"Heartbeat",{}]"#, "unique id is missing"),
        Entry(#"[2,"\ud83d","Heartbeat",{}]"#, "frame is not JSON"),
        Entry(#"[2]"#, "frame has the wrong number of elements"),
        Entry("[]", "frame has the wrong number of elements"),
        Entry("{}", "frame is not an array"), Entry(#""2""#, "frame is not an array"),
        Entry("17", "frame is not an array"),
        Entry("", "frame is not JSON"), Entry("\u{FEFF}", "frame is not JSON"), Entry("@", "frame is not JSON"),
        Entry(#"["2","1","Heartbeat",{}]"#, "message type is not an integer"),
        Entry(#"[1,"1",{}]"#, "unknown message type"), Entry(#"[9,"1","Heartbeat",{}]"#, "unknown message type"),
        // Answers are never answered.
        Entry(#"[3,"\#(long)",{}]"#, "unique id is too long"), Entry(#"[3,17,{}]"#, "unique id is a number"),
        Entry(#"[3,"",{}]"#, "unique id is empty"),
        Entry("\u{FEFF}" + #"[3,"1",{}]"#, "byte order mark before the frame"),
        Entry(#"[4,"1","GenericError",5,{}]"#, "CALLERROR has an element of the wrong type"),
        Entry(#"[4,"","GenericError","",{}]"#, "unique id is empty"),
    ]

    @Test(arguments: answered + counted)
    func `a CALL whose id can be told is answered with that id, everything else is counted by its reason`(
        _ entry: Entry
    ) {
        var frame = entry.frame
        frame.withUTF8 { text in
            let bytes = UnsafeRawBufferPointer(text)
            do throws(FrameError) {
                _ = try FrameScanner.scan(bytes)
                Issue.record("it was read")
            } catch {
                #expect("\(error.label)" == entry.label)
                #expect((error.reply == nil) == (entry.id == nil))
                let answer = encoded { FrameEncoder.refusal(of: error, in: bytes, into: &$0) }
                let wanted = entry.id.map { #"[4,"\#($0)","FormationViolation","\#(entry.label)",{}]"# }
                #expect(answer == wanted ?? "")
            }
        }
    }

    @Test(arguments: ["17", "1.5"])
    func `an answer with a number as id ends the wait of the CALL with these digits`(_ id: String) {
        let error = #expect(throws: FrameError.self) { try scan("[3,\(id),{}]") }
        #expect(error?.isCall == false && error?.uniqueId == UniqueId(id))
    }
}
