import Foundation
import Testing

/// The tables of certification cases in the documentation and the tests named by their numbers tell the same.
@Suite struct CertificationTableTests {
    private static let top = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// The numbers that the name of a test begins with, such as `TC_003_CS, TC_004_1_CS start`; nothing for any other
    /// line.
    static func numbers(ofTest line: some StringProtocol) -> [String] {
        let code = line.drop { $0 == " " }
        guard !code.hasPrefix("//"), let start = code.range(of: "func `TC_") else { return [] }
        let name = code[code.index(start.lowerBound, offsetBy: "func `".count)...].split(separator: "`").first ?? ""
        let words = String(name).split(whereSeparator: { $0 == " " || $0 == "," }).map(String.init)
        return words.prefix(while: { $0.hasPrefix("TC_") })
            .filter { $0.wholeMatch(of: /TC_\d{3}(_\d)?_(CS|CSMS)/) != nil }
    }

    /// Case and test file of every test that is named by numbers, except in this target.
    private static func tested(_ suffix: String) throws -> Set<String> {
        var found: Set<String> = []
        let walk = try #require(
            FileManager.default.enumerator(at: top.appendingPathComponent("Tests"), includingPropertiesForKeys: nil))
        for case let url as URL in walk
        where url.pathExtension == "swift" && !url.path.contains("/TidyTests/") {
            for line in try String(contentsOf: url, encoding: .utf8).split(separator: "\n") {
                for number in numbers(ofTest: line) where number.hasSuffix(suffix) {
                    found.insert("\(number) \(url.deletingPathExtension().lastPathComponent)")
                }
            }
        }
        return found
    }

    /// The same from the rows `| TC_003_CS | what | where |` of a guide.
    private static func listed(_ guide: String) throws -> Set<String> {
        let file = top.appendingPathComponent("Sources").appendingPathComponent(guide)
        var found: Set<String> = []
        for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") where line.hasPrefix("| TC_") {
            let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            guard cells.count == 3, !cells[1].isEmpty else {
                Issue.record("\(guide): the row has not three cells: \(line)")
                continue
            }
            for file in cells[2].split(separator: ",") {
                found.insert("\(cells[0]) \(file.trimmingCharacters(in: CharacterSet(charactersIn: " `")))")
            }
        }
        return found
    }

    private static func number(_ entry: String) -> String { String(entry.prefix { $0 != " " }) }

    @Test(arguments: [
        (
            "_CS", "ChargePointModel/ChargePointModel.docc/CertificationCases.md", CertificationNumbers.chargePoint
        ),
        (
            "_CSMS", "CentralSystemServer/CentralSystemServer.docc/CertificationCases.md",
            CertificationNumbers.centralSystem
        ),
    ])
    func `every case has its test and its row, and nothing else has`(
        suffix: String, guide: String, required: [String]
    ) throws {
        let tested = try Self.tested(suffix)
        let listed = try Self.listed(guide)
        #expect(tested.subtracting(listed).sorted() == [], "tests that the table lacks")
        #expect(listed.subtracting(tested).sorted() == [], "rows without a test")
        let numbers = Set(tested.map(Self.number))
        #expect(Set(required).subtracting(numbers).sorted() == [], "cases without a test")
        #expect(numbers.subtracting(required).sorted() == [], "tests of cases that there are not")
    }

    @Test func `only names of tests are read, and whole numbers of them`() {
        #expect(
            Self.numbers(ofTest: "    @Test func `TC_003_CS, TC_004_1_CS start`() {") == ["TC_003_CS", "TC_004_1_CS"])
        #expect(Self.numbers(ofTest: "    func `TC_003_CSMS start of TC_004_CSMS`() {") == ["TC_003_CSMS"])
        #expect(Self.numbers(ofTest: "guard line.contains(\"func `TC_\") else {") == [])
        #expect(Self.numbers(ofTest: "// func `TC_003_CS start`") == [])
        #expect(Self.numbers(ofTest: "func `TC_03_CS start`") == [])
    }
}
