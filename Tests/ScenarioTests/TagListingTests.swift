import OCPPTypes
import Testing

@testable import Scenario

/// How the tags of a scenario are written for a central system that has to know them.
@Suite struct TagListingTests {
    private static let tags: [IdTag] = ["TAG1", #"a"b\c"#, "d,e'f", IdTag(unchecked: "g\nh")]

    @Test func `JSON has one object a line`() {
        #expect(
            TagFormat.json.text(Self.tags) == #"""
                {"idTag":"TAG1"}
                {"idTag":"a\"b\\c"}
                {"idTag":"d,e'f"}
                {"idTag":"g\nh"}

                """#)
    }

    @Test func `CSV has a heading and quotes where they are needed`() {
        #expect(TagFormat.csv.text(Self.tags) == "idTag\r\nTAG1\r\n\"a\"\"b\\c\"\r\n\"d,e'f\"\r\n\"g\nh\"\r\n")
    }

    @Test func `SQL for SteVe enters or frees each tag`() {
        #expect(
            TagFormat.sqlSteve.text(Self.tags) == #"""
                INSERT INTO ocpp_tag (id_tag, max_active_transaction_count) VALUES
                    ('TAG1', -1),
                    ('a"b\\c', -1),
                    ('d,e''f', -1),
                    ('g
                h', -1)
                    ON DUPLICATE KEY UPDATE max_active_transaction_count = -1;

                """#)
        let many = TagFormat.sqlSteve.text((1...501).map { IdTag(unchecked: "T\($0)") })
        #expect(many.split(separator: "INSERT INTO").count == 2 && many.hasSuffix("= -1;\n"))
    }

    @Test func `no tags are no text but the heading`() {
        #expect(TagFormat.allCases.map { $0.text([]) } == ["", "idTag\r\n", ""])
    }
}
