import OCPPTypes
import Testing

@testable import TransferModel

@Suite struct HTTPHeaderTests {
    static let ranges: [(String, Int64, ByteRanges)] = [
        ("bytes=0-99", 1000, .partial([0..<100])),
        ("bytes=0-0", 1, .partial([0..<1])),
        ("bytes=900-", 1000, .partial([900..<1000])),
        ("bytes=-100", 1000, .partial([900..<1000])),
        ("bytes=-2000", 1000, .partial([0..<1000])),
        ("bytes=990-2000", 1000, .partial([990..<1000])),
        ("Bytes=0-1", 1000, .partial([0..<2])),
        ("bytes=0-1, 5-6 ,-1", 1000, .partial([0..<2, 5..<7, 999..<1000])),
        ("bytes=0-1,2000-", 1000, .partial([0..<2])),
        ("bytes=1000-", 1000, .unsatisfiable),
        ("bytes=0-", 0, .unsatisfiable),
        ("bytes=-0", 1000, .unsatisfiable),
        ("bytes=-1", 0, .unsatisfiable),
        ("bytes=0-0,1-1,2-2,3-3,4-4", 1000, .unsatisfiable),
        ("bytes=5-4", 1000, .whole),
        ("bytes=", 1000, .whole),
        ("bytes=a-b", 1000, .whole),
        ("bytes=-", 1000, .whole),
        ("bytes=1", 1000, .whole),
        ("bytes=1-2-3", 1000, .whole),
        ("bytes=99999999999999999999-", 1000, .whole),
        ("lines=0-1", 1000, .whole),
        ("", 1000, .whole),
    ]

    @Test(arguments: ranges.indices) func `a Range is met by the file's length`(index: Int) {
        let (text, length, expected) = Self.ranges[index]
        #expect(ByteRanges(text, length: length, limit: 4) == expected, "\(text)")
    }

    @Test func `a Content-Range names a piece and the whole`() {
        #expect(
            ContentRange("bytes 0-99/100").map { [$0.range.lowerBound, $0.range.upperBound, $0.length] } == [
                0, 100, 100,
            ])
        #expect(ContentRange("bytes 100-199/500")?.range == 100..<200)
        for text in [
            "bytes 0-99/*", "bytes */100", "bytes 99-0/100", "bytes 0-100/100", "bytes 0-99", "0-99/100",
            "bytes 0-9/1/2", "",
            "lines 0-1/2", "bytes -1-2/5",
        ] {
            #expect(ContentRange(text) == nil, "\(text)")
        }
    }

    @Test func `entity tags are compared as the header asks`() {
        #expect(EntityTags.match("\"a\", \"b\"", strong: "\"b\""))
        #expect(EntityTags.match("*", strong: "\"b\""))
        #expect(!EntityTags.match("W/\"b\"", strong: "\"b\""))
        #expect(EntityTags.matchWeakly("W/\"b\"", tag: "\"b\""))
        #expect(!EntityTags.matchWeakly("\"c\"", tag: "\"b\""))
    }

    @Test func `user and password come out of Basic authorization`() {
        let cases: [(String, BasicAuthorization?)] = [
            ("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==", BasicAuthorization(user: "Aladdin", password: "open sesame")),
            ("basic  YTpiOmM", BasicAuthorization(user: "a", password: "b:c")),
            ("Basic dGVzdDoxMjPCow==", BasicAuthorization(user: "test", password: "123£")),
            ("Basic Og==", BasicAuthorization(user: "", password: "")),
            ("Basic YWJj", nil), ("Basic", nil), ("Basic ", nil), ("Bearer YTpi", nil), ("Basic YTp=i", nil),
            ("Basic YTpiY", nil), ("Basic YTp_", nil), ("Basic /zo=", nil),
        ]
        for (text, expected) in cases {
            #expect(BasicAuthorization(text) == expected, "\(text)")
        }
    }

    @Test func `dates are written as HTTP wants them`() {
        for (time, text) in [
            ("1994-11-06T08:49:37Z", "Sun, 06 Nov 1994 08:49:37 GMT"),
            ("1970-01-01T00:00:00Z", "Thu, 01 Jan 1970 00:00:00 GMT"),
            ("1969-12-31T23:59:59Z", "Wed, 31 Dec 1969 23:59:59 GMT"),
            ("2024-02-29T12:00:00.999Z", "Thu, 29 Feb 2024 12:00:00 GMT"),
        ] {
            #expect(DateTime(time).map { HTTPDate.text($0) } == text)
        }
    }
}
