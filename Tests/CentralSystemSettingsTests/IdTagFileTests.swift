import CentralSystemModel
import OCPPTypes
import Testing

@testable import CentralSystemSettings

@Suite struct IdTagFileTests {
    @Test func `lines and arrays give the same tags`() throws {
        let expected = [
            IdTagRecord(idTag: "A"),
            IdTagRecord(
                idTag: "B", status: .blocked, parentIdTag: "P", expiryDate: DateTime("2030-01-01T00:00:00Z"),
                maxActiveTransactions: 1),
        ]
        let first = #"{"idTag": "A"}"#
        let second =
            #"{"idTag":"B","status":"Blocked","parentIdTag":"P","expiryDate":"2030-01-01T00:00:00Z","#
            + #""maxActiveTransactions":1}"#
        #expect(try IdTagFile.parse("\(first)\n\n\(second)\n") == expected)
        #expect(try IdTagFile.parse("  [\(first),\(second)]") == expected)
        #expect(try IdTagFile.parse("") == [])
        #expect(try IdTagFile.parse("[]") == [])
        #expect(try IdTagFile.parse(#"{"idTag":"A","status":null,"expiryDate":null}"#) == [expected[0]])
    }

    @Test(arguments: [
        ("nonsense", "line 1: not a JSON object"),
        ("{\"idTag\":\"A\"}\n5", "line 2: not a JSON object"),
        ("[{\"idTag\":\"A\"},", "not a JSON array"),
        ("[5]", "entry 1: not a JSON object"),
        ("{}", "line 1: idTag is missing"),
        (#"{"idTag":""}"#, "line 1: idTag must have 1 to 20 characters, it has 0"),
        (#"{"idTag":"012345678901234567890"}"#, "line 1: idTag must have 1 to 20 characters, it has 21"),
        (#"{"idTag":5}"#, "line 1: idTag must be a string"),
        (
            #"{"idTag":"A","state":"x"}"#,
            "line 1: unknown member \"state\"; known are expiryDate, idTag, "
                + "maxActiveTransactions, parentIdTag, status"
        ),
        (
            #"{"idTag":"A","status":"accepted"}"#,
            "line 1: status is \"accepted\"; it must be Accepted, Blocked, Expired or Invalid"
        ),
        (
            #"{"idTag":"A","status":"ConcurrentTx"}"#,
            "line 1: status is \"ConcurrentTx\"; it must be Accepted, Blocked, Expired or Invalid"
        ),
        (
            #"{"idTag":"A","expiryDate":"tomorrow"}"#,
            "line 1: expiryDate is \"tomorrow\"; it must be a date and time like 2030-01-01T00:00:00Z"
        ),
        (
            #"{"idTag":"A","maxActiveTransactions":-1}"#,
            "line 1: maxActiveTransactions must be a whole number from 0 to 1000000"
        ),
        (
            #"{"idTag":"A","maxActiveTransactions":"1"}"#,
            "line 1: maxActiveTransactions must be a whole number from 0 to 1000000"
        ),
        ("{\"idTag\":\"A\"}\n{\"idTag\":\"a\"}", "line 2: idTag \"a\" was given before, in line 1"),
        (#"[{"idTag":"A"},{"idTag":"A"}]"#, "entry 2: idTag \"A\" was given before, in entry 1"),
    ])
    func `wrong entries are told by place`(_ text: String, _ message: String) {
        do throws(IdTagFile.Failure) {
            _ = try IdTagFile.parse(text)
            Issue.record("accepted: \(text)")
        } catch {
            #expect(error.description == message)
        }
    }
}
